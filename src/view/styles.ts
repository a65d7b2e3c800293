import { THEME } from './palette';

/** Style of one view. It lives in the view's own container, so that it works inside a shadow root as well. */
export const VIEW_CSS = `
.iso-view { container: iso-pane / size; position: relative; overflow: hidden; background: ${THEME.background}; color: ${THEME.text};
  font: 12px/1.35 system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; font-variant-numeric: tabular-nums;
  touch-action: none; user-select: none; -webkit-user-select: none; outline: none; cursor: crosshair; }
.iso-view > canvas, .iso-view > svg:not(.iso-marker) { position: absolute; inset: 0; width: 100%; height: 100%; display: block; }
.iso-view::after { content: ""; position: absolute; inset: 0; pointer-events: none; border: 1px solid transparent; }
.iso-view:focus::after { border-color: ${THEME.focus}; }
.iso-view:focus-visible::after { border-width: 2px; }
.iso-corner { position: absolute; max-width: 46%; padding: 4px 7px; pointer-events: none; white-space: pre;
  overflow: hidden; text-overflow: ellipsis; text-shadow: 0 0 2px #000, 0 0 3px #000; }
.iso-corner[data-corner="tl"] { top: 0; left: 0; }
.iso-corner[data-corner="tr"] { top: 0; right: 0; text-align: right; }
.iso-corner[data-corner="bl"] { bottom: 0; left: 0; }
.iso-corner[data-corner="br"] { bottom: 0; right: 0; text-align: right; }
/* In a small pane, one of four: what was where stays, with less around it. */
@container iso-pane (max-width: 250px) {
  .iso-corner { max-width: calc(50% - 9px); padding: 3px; }
  .iso-corner[data-corner="tr"] { white-space: pre-wrap; }
}
.iso-empty { position: absolute; inset: 0; display: grid; place-content: center; text-align: center;
  color: ${THEME.dimText}; pointer-events: none; font-size: 13px; padding: 12px; }
.iso-readout { position: absolute; left: 50%; bottom: 46px; transform: translateX(-50%); padding: 4px 10px;
  background: ${THEME.readoutBackground}; border: 1px solid rgba(255, 216, 61, 0.55); border-radius: 3px; color: #fff;
  font-size: 13px; white-space: pre; pointer-events: none; text-align: center; }
.iso-live { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.iso-view [hidden] { display: none; }
.iso-overlay *, .iso-notes * { vector-effect: non-scaling-stroke; }
.iso-overlay > :not(.iso-handle), .iso-notes { pointer-events: none; }
.iso-handle { pointer-events: all; }
.iso-view text { font-size: 12px; paint-order: stroke; stroke: rgba(0, 0, 0, 0.85); stroke-width: 3px;
  stroke-linejoin: round; }
.iso-view text.iso-letter { font-size: 15px; font-weight: 600; }
.iso-view text.iso-number { font-weight: 600; }
.iso-scene { cursor: grab; }
.iso-scene:active { cursor: grabbing; }
.iso-levels { pointer-events: none; }
.iso-marker { position: absolute; right: 6px; bottom: 6px; pointer-events: none; }
@media (forced-colors: active) { .iso-view:focus::after { border-color: Highlight; } }
`;
