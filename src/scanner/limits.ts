import { IsocenterError, type SliceGroup } from '../geometry';
import { phaseDirectionsInPlane } from './encoding';
import { EXTENT_RULES, withinMagnet } from './limitsExtents';
import { sarRule } from './limitsSar';
import { fitInto, TIMING_RULES } from './limitsTiming';
import { hintOf, slicesTogether, type Change, type Refusal, type Request } from './refusal';
import { ALL_SEQUENCES } from './sequences';
import { concatenationsNeeded, scanTimeS, type SliceCount } from './timing';
import type { Sequence } from './types';

const RULES = [...EXTENT_RULES, ...TIMING_RULES, sarRule];

/** The first refusal, if any. Throws `slice-group-invalid` for directions that no console could set. */
function findRefusal(request: Request): Refusal | undefined {
  for (const rule of RULES) {
    const refusal = rule(request);
    if (refusal) return refusal;
  }
  return undefined;
}

/** The request with a change made. */
function changed(request: Request, change: Change): Request {
  return {
    ...request,
    group: { ...request.group, ...change.group },
    sequence: { ...request.sequence, ...change.sequence },
    saturationBands: change.saturationBands ?? request.saturationBands,
  };
}

const runs = (request: Request, change: Change): boolean =>
  findRefusal(changed(request, change)) === undefined;

/** Refusals after one another that are worth mending: more than there are rules would go round in circles. */
const MOST_STEPS = RULES.length;

/** What a change sets, e.g. `repetitionTimeMs`. */
const keysOf = ({ group = {}, sequence = {} }: Change): string[] => [
  ...Object.keys(group),
  ...Object.keys(sequence),
];

/** Several changes as one; an earlier one that is wholly overwritten is not told. */
function combined(steps: readonly Change[]): Change {
  const told = steps.filter((step, i) => {
    const later = new Set(steps.slice(i + 1).flatMap(keysOf));
    return keysOf(step).length === 0 || keysOf(step).some((key) => !later.has(key));
  });
  return {
    text: told.map(({ text }) => text).join(' and '),
    group: Object.assign({}, ...steps.map(({ group }) => group)) as Partial<SliceGroup>,
    sequence: Object.assign({}, ...steps.map(({ sequence }) => sequence)) as Partial<Sequence>,
    ...(steps.some((step) => step.saturationBands === 0) ? { saturationBands: 0 } : {}),
  };
}

/** The change, with what else has to be changed after it; undefined when that does not come to an end. */
function mended(request: Request, first: Change): Change | undefined {
  const steps = [first];
  for (let next = changed(request, first); steps.length <= MOST_STEPS;) {
    const refusal = findRefusal(next);
    if (!refusal) return combined(steps);
    const here = next;
    const step = refusal.changes.find((change) => runs(here, change)) ?? refusal.changes[0];
    if (!step) return undefined;
    steps.push(step);
    next = changed(next, step);
  }
  return undefined;
}

/** The values the sequence and its group came with: what is left when nothing else helps. */
function presetChange({ sequence: { name, fieldStrengthT }, group }: Request): Change[] {
  const named = ALL_SEQUENCES.filter((s) => s.name === name);
  const preset = named.find((s) => s.fieldStrengthT === fieldStrengthT) ?? named[0];
  if (!preset) return [];
  const inPlane = phaseDirectionsInPlane(group);
  const wanted = preset.phaseEncodeDirection;
  const phaseEncodeDirection = inPlane.includes(wanted) ? wanted : (inPlane[0] ?? wanted);
  return [
    {
      text: 'load the preset again, without saturation bands',
      sequence: { ...preset, phaseEncodeDirection },
      group: { ...preset.defaults, centre: withinMagnet(group.centre) },
      saturationBands: 0,
    },
  ];
}

/** The changes worth proposing: those after which the scan runs, alone or else with what they bring with them. */
function proposed(refusal: Refusal, request: Request): readonly Change[] {
  const alone = refusal.changes.filter((change) => runs(request, change));
  if (alone.length > 0) return alone;
  const together = refusal.changes.flatMap((change) => mended(request, change) ?? []);
  return together.length > 0 ? together : presetChange(request);
}

function requestOf(
  group: SliceGroup,
  sequence: Sequence,
  saturationBands: number,
  companions: readonly SliceCount[],
): Request {
  const companionSlices = companions.reduce((sum, other) => sum + other.sliceCount, 0);
  return { group, sequence, saturationBands, companionSlices };
}

/**
 * Throws a named error, before any work starts, when the scanner cannot run this group with this sequence; the hint
 * says what would be legal. Too many slices for TR is not refused: see `concatenationsNeeded`. `saturationBands`: their
 * number; `companions`: groups taken together with this one in the same series.
 */
export function assertRunnable(
  group: SliceGroup,
  sequence: Sequence,
  saturationBands = 0,
  companions: readonly SliceCount[] = [],
): void {
  const request = requestOf(group, sequence, saturationBands, companions);
  const refusal = findRefusal(request);
  if (!refusal) return;
  const hint = hintOf({ ...refusal, changes: proposed(refusal, request) });
  throw new IsocenterError(refusal.code, refusal.message, hint);
}

/** A change that a console can offer with one click. */
export interface Alternative {
  /** As an order, e.g. `use a TR of at least 3700 ms`. */
  readonly text: string;
  readonly group: SliceGroup;
  readonly sequence: Sequence;
  /** How many are played. */
  readonly saturationBands: number;
  readonly scanTimeS: number;
}

const neededRuns = (request: Request): number =>
  concatenationsNeeded({ sliceCount: slicesTogether(request) }, request.sequence, request.saturationBands);

/** More runs at the same TR: what the scanner does by itself when TR does not hold the slices. */
function moreConcatenations(request: Request): Change {
  const concatenations = neededRuns(request);
  return { text: `use ${concatenations} concatenations`, sequence: { concatenations } };
}

/** What to propose for slices that TR does not hold in the runs asked for; nothing when it does. */
function overfullChanges(request: Request): Change[] {
  const { sequence } = request;
  if (sequence.kind === 'GRE' || sequence.kind === 'bSSFP') return [];
  if (neededRuns(request) <= sequence.concatenations) return [];
  return [moreConcatenations(request), ...fitInto(sequence.concatenations, request)];
}

/**
 * Ways out of what `assertRunnable` refuses, and of a TR that does not hold the slices in the concatenations asked for
 * (longer TR, more concatenations, fewer slices). Each runs; none when nothing needs to change.
 */
export function legalAlternatives(
  group: SliceGroup,
  sequence: Sequence,
  saturationBands = 0,
  companions: readonly SliceCount[] = [],
): readonly Alternative[] {
  const request = requestOf(group, sequence, saturationBands, companions);
  const refusal = findRefusal(request);
  const changes = refusal ? proposed(refusal, request) : overfullChanges(request);
  return changes
    .filter((change) => runs(request, change))
    .map((change) => {
      const next = changed(request, change);
      const time = scanTimeS(next.group, next.sequence, next.saturationBands, companions);
      const { group: changedGroup, sequence: changedSequence, saturationBands: bands } = next;
      return {
        ...{ text: change.text, group: changedGroup, sequence: changedSequence },
        ...{ saturationBands: bands, scanTimeS: time },
      };
    });
}
