import { affineSpacing, type Vec3 } from '../../geometry';
import { phaseAxis, type Series } from '../../scanner';
import { LABEL, resample, sampleNearest, type LabelVolume } from '../../volume';
import { QUALITY } from './settings';

/** One image of a series turned so that phase runs along the rows' index: `data[phase · readCount + read]`. */
export interface PhaseSlice {
  /** Place in the stack. */
  readonly index: number;
  readonly pixels: Float64Array;
  /** `LABEL` of each pixel; null without a segmentation. */
  readonly labels: Uint8Array | null;
  readonly phaseCount: number;
  readonly readCount: number;
  readonly phaseMm: number;
  readonly readMm: number;
}

/** The segmentation on the series' own grid. */
export function labelsOnSeries(series: Series, labels: LabelVolume | null): LabelVolume | null {
  if (!labels) return null;
  const { dims, voxelToPatient, data } = series.volume;
  const isSame =
    labels.dims.every((n, i) => n === dims[i]) &&
    labels.voxelToPatient.every((v, i) => Math.abs(v - (voxelToPatient[i] ?? 0)) < 1e-6);
  return isSame ? labels : resample(labels, dims, voxelToPatient, new Uint8Array(data.length), sampleNearest);
}

/** Slices that an image check looks at: of those that show much of the canal, or of all, the ones next to the middle. */
function judged(sliceCount: number, labels: LabelVolume | null, size: number): number[] {
  const { slices, canalShare } = QUALITY.image;
  const canal = Array.from({ length: sliceCount }, (_, index) => {
    let count = 0;
    for (let n = index * size; n < (index + 1) * size; n++) if (labels?.data[n] === LABEL.canal) count++;
    return count;
  });
  const least = canalShare * Math.max(...canal);
  const middle = (sliceCount - 1) / 2;
  return canal
    .map((pixels, index) => ({ index, seen: pixels >= least ? 0 : 1 }))
    .sort((a, b) => a.seen - b.seen || Math.abs(a.index - middle) - Math.abs(b.index - middle))
    .slice(0, slices)
    .map(({ index }) => index);
}

/** The slices that are looked at, each with its phase direction downwards. `labels` on the series' grid. */
export function phaseSlices(series: Series, labels: LabelVolume | null): PhaseSlice[] {
  const { dims, data, voxelToPatient } = series.volume;
  const [columns, rows, sliceCount] = dims;
  const [columnMm, rowMm]: Vec3 = affineSpacing(voxelToPatient);
  const size = columns * rows;
  const alongRow = phaseAxis(series.group, series.sequence) === 'row';
  const [phaseCount, readCount] = alongRow ? [columns, rows] : [rows, columns];
  return judged(sliceCount, labels, size).map((index) => {
    const pixels = new Float64Array(size);
    const marks = labels && new Uint8Array(size);
    for (let p = 0; p < phaseCount; p++) {
      for (let r = 0; r < readCount; r++) {
        const n = index * size + (alongRow ? r * columns + p : p * columns + r);
        pixels[p * readCount + r] = data[n] ?? 0;
        if (marks) marks[p * readCount + r] = labels.data[n] ?? 0;
      }
    }
    const [phaseMm, readMm] = alongRow ? [columnMm, rowMm] : [rowMm, columnMm];
    return { index, pixels, labels: marks, phaseCount, readCount, phaseMm, readMm };
  });
}
