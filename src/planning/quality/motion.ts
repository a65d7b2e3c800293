import { doubleImage } from './doubleImage';
import { suppressesFat } from './fat';
import { judge, type Checked } from './grade';
import { QUALITY } from './settings';
import { sharpness } from './sharpness';
import type { PhaseSlice } from './slices';
import { medianOf } from './statistics';
import { trainGhost } from './trainGhost';
import type { Correction, QualityInput } from './types';

interface Sign {
  /** The index over its limit: above 1 is motion. */
  readonly ratio: number;
  readonly words: string;
}

/** How often the moved image is there: ghosts of its trains, or the image twice; null where this kind of stack has no limit for it. */
function repetition(
  { series, group }: QualityInput,
  slices: readonly PhaseSlice[],
): (Sign & { index: number }) | null {
  const limits = QUALITY.motion.limits[group.kind];
  const ghosts = slices.flatMap((slice) => trainGhost(series, slice) ?? []);
  if (limits.ghost !== null && ghosts.length > 0) {
    const index = medianOf(ghosts);
    return { index, ratio: index / limits.ghost, words: 'ghosts repeat along phase' };
  }
  if (limits.double === null || slices.length === 0) return null;
  const doubles = slices.map((slice) => doubleImage(slice, series.sequence));
  const strongest = doubles.reduce((a, b) => (b.strength > a.strength ? b : a));
  const mm = Math.hypot(strongest.phaseMm, strongest.readMm);
  const index = medianOf(doubles.map((d) => d.strength));
  return {
    index,
    ratio: index / limits.double,
    words: `the image is there twice, ${mm.toFixed(1)} mm apart`,
  };
}

/** Blur of the edges: the more the image repeats itself, the less of it is a sign. */
function blur({ group, series }: QualityInput, slices: readonly PhaseSlice[], index: number): Sign | null {
  const { limits, blurSpan } = QUALITY.motion;
  const limit = limits[group.kind].blur;
  if (limit === null) return null;
  const least = suppressesFat(series.sequence) ? limit.fatSuppressed : limit.sharpness;
  if (least === null) return null;
  const edges = sharpness(slices);
  if (!Number.isFinite(edges)) return null;
  const excess = least + limit.perIndex * index - edges;
  return { ratio: Math.max(0, 1 + excess / blurSpan), words: 'the edges of canal and discs are blurred' };
}

/** Every sign that this kind of stack has a limit for. */
function signs(input: QualityInput, slices: readonly PhaseSlice[]): Sign[] {
  const repeated = repetition(input, slices);
  return [repeated, blur(input, slices, repeated?.index ?? 0)].flatMap((sign) => sign ?? []);
}

const correctionFor = ({ group }: QualityInput): Correction => ({
  group: group.name,
  edits: [{ kind: 'coach' }],
  words: `Ask the patient to lie still and breathe quietly, support the knees, and repeat group ${group.name}; a shorter scan (fewer averages) gives less time to move.`,
});

/** Signs of a patient who moved; the worst of them counts. */
export function checkMotion(input: QualityInput, slices: readonly PhaseSlice[]): Checked {
  const { sequence } = input.series;
  if (sequence.averages < 2)
    return { findings: [], notChecked: ['Motion: its signs are known for two averages and more.'] };
  if (sequence.repetitionTimeMs < QUALITY.motion.leastRepetitionTimeMs)
    return { findings: [], notChecked: ['Motion: its signs are known where the canal is bright.'] };
  const found = signs(input, slices);
  const worst = found.reduce<Sign | undefined>((a, b) => (a && a.ratio >= b.ratio ? a : b), undefined);
  if (!worst) return { findings: [], notChecked: ['Motion: no sign of it is known for this stack.'] };
  const { remark, repeat } = QUALITY.motion;
  const finding = judge({
    ...{ fault: 'motion', value: worst.ratio, unit: 'ratio', limits: { remark, repeat } },
    words: (grade) => (grade === 'ok' ? 'No sign of motion.' : `The patient moved: ${worst.words}.`),
    correction: () => correctionFor(input),
  });
  return { findings: [finding], notChecked: [] };
}
