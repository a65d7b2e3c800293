import type { Series } from '../../scanner';
import { LABEL } from '../../volume';
import type { PlannedGroup } from '../types';
import { judge, type Checked } from './grade';
import { QUALITY } from './settings';
import type { PhaseSlice } from './slices';
import { medianOf } from './statistics';
import type { QualityFinding, QualityInput } from './types';

/** Median of |z| of a standard normal deviate. */
const MEDIAN_ABSOLUTE = 0.6745;

/**
 * Standard deviation of the noise: the median absolute second difference along read, which tissue hardly contributes to.
 * Along phase the image may be interpolated, and its noise with it.
 */
export function noiseOf(slices: readonly PhaseSlice[]): number {
  const found = slices.map(({ pixels, phaseCount, readCount }) => {
    const differences = new Float64Array(phaseCount * (readCount - 2));
    let n = 0;
    for (let p = 0; p < phaseCount; p++) {
      for (let r = 1; r < readCount - 1; r++) {
        const at = p * readCount + r;
        const second = 2 * (pixels[at] ?? 0) - (pixels[at - 1] ?? 0) - (pixels[at + 1] ?? 0);
        differences[n++] = Math.abs(second) / Math.sqrt(6);
      }
    }
    return medianOf(differences) / MEDIAN_ABSOLUTE;
  });
  return medianOf(found);
}

/** Median signal of a label over all slices; NaN where it is not seen. */
export function signalOf(slices: readonly PhaseSlice[], label: number): number {
  const values: number[] = [];
  for (const { pixels, labels } of slices)
    labels?.forEach((mark, n) => {
      if (mark === label) values.push(pixels[n] ?? 0);
    });
  return medianOf(values);
}

const limitsFor = ({ kind }: PlannedGroup) => QUALITY.noise[kind];

/** Signal of canal and vertebrae (their geometric mean) over the noise. */
export function checkNoise({ group, series }: QualityInput, slices: readonly PhaseSlice[]): Checked {
  const signal = Math.sqrt(signalOf(slices, LABEL.canal) * signalOf(slices, LABEL.vertebra));
  if (!Number.isFinite(signal))
    return { findings: [], notChecked: ['Signal to noise: canal or vertebrae are not labelled.'] };
  const value = signal / Math.max(noiseOf(slices), 1e-9);
  return { findings: [noiseFinding(value, group, series)], notChecked: [] };
}

/** The spine's signal to noise held against what this kind of group needs. */
export function noiseFinding(
  value: number,
  group: PlannedGroup,
  { sequence, relativeSnr }: Pick<Series, 'sequence' | 'relativeSnr'>,
): QualityFinding {
  const { remark, repeat } = limitsFor(group);
  const averages = Math.ceil(sequence.averages * (remark / value) ** 2);
  return judge({
    ...{ fault: 'noise', value, unit: 'ratio', limits: { remark, repeat } },
    words: (grade) =>
      grade === 'ok'
        ? `Signal to noise of the spine is ${value.toFixed(1)}.`
        : `Signal to noise of the spine is ${value.toFixed(1)}, below ${remark}; the sequence as set gives ${relativeSnr.toFixed(2)} of its preset's.`,
    correction: () =>
      averages <= QUALITY.noise.mostAverages
        ? {
            group: group.name,
            edits: [{ kind: 'setting', key: 'averages', value: `${averages}` }],
            words: `Take ${averages} averages instead of ${sequence.averages}.`,
          }
        : {
            group: group.name,
            edits: [],
            words:
              'Use thicker slices, larger pixels or a lower bandwidth: averages alone would take too long.',
          },
  });
}
