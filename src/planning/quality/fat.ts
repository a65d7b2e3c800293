import { dot, POSTERIOR, type Vec3 } from '../../geometry';
import { FAT_POOL } from '../../patient';
import { nullingInversionTimeMs, phaseAxis, type Sequence } from '../../scanner';
import { LABEL } from '../../volume';
import { judge, type Checked } from './grade';
import { noiseOf, signalOf } from './noise';
import { QUALITY } from './settings';
import type { PhaseSlice } from './slices';
import { medianOf } from './statistics';
import type { PlannedGroup } from '../types';
import type { Correction, QualityFinding, QualityInput } from './types';

/** Whether the sequence is meant to leave no fat. */
export function suppressesFat({ kind, inversionTimeMs, fatSuppression }: Sequence): boolean {
  if (fatSuppression === 'spectral' || fatSuppression === 'dixon-water') return true;
  return kind === 'IR-TSE' && (inversionTimeMs ?? Infinity) < QUALITY.fat.longestInversionMs;
}

/** How one walks backwards from the canal: along read or along phase, and in which sense. */
function walk({ group, series }: QualityInput): { alongRead: boolean; step: 1 | -1 } {
  const side = (d: Vec3): number => dot(d, POSTERIOR);
  const isRow = Math.abs(side(group.rowDirection)) > Math.abs(side(group.columnDirection));
  const phaseIsRow = phaseAxis(group, series.sequence) === 'row';
  return {
    alongRead: isRow !== phaseIsRow,
    step: side(isRow ? group.rowDirection : group.columnDirection) < 0 ? -1 : 1,
  };
}

/** Pixels of the fat below the skin of the back, in each line that passes through the canal. */
function backFat(input: QualityInput, slice: PhaseSlice, noise: number): number[] {
  const { behindCanalMm, skinMm, depthMm, noiseFactor } = QUALITY.fat;
  const { pixels, labels, phaseCount, readCount, phaseMm, readMm } = slice;
  const { alongRead, step } = walk(input);
  const [lines, count, mm] = alongRead ? [phaseCount, readCount, readMm] : [readCount, phaseCount, phaseMm];
  const at = (line: number, i: number): number => (alongRead ? line * readCount + i : i * readCount + line);
  const found: number[] = [];
  for (let line = 0; line < lines; line++) {
    const canal = Array.from({ length: count }, (_, i) => i).filter(
      (i) => labels?.[at(line, i)] === LABEL.canal,
    );
    const rear = step > 0 ? canal.at(-1) : canal[0];
    if (rear === undefined) continue;
    const start = rear + step * Math.round(behindCanalMm / mm);
    let skin: number | undefined;
    for (let i = start; i >= 0 && i < count; i += step)
      if ((pixels[at(line, i)] ?? 0) > noiseFactor * noise) skin = i;
    if (skin === undefined) continue;
    const from = skin - step * Math.round(depthMm / mm);
    const to = skin - step * Math.round(skinMm / mm);
    for (let i = step > 0 ? Math.max(start, from) : Math.min(start, from); step * (to - i) > 0; i += step)
      found.push(pixels[at(line, i)] ?? 0);
  }
  return found;
}

/** The inversion time that nulls fat; spectral suppression is a matter of the field instead. */
function correctionFor(group: PlannedGroup, sequence: Sequence): Correction {
  if (sequence.kind !== 'IR-TSE')
    return {
      group: group.name,
      edits: [{ kind: 'setting', key: 'fatSuppression', value: 'dixon-water' }],
      words: `Suppress fat in group ${group.name} by a Dixon sequence or STIR instead of the spectral pulse.`,
    };
  const t1 = FAT_POOL.relaxation[`${sequence.fieldStrengthT}`].t1Ms;
  const train = sequence.echoTrainLength * sequence.echoSpacingMs;
  const wanted = Math.round(nullingInversionTimeMs(t1, sequence.repetitionTimeMs, train));
  return {
    group: group.name,
    edits: [{ kind: 'setting', key: 'inversionTimeMs', value: `${wanted}` }],
    words: `Set TI to ${wanted} ms instead of ${sequence.inversionTimeMs ?? 0} ms.`,
  };
}

/** Fat of the back against the fluid of the canal, where the sequence is to suppress fat. */
export function checkFat(input: QualityInput, slices: readonly PhaseSlice[]): Checked {
  const { sequence } = input.series;
  if (!suppressesFat(sequence)) return { findings: [], notChecked: [] };
  if (sequence.repetitionTimeMs < QUALITY.motion.leastRepetitionTimeMs)
    return { findings: [], notChecked: ['Fat suppression: the canal is too dark to compare fat with.'] };
  const noise = noiseOf(slices);
  const fat = medianOf(slices.flatMap((slice) => backFat(input, slice, noise)));
  const value = (100 * fat) / signalOf(slices, LABEL.canal);
  if (!Number.isFinite(value))
    return { findings: [], notChecked: ['Fat suppression: canal or back are not in the image.'] };
  return { findings: [fatFinding(value, input.group, sequence)], notChecked: [] };
}

/** Fat in percent of the canal's fluid, held against what a suppressed image may show. */
export function fatFinding(value: number, group: PlannedGroup, sequence: Sequence): QualityFinding {
  const { remarkPercent, repeatPercent } = QUALITY.fat;
  return judge({
    ...{ fault: 'fat', value, unit: '%', limits: { remark: remarkPercent, repeat: repeatPercent } },
    words: (grade) =>
      grade === 'ok'
        ? 'Fat is suppressed.'
        : `Fat of the back is ${value.toFixed(0)} % as bright as the fluid in the canal: it is not suppressed.`,
    correction: () => correctionFor(group, sequence),
  });
}
