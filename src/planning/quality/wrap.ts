import { dot, LEFT, POSTERIOR, sub } from '../../geometry';
import { phaseDirection, phaseEncoding, type Sequence } from '../../scanner';
import { judge, type Checked } from './grade';
import { noiseOf } from './noise';
import { QUALITY } from './settings';
import type { PhaseSlice } from './slices';
import type { PlannedGroup } from '../types';
import type { Correction, QualityFinding, QualityInput } from './types';

/** Share of a line of constant phase (all slices) whose pixels stand out of the noise. */
function signalShare(slices: readonly PhaseSlice[], noise: number, line: (count: number) => number): number {
  let above = 0;
  let all = 0;
  for (const { pixels, phaseCount, readCount } of slices) {
    const p = line(phaseCount);
    for (let r = 0; r < readCount; r++) {
      all++;
      if ((pixels[p * readCount + r] ?? 0) > QUALITY.wrap.noiseFactor * noise) above++;
    }
  }
  return above / all;
}

/** How far the patient is seen from the centre of the field towards its first and last line, mm; null where there is no end. */
function seenEnds(slices: readonly PhaseSlice[]): readonly [number | null, number | null] {
  const noise = noiseOf(slices);
  const [first] = slices;
  if (!first) return [null, null];
  const { phaseCount, phaseMm } = first;
  const isSeen = (p: number): boolean => signalShare(slices, noise, () => p) > QUALITY.wrap.edgeShare;
  const end = (from: number, step: number): number | null => {
    if (isSeen(from)) return null;
    let p = from;
    while (p >= 0 && p < phaseCount && !isSeen(p)) p += step;
    return (Math.abs(p - from) < phaseCount ? phaseCount / 2 - Math.abs(p - from) : 0) * phaseMm;
  };
  return [end(0, 1), end(phaseCount - 1, -1)];
}

/**
 * How far the body reaches from the centre of the field against and along the phase direction, mm: what is seen to end is
 * known, the rest follows from the size of the trunk.
 */
function reaches(
  { series, group, body }: QualityInput,
  ends: readonly [number | null, number | null],
): readonly [number, number] {
  const { nominalDepthMm, nominalWidthMm, headFeetReachMm } = QUALITY.wrap;
  const patientAxis = phaseDirection(group, series.sequence);
  if (patientAxis === 'HF') return [ends[0] ?? headFeetReachMm, ends[1] ?? headFeetReachMm];
  const { direction, fovMm } = phaseEncoding(group, series.sequence);
  const size = patientAxis === 'AP' ? (body?.depthMm ?? nominalDepthMm) : (body?.widthMm ?? nominalWidthMm);
  const along = patientAxis === 'AP' ? POSTERIOR : LEFT;
  if (body?.centre) {
    const middle = dot(sub(body.centre, group.centre), along) * Math.sign(dot(direction, along) || 1);
    return [ends[0] ?? size / 2 - middle, ends[1] ?? size / 2 + middle];
  }
  const [before, after] = ends;
  if (before !== null && after !== null) return [before, after];
  if (before === null && after === null) return [Math.max(size, fovMm) / 2, Math.max(size, fovMm) / 2];
  return [before ?? size - (after ?? 0), after ?? size - (before ?? 0)];
}

function correctionFor(group: PlannedGroup, sequence: Sequence, reach: number): Correction {
  const { fovMm } = phaseEncoding(group, sequence);
  const { fovReadMm, fovPhaseMm, name } = group;
  const wanted = Math.ceil(10 * ((reach + fovMm / 2) / fovMm - 1) - 1e-9) / 10;
  if (wanted <= 1)
    return {
      group: name,
      edits: [{ kind: 'setting', key: 'phaseOversampling', value: `${Math.max(wanted, 0)}` }],
      words: `Raise the phase oversampling of group ${name} to ${(100 * wanted).toFixed(0)} %.`,
    };
  const grow = Math.ceil((reach - 1.5 * fovMm) / 1.5 / 10) * 10;
  return {
    group: name,
    edits: [
      { kind: 'setting', key: 'phaseOversampling', value: '1' },
      { kind: 'fov', readMm: fovReadMm + grow, phaseMm: fovPhaseMm + grow },
    ],
    words: `Raise the phase oversampling of group ${name} to 100 % and enlarge its field of view by ${grow} mm.`,
  };
}

/**
 * How far anatomy outside the encoded field folds over the image. Where both edges along phase show nothing but noise, nothing
 * does: what folds comes in over an edge. Without oversampling, anatomy that is cut at an edge is known to go on.
 */
export function checkWrap(input: QualityInput, slices: readonly PhaseSlice[]): Checked {
  const { series, group } = input;
  const { encodedFovMm, fovMm } = phaseEncoding(group, series.sequence);
  const { remarkMm, signalShare: limit } = QUALITY.wrap;
  const noise = noiseOf(slices);
  const edges = [signalShare(slices, noise, () => 0), signalShare(slices, noise, (count) => count - 1)];
  const isCut = edges.some((share) => share > limit);
  const [before, after] = reaches(input, seenEnds(slices));
  const depth = Math.max(0, before, after) - (encodedFovMm - fovMm / 2);
  // Sides that end within the field bound the other one only when the size of the trunk is right.
  const atLeast = encodedFovMm - fovMm < 1 ? remarkMm + 1 : 0;
  const value = isCut ? Math.max(0, depth, atLeast) : 0;
  const reach = Math.max(before, after, encodedFovMm - fovMm / 2 + value);
  return { findings: [wrapFinding(value, reach, group, series.sequence)], notChecked: [] };
}

/**
 * How much of the image is folded over.
 * @param reachMm how far the body reaches from the centre of the field along phase
 */
export function wrapFinding(
  value: number,
  reachMm: number,
  group: PlannedGroup,
  sequence: Sequence,
): QualityFinding {
  const { remarkMm, repeatMm } = QUALITY.wrap;
  return judge({
    ...{ fault: 'wrap', value, unit: 'mm', limits: { remark: remarkMm, repeat: repeatMm } },
    words: (grade) =>
      grade === 'ok'
        ? 'Nothing folds over the image.'
        : `Anatomy outside the field of view folds over about ${value.toFixed(0)} mm of the image along phase.`,
    correction: () => correctionFor(group, sequence, reachMm),
  });
}
