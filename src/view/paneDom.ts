import { HATCHES, hatchId } from './palette';
import { VIEW_CSS } from './styles';
import { createSvg, syncSvg, type SvgShape } from './svg';
import { worded } from './wording';

let patterns = 0;
const CORNERS = ['tl', 'tr', 'bl', 'br'] as const;

/** The elements of one pane: canvas, overlay, corner texts, readout and live region. */
export class PaneDom {
  readonly canvas = document.createElement('canvas');
  readonly patternId = `iso-hatch-${++patterns}`;
  readonly #container: HTMLElement;
  readonly #svg = createSvg('svg');
  readonly #overlay = createSvg('g');
  readonly #notes = createSvg('g');
  readonly #corners: HTMLElement[];
  readonly #empty = element('div', 'iso-empty');
  readonly #readout = element('output', 'iso-readout');
  readonly #live = element('div', 'iso-live');
  readonly #own: readonly Element[];
  readonly #emptyText: string;
  readonly #attributesBefore = new Map<string, string | null>();

  constructor(container: HTMLElement, emptyText: string) {
    this.#container = container;
    for (const name of ['role', 'tabindex', 'aria-label', 'aria-description', 'aria-roledescription']) {
      this.#attributesBefore.set(name, container.getAttribute(name));
    }
    const style = document.createElement('style');
    style.textContent = VIEW_CSS;
    this.#overlay.setAttribute('class', 'iso-overlay');
    this.#notes.setAttribute('class', 'iso-notes');
    this.#svg.setAttribute('aria-hidden', 'true');
    this.#svg.append(this.#hatches(), this.#overlay, this.#notes);
    this.#corners = CORNERS.map((name) => {
      const corner = element('div', 'iso-corner');
      corner.dataset.corner = name;
      return corner;
    });
    this.#emptyText = emptyText;
    this.#empty.textContent = worded(emptyText);
    this.#readout.hidden = true;
    this.#readout.setAttribute('aria-live', 'off');
    this.#live.setAttribute('aria-live', 'polite');
    container.classList.add('iso-view');
    container.tabIndex = 0;
    this.#own = [style, this.canvas, this.#svg, ...this.#corners, this.#empty, this.#readout, this.#live];
    container.append(...this.#own);
  }

  /** What does not depend on the image; anew with each state, for the page may have turned to another language. */
  describe(role: string, label: string, description: string): void {
    setText(this.#empty, worded(this.#emptyText));
    this.#container.setAttribute('role', role);
    this.#container.setAttribute('aria-label', worded(label));
    this.#container.setAttribute('aria-description', worded(description));
  }

  /** CSS pixels. */
  size(): { readonly width: number; readonly height: number } {
    return { width: this.#container.clientWidth, height: this.#container.clientHeight };
  }

  show(overlay: readonly SvgShape[], notes: readonly SvgShape[], corners: readonly string[]): void {
    this.#empty.hidden = true;
    syncSvg(this.#overlay, overlay);
    syncSvg(this.#notes, notes);
    this.#corners.forEach((corner, n) => setText(corner, worded(corners[n] ?? '')));
  }

  showEmpty(): void {
    this.#empty.hidden = false;
    setText(this.#empty, worded(this.#emptyText));
    syncSvg(this.#overlay, []);
    syncSvg(this.#notes, []);
    for (const corner of this.#corners) setText(corner, '');
  }

  /** Text of the live readout; null hides it. */
  readout(text: string | null): void {
    this.#readout.hidden = text === null;
    setText(this.#readout, worded(text ?? ''));
  }

  /** Speaks to a screen reader. */
  say(text: string): void {
    setText(this.#live, worded(text));
  }

  dispose(): void {
    for (const own of this.#own) own.remove();
    this.#container.classList.remove('iso-view');
    for (const [name, value] of this.#attributesBefore) {
      if (value === null) this.#container.removeAttribute(name);
      else this.#container.setAttribute(name, value);
    }
    // A canvas frees its pixels when it has none, not when it is forgotten.
    this.canvas.width = this.canvas.height = 0;
  }

  #hatches(): SVGElement {
    const defs = createSvg('defs');
    for (const hatch of ['trainee', 'active', 'ai', 'truth'] as const) {
      const { colour, turnDeg, opacity } = HATCHES[hatch];
      const pattern = createSvg('pattern');
      const line = createSvg('path');
      const id = hatchId(this.patternId, hatch);
      const attributes = { id, width: 12, height: 12, patternUnits: 'userSpaceOnUse' };
      for (const [name, value] of Object.entries(attributes)) pattern.setAttribute(name, String(value));
      pattern.setAttribute('patternTransform', `rotate(${turnDeg})`);
      line.setAttribute('d', 'M0 0V12');
      line.setAttribute('stroke', colour);
      line.setAttribute('stroke-width', '1.4');
      line.setAttribute('stroke-opacity', String(opacity));
      pattern.append(line);
      defs.append(pattern);
    }
    return defs;
  }
}

function element(tag: string, className: string): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  return made;
}

function setText(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}
