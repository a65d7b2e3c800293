import type { Plane, Vec3 } from '../geometry';
import type { Volume } from '../volume';
import { crossingMarks, type CrossingMark } from './crossingMarks';
import { ImagePane, type PaneOwner } from './imagePane';
import { volumeOrientation } from './slice';
import { viewPlane, type SliceView } from './sliceView';
import { PaneView } from './paneView';
import type { LabelKind } from './palette';
import { planeShapes } from './planeShapes';
import type { MeasureKind } from './tools/measure';
import type { MeasureBook } from './tools/measureBook';
import { MEASURE_KEYS, measureKey } from './tools/measureKeys';
import { Measuring } from './tools/measuring';
import { windowPreset, type WindowPreset } from './windowPresets';

/** What the series viewer shows. */
export interface SeriesViewState {
  /** The series; its own slices are shown. While it arrives, the voxels of missing slices may be anything. */
  readonly volume: Volume | null;
  /** Identity of the series for what is measured on it; left out: nothing can be measured (yet). */
  readonly series?: string;
  /** Upper left corner, e.g. patient and series, one line each. */
  readonly label: string;
  /** Upper right corner, e.g. `TR 3200 TE 98`; left out: the plane in words. */
  readonly note?: string;
  /** Which slices have arrived, by index; left out: all. */
  readonly received?: readonly boolean[];
  /** Segmentation drawn over the image (its own grid); null: none. */
  readonly labels?: Volume<Uint8Array> | null;
  /** What its values mean; `spine` when left out. */
  readonly labelKind?: LabelKind;
  /** 0 … 1; 0.35 when left out. */
  readonly labelOpacity?: number;
  /** Dark bands of crossing groups, marked on the slices that show them. */
  readonly crossings?: readonly CrossingMark[];
}

export interface SeriesViewerEvents {
  maximise: null;
  /** Escape: the measuring tool is to be put away. */
  leaveTool: null;
  point: { readonly point: Vec3 | null };
  plane: { readonly plane: Plane | null };
}

const VIEWER_KEYS =
  'Up and down arrows, page up and page down scroll one slice, Home and End go to the first and last. ' +
  'Drag with the right button or Ctrl changes the window, with Shift or the middle button moves the image.\n' +
  MEASURE_KEYS;

/** Slices a key scrolls by; whole stack: ±Infinity. */
const SCROLL_KEYS: Record<string, number> = {
  ArrowUp: -1,
  ArrowLeft: -1,
  PageUp: -1,
  ArrowDown: 1,
  ArrowRight: 1,
  PageDown: 1,
  Home: -Infinity,
  End: Infinity,
};

/** Shows one acquired series slice by slice, also while it arrives, and lets one measure on it. */
export class SeriesViewer extends PaneView<SeriesViewerEvents> {
  protected override readonly pane: ImagePane;
  readonly #listening = new AbortController();
  readonly #measuring: Measuring;
  #state: SeriesViewState = { volume: null, label: '' };
  #planes: readonly Plane[] = [];
  /** Slice at which a series was last left. */
  readonly #left = new Map<string, number>();

  /** @param book where measures go; viewers of the same series share one */
  constructor(container: HTMLElement, book: MeasureBook) {
    super();
    const owner: PaneOwner = {
      emptyText: 'No series selected.',
      plainDrag: 'scroll',
      overlay: (view) => {
        const { volume, crossings = [] } = this.#state;
        if (!volume) return [];
        const lines = this.#planes.flatMap((plane) => planeShapes(plane, view, viewPlane(view)));
        return [...lines, ...crossingMarks(crossings, volume, view), ...this.#measuring.shapes(view)];
      },
      corners: (view) => [this.#state.label, this.#upperRight(view)],
      press: (_, at) => this.#measuring.press(at),
      hover: (point) => {
        this.#measuring.hover(point);
        this.emit('point', { point });
      },
      maximise: () => {
        if (this.#measuring.tool) this.#measuring.close();
        else this.emit('maximise', null);
      },
      planeChanged: (plane) => {
        this.#measuring.sliceChanged();
        this.emit('plane', { plane });
      },
    };
    this.pane = new ImagePane(container, owner);
    const { pane } = this;
    this.#measuring = new Measuring(
      {
        get view() {
          return pane.view;
        },
        get volume() {
          return pane.volume;
        },
        redraw: () => pane.requestDraw(),
        showSlice: (slice) => pane.setSlice(slice),
        say: (text) => pane.dom.say(text),
        leaveTool: () => this.emit('leaveTool', null),
      },
      book,
    );
    const { signal } = this.#listening;
    container.addEventListener('keydown', (event) => this.#keyDown(event, container), { signal });
    this.pane.dom.describe('application', 'Series viewer', VIEWER_KEYS);
  }

  setState(state: SeriesViewState): void {
    const before = this.#state;
    this.#state = state;
    const shown = this.pane.view;
    if (before.series !== undefined && shown) this.#left.set(before.series, shown.slice);
    this.#measuring.setSeries(state.series ?? null);
    this.pane.setVolume(state.volume, state.volume ? volumeOrientation(state.volume) : 'sagittal');
    // Within one orientation the place in the patient stays; from another one comes back to where one was.
    const slice = this.#left.get(state.series ?? '');
    if (slice !== undefined && this.pane.view?.basis.orientation !== shown?.basis.orientation) {
      this.pane.setSlice(slice);
    }
    const opacity = state.labelOpacity ?? 0.35;
    if (before.labels !== state.labels || (before.labelOpacity ?? 0.35) !== opacity) {
      this.pane.setLabels(state.labels ?? null, state.labelKind ?? 'spine', opacity);
    }
    this.pane.dom.describe('application', `Series viewer, ${state.label || 'empty'}`, VIEWER_KEYS);
    this.pane.requestDraw();
  }

  /** Slices arrived in the volume that is shown (same array): draws them, and goes to `newest` when given. */
  update(received: readonly boolean[], newest?: number): void {
    this.#state = { ...this.#state, received };
    this.pane.refresh();
    if (newest !== undefined) this.pane.setSlice(newest);
  }

  /** Null puts the tool away; the next press then scrolls again. */
  setTool(tool: MeasureKind | null): void {
    this.#measuring.setTool(tool);
  }

  /** Removes the selected measure, or the last of this slice. */
  removeMeasure(): void {
    this.#measuring.remove();
  }

  /** The displayed slice; null without an image. */
  get plane(): Plane | null {
    return this.pane.view && viewPlane(this.pane.view);
  }

  /** Displayed planes of other views, drawn as reference lines. */
  setReferencePlanes(planes: readonly Plane[]): void {
    this.#planes = planes;
    this.pane.requestDraw();
  }

  applyPreset(preset: WindowPreset): void {
    const { volume } = this.pane;
    if (!volume) return;
    if (preset === 'automatic') this.pane.autoWindow();
    else this.pane.setWindow(windowPreset(volume, preset));
  }

  dispose(): void {
    this.#listening.abort();
    this.#measuring.dispose();
    this.pane.dispose();
    this.#state = { volume: null, label: '' };
  }

  #upperRight(view: SliceView): string | null {
    const { received, note } = this.#state;
    if (!received) return note ?? null;
    const count = received.filter(Boolean).length;
    const progress = count < view.basis.slices ? `${count} of ${view.basis.slices} slices received` : '';
    const missing = received[view.slice] === false ? 'this slice not yet acquired' : '';
    return [note, progress, missing].filter(Boolean).join('\n') || null;
  }

  #keyDown(event: KeyboardEvent, container: HTMLElement): void {
    if (event.target !== container) return;
    if (measureKey(event, this.#measuring)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    const step = SCROLL_KEYS[event.key];
    const view = this.pane.view;
    if (step === undefined || !view || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.pane.setSlice(Math.min(Math.max(view.slice + step, 0), view.basis.slices - 1));
    const now = this.pane.view;
    if (now) this.pane.dom.say(`Slice ${now.slice + 1} of ${now.basis.slices}`);
  }
}
