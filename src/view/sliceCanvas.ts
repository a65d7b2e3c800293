import type { Volume } from '../volume';
import { LABEL_LEGENDS, type LabelKind } from './palette';
import { sliceLabels, slicePixels } from './slice';
import type { SliceView } from './sliceView';
import { paintGrey, paintLabels, type WindowLevel } from './windowLevel';

/** Paints one slice on a canvas: values once a slice, grey levels once a window, scaled by the canvas itself. */
export class SliceCanvas {
  readonly #target: HTMLCanvasElement;
  readonly #source = document.createElement('canvas');
  #labels: Volume<Uint8Array> | null = null;
  #opacity = 0;
  #kind: LabelKind = 'spine';
  #values: Float32Array | null = null;
  #classes: Uint8Array | null = null;
  #slice = -1;
  #basis: SliceView['basis'] | null = null;
  #painted: WindowLevel | null = null;
  #drawn = '';

  constructor(target: HTMLCanvasElement) {
    this.#target = target;
  }

  /** Values are read again at the next drawing. */
  forget(): void {
    this.#slice = -1;
    this.#painted = null;
  }

  setLabels(labels: Volume<Uint8Array> | null, kind: LabelKind, opacity: number): void {
    this.#labels = labels;
    this.#kind = kind;
    this.#opacity = opacity;
    this.forget();
  }

  draw(
    volume: Volume | null,
    view: SliceView | null,
    window: WindowLevel,
    size: { readonly width: number; readonly height: number },
  ): void {
    const ratio = globalThis.devicePixelRatio || 1;
    const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)];
    const resized = this.#target.width !== width || this.#target.height !== height;
    if (resized) {
      this.#target.width = width;
      this.#target.height = height;
    }
    const context = this.#target.getContext('2d');
    if (!context) return;
    const repainted = volume && view ? this.#paint(volume, view, window) : false;
    const place = view ? [...view.focus, view.pixelsPerMm, view.width, view.height].join() : '';
    if (!resized && !repainted && place === this.#drawn) return;
    this.#drawn = place;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    if (!volume || !view) return;
    const { columns, rows, pixelMm, origin, right, down } = view.basis;
    const scale = view.pixelsPerMm * ratio;
    const along = (axis: typeof right): number =>
      origin[0] * axis[0] + origin[1] * axis[1] + origin[2] * axis[2] + this.#shift(view, axis);
    // Pixel centres lie half a pixel inside the picture's edge.
    const left = width / 2 + (along(right) - pixelMm[0] / 2 - view.focus[0]) * scale;
    const top = height / 2 + (along(down) - pixelMm[1] / 2 - view.focus[1]) * scale;
    context.imageSmoothingEnabled = true;
    context.imageSmoothingQuality = 'high';
    context.drawImage(this.#source, left, top, columns * pixelMm[0] * scale, rows * pixelMm[1] * scale);
  }

  /** Slices of a sheared grid do not lie exactly behind each other. */
  #shift(view: SliceView, axis: readonly [number, number, number]): number {
    const { sliceStep } = view.basis;
    return view.slice * (sliceStep[0] * axis[0] + sliceStep[1] * axis[1] + sliceStep[2] * axis[2]);
  }

  #paint(volume: Volume, view: SliceView, window: WindowLevel): boolean {
    const { basis, slice } = view;
    const fresh = slice !== this.#slice || basis !== this.#basis || !this.#values;
    if (fresh) {
      this.#values = slicePixels(volume, basis, slice);
      this.#classes = this.#labels ? sliceLabels(this.#labels, basis, slice) : null;
      this.#slice = slice;
      this.#basis = basis;
    }
    const values = this.#values;
    const same = this.#painted?.centre === window.centre && this.#painted.width === window.width;
    if (!values || (!fresh && same)) return false;
    if (this.#source.width !== basis.columns) this.#source.width = basis.columns;
    if (this.#source.height !== basis.rows) this.#source.height = basis.rows;
    const image = new ImageData(basis.columns, basis.rows);
    paintGrey(values, window, image.data);
    if (this.#classes) {
      paintLabels(this.#classes, LABEL_LEGENDS[this.#kind].colours, this.#opacity, image.data);
    }
    this.#source.getContext('2d')?.putImageData(image, 0, 0);
    this.#painted = window;
    return true;
  }
}
