import { msg, str } from '@lit/localize';
import { html, type PropertyValues, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { angleDeg, scale, type Plane } from '../geometry';
import type { DicomTag } from '../io';
import { MeasureBook, SeriesViewer, viewPicture, type MeasureKind } from '../view';
import { Cine } from './cine';
import { ConsoleElement } from './element';
import type { ExportChoice } from './exportMenu';
import { download, fileStem } from './fileDrop';
import { imageBar, type ImageBarState, type Layout } from './imageBar';
import { cellEntries, imageEntries, LIVE, type ImageEntry } from './imageSeries';
import { labelLegend } from './labelLegend';
import './isoTags';

/** (o) Stacks tilted by less against each other scroll together. */
const PARALLEL_DEG = 10;

const areParallel = (a: Plane, b: Plane): boolean =>
  Math.min(angleDeg(a.normal, b.normal), angleDeg(a.normal, scale(b.normal, -1))) < PARALLEL_DEG;

/** One, two or four series, each slice by slice, scrolled together and measured on. */
export class IsoImageGrid extends ConsoleElement {
  static override properties = {
    ...ConsoleElement.properties,
    shown: { attribute: false },
    layout: { state: true },
    chosen: { state: true },
    active: { state: true },
    tool: { state: true },
    isLinked: { state: true },
    isOverlaid: { state: true },
    tags: { state: true },
  };
  /** Images asked for from elsewhere: the first cell shows them. */
  declare shown: { readonly id: string } | null;
  declare layout: Layout;
  /** Id of a series for each cell; null: the newest, or what belongs beside it. */
  declare chosen: readonly (string | null)[];
  /** The cell that buttons act on. */
  declare active: number;
  declare tool: MeasureKind | null;
  declare isLinked: boolean;
  declare isOverlaid: boolean;
  /** Of the slice that was asked for; null: not asked. */
  declare tags: { readonly caption: string; readonly list: readonly DicomTag[] } | null;
  readonly #book = new MeasureBook();
  readonly #viewers = new Map<HTMLElement, SeriesViewer>();
  readonly #cine = new Cine();
  #entries: readonly (ImageEntry | null)[] = [];
  #drawn: readonly boolean[] | null = null;
  #followed: string | null = null;
  #asked: IsoImageGrid['shown'] = null;
  #isFollowing = false;

  constructor() {
    super();
    this.shown = null;
    this.layout = 1;
    this.chosen = [];
    this.active = 0;
    this.tool = null;
    this.isLinked = true;
    this.isOverlaid = false;
    this.tags = null;
  }

  protected override willUpdate(): void {
    super.willUpdate();
    if (this.shown && this.shown !== this.#asked) this.#choose(0, this.shown.id);
    this.#asked = this.shown;
    const { phase, activeGroup } = this.state.case;
    // On the score screen the images follow the group being read, whatever was chosen before.
    if (phase === 'submitted' && activeGroup !== this.#followed) this.chosen = [];
    this.#followed = activeGroup;
    this.#entries = cellEntries(imageEntries(this.state), this.state.case, this.chosen, this.layout);
  }

  override render(): TemplateResult {
    const all = imageEntries(this.state);
    return html`${imageBar(this.#bar())}
      <div class="image-cells" data-layout=${this.layout}>
        ${this.#entries.map((_, n) => this.#cell(n, all))}
      </div>
      <iso-tags
        .tags=${this.tags?.list ?? null}
        .caption=${this.tags?.caption ?? ''}
        @close=${() => (this.tags = null)}
      ></iso-tags>`;
  }

  #cell(n: number, all: readonly ImageEntry[]): TemplateResult {
    const running = all.some(({ id }) => id === LIVE);
    return html`<div
      class=${classMap({ 'image-cell': true, active: this.layout > 1 && this.active === n })}
      @focusin=${() => (this.active = n)}
    >
      <div class="image-host" data-cell=${n} data-testid=${n === 0 ? 'image-host' : `image-host-${n}`}></div>
      <select
        class="cell-series"
        aria-label=${this.layout > 1 ? msg(str`Series in image ${n + 1}`) : msg('Series shown')}
        data-testid=${n === 0 ? 'series-select' : `series-select-${n}`}
        ?disabled=${all.length === 0}
        @change=${(event: Event) => {
          if (event.currentTarget instanceof HTMLSelectElement) this.#choose(n, event.currentTarget.value);
        }}
      >
        ${all.length === 0 ? html`<option value="">${msg('No series yet')}</option>` : ''}
        ${all.map(
          ({ id, label }) =>
            html`<option value=${id}>
              ${id === LIVE && running ? msg(str`${label} (running)`) : label}
            </option>`,
        )}
      </select>
      ${this.isOverlaid ? labelLegend(this.#entries[n]?.labels) : ''}
    </div>`;
  }

  #bar(): ImageBarState {
    return {
      isEmpty: this.#entries.every((entry) => entry === null),
      layout: this.layout,
      isLinked: this.isLinked,
      tool: this.tool,
      isOverlaid: this.isOverlaid,
      hasLabels: this.#entries.some((entry) => entry?.labels),
      isPlaying: this.#cine.isPlaying,
      isComplete: Boolean(this.#entries[this.active]?.series),
      setLayout: (layout) => {
        this.layout = layout;
        this.active = Math.min(this.active, layout - 1);
      },
      toggleLink: () => (this.isLinked = !this.isLinked),
      setTool: (tool) => {
        this.tool = tool;
        if (tool) this.#host(this.active)?.focus({ preventScroll: true });
      },
      removeMeasure: () => this.#viewer(this.active)?.removeMeasure(),
      applyPreset: (preset) => this.#viewer(this.active)?.applyPreset(preset),
      togglePlay: () => this.#togglePlay(),
      toggleOverlay: () => (this.isOverlaid = !this.isOverlaid),
      exportAs: (choice) => void this.#export(choice),
    };
  }

  async #export(choice: ExportChoice): Promise<void> {
    const entry = this.#entries[this.active];
    const host = this.#host(this.active);
    if (!entry || !host) return;
    const slice = this.#viewer(this.active)?.view?.slice ?? 0;
    const { series, label } = entry;
    if (choice === 'png') {
      try {
        download(`${fileStem(label)}-${slice + 1}.png`, await viewPicture(host));
      } catch (error) {
        this.controller.showError(error);
      }
    } else if (series && choice === 'tags') {
      const list = await this.controller.export.tags(series, slice);
      if (list) this.tags = { caption: msg(str`${label}, slice ${slice + 1}`), list };
    } else if (series && choice !== 'tags') {
      const file = await this.controller.export.file(choice, series, fileStem(label));
      if (file) download(file.name, new Blob([file.bytes as Uint8Array<ArrayBuffer>]));
    }
  }

  #togglePlay(): void {
    if (this.#cine.isPlaying) this.#cine.stop();
    else {
      this.#cine.start(() => {
        const viewer = this.#viewer(this.active);
        const view = viewer?.view;
        if (view && this.checkVisibility()) viewer.setSlice((view.slice + 1) % view.basis.slices);
      });
    }
    this.requestUpdate();
  }

  #choose(cell: number, id: string): void {
    const chosen = Array.from({ length: 4 }, (_, n) => this.chosen[n] ?? null);
    this.chosen = chosen.with(cell, id === LIVE ? null : id);
  }

  #host(cell: number): HTMLElement | null {
    return this.querySelector<HTMLElement>(`[data-cell='${cell}']`);
  }

  #viewer(cell: number): SeriesViewer | undefined {
    const host = this.#host(cell);
    return host ? this.#viewers.get(host) : undefined;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    for (const [host, viewer] of this.#viewers) {
      if (host.isConnected) continue;
      viewer.dispose();
      this.#viewers.delete(host);
    }
    this.#entries.forEach((entry, n) => this.#show(entry, n));
    this.#linkPlanes();
  }

  #show(entry: ImageEntry | null, n: number): void {
    const host = this.#host(n);
    if (!host) return;
    let viewer = this.#viewers.get(host);
    if (!viewer) {
      viewer = new SeriesViewer(host, this.#book);
      this.#viewers.set(host, viewer);
      viewer.on('maximise', () => this.dispatchEvent(new CustomEvent('enlarge', { bubbles: true })));
      viewer.on('leaveTool', () => (this.tool = null));
      viewer.on('plane', ({ plane }) => this.#scrolled(n, plane));
    }
    // Options come and go with the series; only now are they all there to choose from.
    const select = host.parentElement?.querySelector('select');
    if (select && entry) select.value = entry.id;
    const { received, newest, crossings } = entry ?? {};
    viewer.setTool(this.tool);
    viewer.setState({
      volume: entry?.volume ?? null,
      label: entry?.label ?? '',
      ...(entry?.series && { series: entry.id }),
      ...(crossings && { crossings }),
      ...(entry && { note: `TR ${entry.sequence.repetitionTimeMs} TE ${entry.sequence.echoTimeMs}` }),
      ...(received && { received }),
      ...(this.isOverlaid && entry?.labels && { labels: entry.labels.volume, labelKind: entry.labels.kind }),
    });
    if (entry?.id !== LIVE) return;
    // Voxels came in since the last drawing.
    if (received && newest !== undefined && received !== this.#drawn) viewer.update(received, newest);
    this.#drawn = received ?? null;
  }

  /** A cell went to another slice: parallel stacks go along, the others show where it is. */
  #scrolled(cell: number, plane: Plane | null): void {
    if (this.isLinked && plane && !this.#isFollowing && cell === this.active) {
      this.#isFollowing = true;
      for (const [host, viewer] of this.#viewers) {
        const own = viewer.plane;
        if (host.dataset.cell !== String(cell) && own && areParallel(own, plane))
          viewer.showPoint(plane.point);
      }
      this.#isFollowing = false;
    }
    this.#linkPlanes();
  }

  /** Each image shows where the others cut it. */
  #linkPlanes(): void {
    for (const viewer of this.#viewers.values()) {
      const others = [...this.#viewers.values()].filter((other) => other !== viewer);
      const own = viewer.plane;
      viewer.setReferencePlanes(
        others.flatMap(({ plane }) => (plane && own && !areParallel(plane, own) ? plane : [])),
      );
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#cine.stop();
    for (const viewer of this.#viewers.values()) viewer.dispose();
    this.#viewers.clear();
  }
}
customElements.define('iso-image-grid', IsoImageGrid);
