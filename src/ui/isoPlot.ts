import type * as Plot from '@observablehq/plot';
import { html, type PropertyValues, type TemplateResult } from 'lit';
import { LocalElement } from './element';
import { language, type Language } from './language';

export type PlotLibrary = typeof Plot;
/** Draws a chart for a place that is so many pixels wide. */
export type Drawing = (plot: PlotLibrary, width: number) => Element;

/** A chart, drawn when the library is there: it is large, and only some pages need it. What it shows stands in a table too. */
export class IsoPlot extends LocalElement {
  static override properties = { drawing: { attribute: false }, label: {}, width: { type: Number } };
  declare drawing: Drawing;
  /** What the chart shows, in a sentence. */
  declare label: string;
  declare width: number;
  #drawnIn: Language | null = null;

  constructor() {
    super();
    this.label = '';
    this.width = 560;
  }

  override render(): TemplateResult {
    return html`<div class="plot" role="img" aria-label=${this.label}></div>`;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('drawing') || changed.has('width') || this.#drawnIn !== language()) void this.#draw();
  }

  async #draw(): Promise<void> {
    const { drawing, width } = this;
    this.#drawnIn = language();
    const plot = await import('@observablehq/plot');
    if (drawing !== this.drawing || !this.isConnected) return;
    const figure = drawing(plot, width);
    // The label says it; Plot's own labels sit on plain groups, where they may not.
    figure.setAttribute('aria-hidden', 'true');
    this.querySelector('.plot')?.replaceChildren(figure);
    this.dispatchEvent(new CustomEvent('plot-drawn', { bubbles: true }));
  }
}
customElements.define('iso-plot', IsoPlot);
