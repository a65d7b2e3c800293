import { msg } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { WINDOW_PRESETS, type MeasureKind, type WindowPreset } from '../view';
import { exportMenu, type ExportChoice } from './exportMenu';
import { icon } from './icons';
import { said } from './language';

export const LAYOUTS = [1, 2, 4] as const;
export type Layout = (typeof LAYOUTS)[number];

const TOOLS = [
  { kind: 'distance', name: 'ruler', label: () => msg('Measure a distance') },
  { kind: 'angle', name: 'angle', label: () => msg('Measure an angle') },
  { kind: 'ellipse', name: 'circle', label: () => msg('Measure signal in an ellipse') },
  { kind: 'polygon', name: 'pentagon', label: () => msg('Measure an area, corner by corner') },
] as const satisfies readonly { kind: MeasureKind; name: string; label: () => string }[];

/** What the bar shows as pressed, and what it asks for. */
export interface ImageBarState {
  readonly isEmpty: boolean;
  readonly layout: Layout;
  readonly isLinked: boolean;
  readonly tool: MeasureKind | null;
  /** Whether the AI's labels are drawn, and whether a shown series has any. */
  readonly isOverlaid: boolean;
  readonly hasLabels: boolean;
  readonly isPlaying: boolean;
  /** The series in hand has all its slices. */
  readonly isComplete: boolean;
  setLayout(layout: Layout): void;
  toggleLink(): void;
  setTool(tool: MeasureKind | null): void;
  removeMeasure(): void;
  applyPreset(preset: WindowPreset): void;
  togglePlay(): void;
  toggleOverlay(): void;
  exportAs(choice: ExportChoice): void;
}

const toggle = (
  testId: string,
  name: Parameters<typeof icon>[0],
  label: string,
  isOn: boolean,
  isDisabled: boolean,
  act: () => void,
): TemplateResult =>
  html`<button
    class="icon quiet"
    data-testid=${testId}
    aria-label=${label}
    title=${label}
    aria-pressed=${isOn ? 'true' : 'false'}
    ?disabled=${isDisabled}
    @click=${act}
  >
    ${icon(name)}
  </button>`;

const LAYOUT_ICONS = { 1: 'square', 2: 'columns', 4: 'grid' } as const;
const LAYOUT_LABELS = {
  1: () => msg('One image'),
  2: () => msg('Two images side by side'),
  4: () => msg('Four images'),
} as const;

/** Layout, measuring tools, window, cine: one row above the images. */
export function imageBar(bar: ImageBarState): TemplateResult {
  const choosePreset = (event: Event): void => {
    const select = event.currentTarget;
    if (!(select instanceof HTMLSelectElement)) return;
    const chosen = WINDOW_PRESETS.find(({ preset }) => preset === select.value);
    if (chosen) bar.applyPreset(chosen.preset);
    // A menu, not a state: the window goes on by mouse from there.
    select.value = '';
  };
  return html`<div class="image-bar" role="group" aria-label=${msg('Image tools')}>
    <div class="tool-group" role="group" aria-label=${msg('Layout')}>
      ${LAYOUTS.map((n) =>
        toggle(`layout-${n}`, LAYOUT_ICONS[n], LAYOUT_LABELS[n](), bar.layout === n, bar.isEmpty, () =>
          bar.setLayout(n),
        ),
      )}
      ${
        bar.layout > 1
          ? toggle('link', 'link', msg('Scroll parallel series together'), bar.isLinked, bar.isEmpty, () =>
              bar.toggleLink(),
            )
          : nothing
      }
    </div>
    <div class="tool-group" role="group" aria-label=${msg('Measure')}>
      ${TOOLS.map(({ kind, name, label }) =>
        toggle(`tool-${kind}`, name, label(), bar.tool === kind, bar.isEmpty, () =>
          bar.setTool(bar.tool === kind ? null : kind),
        ),
      )}
      <button
        class="icon quiet"
        data-testid="remove-measure"
        aria-label=${msg('Remove the measurement in hand')}
        title=${msg('Remove the measurement in hand')}
        ?disabled=${bar.isEmpty}
        @click=${() => bar.removeMeasure()}
      >
        ${icon('trash')}
      </button>
    </div>
    <select
      class="window-preset"
      aria-label=${msg('Brightness and contrast')}
      title=${msg('Brightness and contrast; drag with the right button to set them freely')}
      data-testid="window-preset"
      ?disabled=${bar.isEmpty}
      @change=${choosePreset}
    >
      <option value="">${msg('Window')}</option>
      ${WINDOW_PRESETS.map(({ preset, label }) => html`<option value=${preset}>${said(label)}</option>`)}
    </select>
    ${toggle(
      'cine',
      bar.isPlaying ? 'pause' : 'play',
      bar.isPlaying ? msg('Stop the run through the slices') : msg('Run through the slices'),
      bar.isPlaying,
      bar.isEmpty,
      () => bar.togglePlay(),
    )}
    ${toggle(
      'overlay',
      'layers',
      bar.hasLabels ? msg('What the AI sees, in colour') : msg('What the AI sees: nothing labelled here yet'),
      bar.isOverlaid && bar.hasLabels,
      !bar.hasLabels,
      () => bar.toggleOverlay(),
    )}
    ${exportMenu(!bar.isEmpty, bar.isComplete, (choice) => bar.exportAs(choice))}
  </div>`;
}
