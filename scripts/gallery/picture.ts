import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { encode } from 'fast-png';

/** A grey picture with any range of values; rows from the top. */
export interface Grey {
  readonly data: ArrayLike<number>;
  readonly columns: number;
  readonly rows: number;
  /** Width of a pixel over its height; 1 when absent. */
  readonly aspect?: number;
}

/** A part of a picture: left, top, width, height as shares of it. */
export type Crop = readonly [left: number, top: number, width: number, height: number];
export const WHOLE: Crop = [0, 0, 1, 1];

export interface Look {
  /** Width of the PNG in pixels. */
  readonly width: number;
  readonly crop: Crop;
  /** Share of the pixels that may be white. */
  readonly clipped: number;
  /** Value that is white; from `clipped` when absent. Given, so that pictures can be compared. */
  readonly white?: number;
}

/** Few greys, so that noise costs few bytes: every picture stays below 60 kB. */
const GREYS = 56;
/** Display curve: screens of the reading room show dark greys a little brighter than linear. */
const GAMMA = 0.9;

/** Mean over the source pixels under each pixel of the target, bilinear where it is finer. */
function resize(grey: Grey, { crop, width }: Look): { data: Float64Array; width: number; height: number } {
  const [left, top, share, high] = crop;
  const [w, h] = [grey.columns * share, grey.rows * high];
  const height = Math.max(1, Math.round((width * h) / (w * (grey.aspect ?? 1))));
  const data = new Float64Array(width * height);
  const steps = [Math.max(1, Math.ceil(w / width)), Math.max(1, Math.ceil(h / height))] as const;
  const at = (x: number, y: number): number => {
    const cx = Math.min(Math.max(x, 0), grey.columns - 1);
    const cy = Math.min(Math.max(y, 0), grey.rows - 1);
    const [i, j] = [Math.min(Math.floor(cx), grey.columns - 2), Math.min(Math.floor(cy), grey.rows - 2)];
    const [fx, fy] = [cx - i, cy - j];
    const v = (a: number, b: number): number => grey.data[(j + b) * grey.columns + i + a] ?? 0;
    return (v(0, 0) * (1 - fx) + v(1, 0) * fx) * (1 - fy) + (v(0, 1) * (1 - fx) + v(1, 1) * fx) * fy;
  };
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let b = 0; b < steps[1]; b++)
        for (let a = 0; a < steps[0]; a++)
          sum += at(
            left * grey.columns + ((x + (a + 0.5) / steps[0]) * w) / width - 0.5,
            top * grey.rows + ((y + (b + 0.5) / steps[1]) * h) / height - 0.5,
          );
      data[y * width + x] = sum / (steps[0] * steps[1]);
    }
  return { data, width, height };
}

/** Value below which all but `clipped` of the pixels lie. */
export function whiteOf({ data }: Pick<Grey, 'data'>, clipped: number): number {
  const sorted = Float64Array.from(data).sort();
  return sorted[Math.floor((1 - clipped) * (sorted.length - 1))] ?? 1;
}

/** Writes an 8-bit grey PNG; returns its size in bytes. */
export function writePicture(path: string, grey: Grey, look: Look): number {
  const { data, width, height } = resize(grey, look);
  const white = look.white ?? whiteOf({ data }, look.clipped);
  const pixels = Uint8Array.from(data, (value) => {
    const level = Math.round(Math.min(1, Math.max(0, value / white)) ** GAMMA * (GREYS - 1));
    return Math.round((level * 255) / (GREYS - 1));
  });
  const bytes = encode({ width, height, data: pixels, depth: 8, channels: 1 }, { zlib: { level: 9 } });
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  return bytes.length;
}
