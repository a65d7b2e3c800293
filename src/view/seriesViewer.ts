import type { Plane, Vec3 } from '../geometry';
import type { Volume } from '../volume';
import { crossingMarks, type CrossingMark } from './crossingMarks';
import { ImagePane, type PaneOwner } from './imagePane';
import { volumeOrientation } from './slice';
import type { SliceView } from './sliceView';
import { PaneView } from './paneView';

/** What the series viewer shows. */
export interface SeriesViewState {
  /** The series; its own slices are shown. While it arrives, the voxels of missing slices may be anything. */
  readonly volume: Volume | null;
  /** Upper left corner, e.g. patient and series, one line each. */
  readonly label: string;
  /** Upper right corner, e.g. `TR 3200 TE 98`; left out: the plane in words. */
  readonly note?: string;
  /** Which slices have arrived, by index; left out: all. */
  readonly received?: readonly boolean[];
  /** Segmentation drawn over the image (its own grid); null: none. */
  readonly labels?: Volume<Uint8Array> | null;
  /** 0 … 1; 0.35 when left out. */
  readonly labelOpacity?: number;
  /** Dark bands of crossing groups, marked on the slices that show them. */
  readonly crossings?: readonly CrossingMark[];
}

export interface SeriesViewerEvents {
  maximise: null;
  point: { readonly point: Vec3 | null };
  plane: { readonly plane: Plane | null };
}

const VIEWER_KEYS =
  'Up and down arrows, page up and page down scroll one slice, Home and End go to the first and last. ' +
  'Drag with the right button or Ctrl changes the window, with Shift or the middle button moves the image.';

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

/** Shows one acquired series slice by slice, also while it arrives. */
export class SeriesViewer extends PaneView<SeriesViewerEvents> {
  protected override readonly pane: ImagePane;
  readonly #listening = new AbortController();
  #state: SeriesViewState = { volume: null, label: '' };

  constructor(container: HTMLElement) {
    super();
    const owner: PaneOwner = {
      emptyText: 'No series selected.',
      plainDrag: 'scroll',
      overlay: (view) => {
        const { volume, crossings = [] } = this.#state;
        return volume ? crossingMarks(crossings, volume, view) : [];
      },
      corners: (view) => [this.#state.label, this.#upperRight(view)],
      press: () => null,
      hover: (point) => this.emit('point', { point }),
      maximise: () => this.emit('maximise', null),
      planeChanged: (plane) => this.emit('plane', { plane }),
    };
    this.pane = new ImagePane(container, owner);
    const { signal } = this.#listening;
    container.addEventListener('keydown', (event) => this.#keyDown(event, container), { signal });
    this.pane.dom.describe('application', 'Series viewer', VIEWER_KEYS);
  }

  setState(state: SeriesViewState): void {
    const before = this.#state;
    this.#state = state;
    this.pane.setVolume(state.volume, state.volume ? volumeOrientation(state.volume) : 'sagittal');
    const opacity = state.labelOpacity ?? 0.35;
    if (before.labels !== state.labels || (before.labelOpacity ?? 0.35) !== opacity) {
      this.pane.setLabels(state.labels ?? null, opacity);
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

  dispose(): void {
    this.#listening.abort();
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
    const step = SCROLL_KEYS[event.key];
    const view = this.pane.view;
    if (event.target !== container || step === undefined || !view || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.pane.setSlice(Math.min(Math.max(view.slice + step, 0), view.basis.slices - 1));
    const now = this.pane.view;
    if (now) this.pane.dom.say(`Slice ${now.slice + 1} of ${now.basis.slices}`);
  }
}
