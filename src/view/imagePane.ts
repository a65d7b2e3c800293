import { addScaled, type CardinalOrientation, type Plane, type Vec3 } from '../geometry';
import type { Volume } from '../volume';
import { annotationShapes, planeText, sliceText, windowText } from './annotations';
import { PaneInput, type Gesture } from './paneInput';
import type { LabelKind } from './palette';
import { PaneDom } from './paneDom';
import { SliceCanvas } from './sliceCanvas';
import { nearestSlice, sliceBasis, sliceCentrePoint } from './slice';
import {
  fitView,
  panView,
  screenToWorld,
  viewPlane,
  zoomView,
  type Point2,
  type SliceView,
} from './sliceView';
import type { SvgShape } from './svg';
import { autoWindow, dragWindow, type WindowLevel } from './windowLevel';

/** What the owner of a pane adds to the plain image. */
export interface PaneOwner {
  /** Text while there is no image. */
  readonly emptyText: string;
  /** What a plain drag on the image does when nothing else takes it. */
  readonly plainDrag: 'nothing' | 'scroll';
  overlay(view: SliceView, patternId: string): readonly SvgShape[];
  /** Upper left, upper right; null keeps the plane in words on the right. */
  corners(view: SliceView): readonly [string, string | null];
  /** Offers a press; the owner may turn it into its own gesture. */
  press(event: PointerEvent, at: Point2): Gesture | null;
  hover(point: Vec3 | null): void;
  maximise(): void;
  /** The displayed slice changed. */
  planeChanged(plane: Plane | null): void;
}

/**
 * One image with letters, corner texts, scroll, zoom, pan and window/level: the common part of the plan views and the
 * series viewer. Draws at most once a frame, and only after something changed.
 */
export class ImagePane {
  readonly dom: PaneDom;
  readonly #owner: PaneOwner;
  readonly #canvas: SliceCanvas;
  readonly #input: PaneInput;
  readonly #resize: ResizeObserver;
  #volume: Volume | null = null;
  #view: SliceView | null = null;
  #window: WindowLevel = { centre: 0.5, width: 1 };
  #windowSpan = 1;
  #isMirrored = false;
  /** A window chosen by hand stays while the same series goes on arriving. */
  #windowChosen = false;
  /** The image fills the view until somebody zooms or pans; then a resize keeps the zoom. */
  #fitted = true;
  #frame = 0;

  constructor(container: HTMLElement, owner: PaneOwner) {
    this.#owner = owner;
    this.dom = new PaneDom(container, owner.emptyText);
    this.#canvas = new SliceCanvas(this.dom.canvas);
    this.#input = new PaneInput(container, {
      plainDrag: owner.plainDrag,
      press: (event, at) => owner.press(event, at),
      scroll: (slices) => this.scrollBy(slices),
      pan: (dx, dy) => this.#setView((view) => panView(view, dx, dy)),
      zoom: (at, factor) => this.#setView((view) => zoomView(view, at, factor)),
      windowStart: () => {
        const start = this.#window;
        return (dx, dy) => this.setWindow(dragWindow(start, dx, dy, this.#windowSpan));
      },
      hover: (at) => owner.hover(at && this.#view ? screenToWorld(this.#view, at) : null),
      doubleClick: () => owner.maximise(),
    });
    this.#resize = new ResizeObserver(() => this.#layout());
    this.#resize.observe(container);
    this.requestDraw();
  }

  get view(): SliceView | null {
    return this.#view;
  }
  get volume(): Volume | null {
    return this.#volume;
  }
  get window(): WindowLevel {
    return this.#window;
  }

  /** Shows a volume in a view of this orientation; the slice stays near the present one when it can. */
  setVolume(volume: Volume | null, orientation: CardinalOrientation, isMirrored = false): void {
    const before = this.#view;
    const isSame = before?.basis.orientation === orientation && isMirrored === this.#isMirrored;
    if (volume === this.#volume && (!volume || isSame)) return;
    const isNew = volume !== this.#volume;
    this.#volume = volume;
    this.#isMirrored = isMirrored;
    this.#canvas.forget();
    if (!volume) {
      this.#view = null;
      this.#announcePlane();
      return;
    }
    const { width, height } = this.dom.size();
    const basis = sliceBasis(volume, orientation, isMirrored);
    let slice = Math.floor(basis.slices / 2);
    if (before?.basis.orientation === orientation) {
      const near = nearestSlice(basis, sliceCentrePoint(before.basis, before.slice));
      if (near >= 0 && near < basis.slices) slice = near;
    }
    if (before && sameBasis(before.basis, basis)) {
      this.#view = { ...before, basis };
      if (!this.#windowChosen) this.autoWindow();
    } else {
      this.#view = fitView(basis, slice, width, height);
      this.#fitted = true;
      if (isNew) this.autoWindow();
    }
    this.#announcePlane();
  }

  /** Tells that voxels of the shown volume changed in place. */
  refresh(): void {
    this.#canvas.forget();
    if (!this.#windowChosen) this.autoWindow();
    this.requestDraw();
  }

  setLabels(labels: Volume<Uint8Array> | null, kind: LabelKind, opacity: number): void {
    this.#canvas.setLabels(labels, kind, opacity);
    this.requestDraw();
  }

  setWindow(window: WindowLevel): void {
    this.#window = window;
    this.#windowChosen = true;
    this.requestDraw();
  }

  autoWindow(): void {
    if (!this.#volume) return;
    this.#window = autoWindow(this.#volume);
    this.#windowSpan = this.#window.width;
    this.#windowChosen = false;
    this.requestDraw();
  }

  scrollBy(slices: number): void {
    if (this.#view) this.setSlice(this.#view.slice + slices);
  }

  setSlice(slice: number): void {
    const view = this.#view;
    if (!view) return;
    const limited = Math.min(Math.max(Math.round(slice), 0), view.basis.slices - 1);
    if (limited === view.slice) return;
    this.#view = { ...view, slice: limited };
    this.#announcePlane();
  }

  /** Scrolls to the slice nearest to a patient point. */
  showPoint(point: Vec3): void {
    if (this.#view) this.setSlice(nearestSlice(this.#view.basis, point));
  }

  /** Whole slice in the middle again. */
  fit(): void {
    this.#fitted = true;
    this.#layout();
    this.requestDraw();
  }

  /** Ends a running gesture without its effect; false when there was none. */
  cancelGesture(): boolean {
    return this.#input.cancel();
  }

  requestDraw(): void {
    this.#frame ||= requestAnimationFrame(() => this.drawNow());
  }

  /** Draws at once; otherwise the next frame does. */
  drawNow(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const view = this.#view;
    this.#canvas.draw(this.#volume, view, this.#window, this.dom.size());
    if (!view) {
      this.dom.showEmpty();
      return;
    }
    const [upperLeft, upperRight] = this.#owner.corners(view);
    this.dom.show(this.#owner.overlay(view, this.dom.patternId), annotationShapes(view), [
      upperLeft,
      upperRight ?? planeText(view),
      sliceText(view),
      windowText(this.#window),
    ]);
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = -1;
    this.#resize.disconnect();
    this.#input.dispose();
    this.dom.dispose();
    this.#volume = null;
    this.#view = null;
  }

  #setView(change: (view: SliceView) => SliceView): void {
    if (!this.#view) return;
    this.#view = change(this.#view);
    this.#fitted = false;
    this.requestDraw();
  }

  #layout(): void {
    const { width, height } = this.dom.size();
    const view = this.#view;
    if (view && (this.#fitted || view.width === 0 || view.height === 0)) {
      this.#view = fitView(view.basis, view.slice, width, height);
    } else if (view) {
      this.#view = { ...view, width, height };
    }
    this.requestDraw();
  }

  #announcePlane(): void {
    this.#owner.planeChanged(this.#view && viewPlane(this.#view));
    this.requestDraw();
  }
}

const sameBasis = (a: SliceView['basis'], b: SliceView['basis']): boolean =>
  a.orientation === b.orientation &&
  a.columns === b.columns &&
  a.rows === b.rows &&
  a.slices === b.slices &&
  [a.origin, addScaled(a.origin, a.sliceStep, 1), a.right, a.down].every((v, n) => {
    const other = [b.origin, addScaled(b.origin, b.sliceStep, 1), b.right, b.down][n] ?? v;
    return v.every((x, i) => Math.abs(x - (other[i] ?? x)) < 1e-6);
  });
