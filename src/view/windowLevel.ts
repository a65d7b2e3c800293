import type { Volume } from '../volume';

/** Values from `centre − width/2` (black) to `centre + width/2` (white). */
export interface WindowLevel {
  readonly centre: number;
  readonly width: number;
}

const SAMPLES = 20_000;

/** A window from the 2nd to the 99.5th percentile of what is not background air. */
export function autoWindow(volume: Pick<Volume, 'data'>): WindowLevel {
  const { data } = volume;
  const step = Math.max(1, Math.floor(data.length / SAMPLES));
  const values: number[] = [];
  for (let n = 0; n < data.length; n += step) {
    const value = data[n] ?? 0;
    if (Number.isFinite(value) && value !== 0) values.push(value);
  }
  if (values.length === 0) return { centre: 0.5, width: 1 };
  values.sort((a, b) => a - b);
  const at = (fraction: number): number => values[Math.round(fraction * (values.length - 1))] ?? 0;
  // MR magnitude images start at zero: their black is the air, not the darkest tissue.
  const low = (values[0] ?? 0) >= 0 ? 0 : at(0.02);
  const high = at(0.995);
  const width = Math.max(high - low, Math.abs(high) * 1e-3, 1e-6);
  return { centre: low + width / 2, width };
}

/** Paints values as opaque grey into RGBA bytes. */
export function paintGrey(values: Float32Array, window: WindowLevel, rgba: Uint8ClampedArray): void {
  const low = window.centre - window.width / 2;
  const gain = 255 / Math.max(window.width, 1e-9);
  for (let n = 0, o = 0; n < values.length; n++, o += 4) {
    const grey = ((values[n] ?? 0) - low) * gain;
    rgba[o] = rgba[o + 1] = rgba[o + 2] = grey;
    rgba[o + 3] = 255;
  }
}

/** Mixes label colours over painted pixels; label 0 and unknown labels leave them as they are. */
export function paintLabels(
  labels: Uint8Array,
  colours: readonly (readonly [number, number, number])[],
  opacity: number,
  rgba: Uint8ClampedArray,
): void {
  for (let n = 0, o = 0; n < labels.length; n++, o += 4) {
    const label = labels[n] ?? 0;
    const colour = label === 0 ? undefined : colours[label];
    if (!colour) continue;
    for (let c = 0; c < 3; c++) {
      rgba[o + c] = (rgba[o + c] ?? 0) * (1 - opacity) + (colour[c as 0 | 1 | 2] ?? 0) * opacity;
    }
  }
}

/** Window/level drag: `dx` widens, `dy` (downwards) raises the centre; `span` is the automatic window's width. */
export const dragWindow = (start: WindowLevel, dx: number, dy: number, span: number): WindowLevel => ({
  width: Math.max(span / 1000, start.width + (dx * span) / 300),
  centre: start.centre + (dy * span) / 300,
});
