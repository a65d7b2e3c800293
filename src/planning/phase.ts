import { dot, LEFT, POSTERIOR, sub, SUPERIOR, type Vec3 } from '../geometry';
import type { PhaseEncodeDirection, Sequence } from '../scanner';
import { phaseDirection, phaseEncoding } from '../scanner';
import type { BodyExtent, Decision } from './automaticTypes';
import { PLANNER_RULES } from './plannerSettings';
import type { PlannedGroup } from './types';
import { mm, percent } from './words';

const RULES = PLANNER_RULES.phase;
const AXES: Record<PhaseEncodeDirection, Vec3> = { AP: POSTERIOR, RL: LEFT, HF: SUPERIOR };

/**
 * How far from the centre of the field of view tissue may reach along the phase direction without folding into the image, mm:
 * what lies at y appears at y − encoded FOV.
 */
export function wrapFreeReachMm(group: PlannedGroup, sequence: Sequence): number {
  const { encodedFovMm, fovMm } = phaseEncoding(group, sequence);
  return encodedFovMm - fovMm / 2;
}

/** How far tissue that gives signal reaches from the group's centre along a patient direction, mm; null when not known. */
function reachMm(group: PlannedGroup, direction: PhaseEncodeDirection, body?: BodyExtent): number | null {
  if (direction === 'HF') return RULES.headFeetReachMm;
  if (!body) return null;
  const size = direction === 'AP' ? body.depthMm : body.widthMm;
  if (body.centre) return size / 2 + Math.abs(dot(sub(group.centre, body.centre), AXES[direction]));
  // Where the spine lies in the body is not known: the belly has all that the back leaves.
  return direction === 'AP' ? size - RULES.leastBehindMm : size / 2 + RULES.besideSpineMm;
}

/** How far tissue reaches beyond what the encoded field holds, mm: so much folds in. Null where the body's outline is not known. */
export function wrapMm(group: PlannedGroup, sequence: Sequence, body?: BodyExtent): number | null {
  const reach = reachMm(group, phaseDirection(group, sequence), body);
  return reach === null ? null : Math.max(0, reach - wrapFreeReachMm(group, sequence));
}

/** Least oversampling, in steps, that keeps what reaches this far from folding into the image; may be more than is possible. */
function oversamplingFor(group: PlannedGroup, sequence: Sequence, reach: number): number {
  const { fovMm } = phaseEncoding(group, sequence);
  const steps = Math.ceil((reach / fovMm - 0.5) / RULES.stepOversampling - 1e-9);
  return Number((Math.max(0, steps) * RULES.stepOversampling).toFixed(6));
}

/** A sequence with phase direction and oversampling that suit a group, and why. */
export interface PhaseChoice {
  readonly sequence: Sequence;
  readonly decision: Decision;
  readonly unmet: readonly string[];
}

interface Candidate {
  readonly direction: PhaseEncodeDirection;
  /** Null when the body's extent is not known. */
  readonly oversampling: number | null;
  readonly sequence: Sequence;
}

function candidate(
  group: PlannedGroup,
  sequence: Sequence,
  direction: PhaseEncodeDirection,
  body?: BodyExtent,
): Candidate {
  const turned = { ...sequence, phaseEncodeDirection: direction };
  const reach = reachMm(group, direction, body);
  const needed = reach === null ? null : oversamplingFor(group, turned, reach);
  const own = sequence.phaseOversampling;
  // Along the body the coil's own reach is a guess: it may ask for more lines, never for fewer.
  const wanted = direction === 'HF' ? Math.max(own, needed ?? 0) : (needed ?? own);
  const phaseOversampling = Math.min(RULES.maxOversampling, wanted);
  return { direction, oversampling: needed, sequence: { ...turned, phaseOversampling } };
}

const folds = ({ oversampling }: Candidate): boolean =>
  oversampling !== null && oversampling > RULES.maxOversampling;

const WHY: Record<PhaseEncodeDirection, string> = {
  HF: 'From head to feet flow and breathing leave no ghosts across the canal.',
  AP: 'From front to back the fewest lines are needed, and the band in front silences belly and vessels, whose ghosts would run over the canal.',
  RL: 'From side to side ghosts of belly and vessels pass beside the canal.',
};

/**
 * Phase direction and oversampling for a group. Along the body both are as the sequence has them. Across it: front to back while a
 * saturation band in front keeps ghosts off and the body does not fold, else side to side; as much oversampling as the body's outline asks
 * for, where it is known.
 */
export function choosePhase(
  group: PlannedGroup,
  sequence: Sequence,
  bandInFront: boolean,
  body?: BodyExtent,
): PhaseChoice {
  const own = phaseDirection(group, sequence);
  const across: readonly PhaseEncodeDirection[] = bandInFront ? ['AP', 'RL'] : ['RL', 'AP'];
  // Through the slices of a sagittal or coronal stack nothing can be encoded.
  const order = group.kind === 'axial' ? across : [own];
  const possible = order.map((direction) => candidate(group, sequence, direction, body));
  const chosen = possible.find((c) => !folds(c)) ?? possible[0] ?? candidate(group, sequence, own, body);
  const free = wrapFreeReachMm(group, chosen.sequence);
  const known = chosen.oversampling === null ? ' The body’s outline is not known.' : '';
  return {
    sequence: chosen.sequence,
    decision: {
      what: `${group.name}: phase ${chosen.direction} with ${percent(chosen.sequence.phaseOversampling)} oversampling.`,
      why: `${WHY[chosen.direction]} Nothing folds in from up to ${mm(free)} beside the centre.${known}`,
      confidence: chosen.oversampling === null ? PLANNER_RULES.confidence.outlineUnknown : 1,
    },
    unmet: folds(chosen)
      ? [`${group.name}: the body reaches beyond ${mm(free)} from the centre and folds into the image.`]
      : [],
  };
}
