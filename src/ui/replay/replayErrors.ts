import type { Replay } from '../../app';
import { groupsFor, type CaseState } from '../../exercise';
import { stemOf, type PlannedGroup } from '../../planning';
import type { Spine } from '../../patient';
import { aimsFromSpine, signedErrors, type Aims, type SignedError } from '../../scoring';

/** What moves are held against: truth where it may be known, else what the AI found. */
export interface ReplayReference {
  readonly of: 'truth' | 'ai';
  readonly aims: Aims;
}

const known = new WeakMap<Spine, Aims>();

function aimsOf(spine: Spine): Aims {
  const aims = known.get(spine) ?? aimsFromSpine(spine);
  known.set(spine, aims);
  return aims;
}

/** Truth is for after the exam alone. Null: neither is known. */
export function replayReference({ phase, patient, segmentation }: CaseState): ReplayReference | null {
  const truth = phase === 'submitted' ? patient?.truth : null;
  if (truth) return { of: 'truth', aims: aimsOf(truth) };
  return segmentation.spine && { of: 'ai', aims: aimsOf(segmentation.spine) };
}

/** One measure of a group from its first move to its last. */
export interface ErrorCourse extends Pick<SignedError, 'criterion' | 'label' | 'unit'> {
  /** By the number of the move, from the first at which the group lay somewhere. Null: it was taken away. */
  readonly own: readonly { readonly move: number; readonly value: number | null }[];
  /** Of the AI's plan against the same; null without one. */
  readonly ai: number | null;
}

const valueOf = (errors: readonly SignedError[], criterion: string): number | null =>
  errors.find((error) => error.criterion === criterion)?.value ?? null;

/** The AI's group for the same purpose; of a copy that of its stem. */
function aiGroup({ scenario, ai }: CaseState, name: string): PlannedGroup | undefined {
  const groups = scenario && ai.plan ? groupsFor(scenario, ai.plan) : [];
  return groups.find((group) => group.name === stemOf(name));
}

/** How far a group lay from what it is for, move by move, in each of its measures. Empty where nothing is known of that. */
export function errorCourses(
  exam: CaseState,
  { moves }: Pick<Replay, 'moves'>,
  name: string,
  { aims }: ReplayReference,
): ErrorCourse[] {
  const measured = new Map<PlannedGroup, SignedError[]>();
  const errorsOf = (group: PlannedGroup): SignedError[] => {
    const errors = measured.get(group) ?? signedErrors(group, aims);
    measured.set(group, errors);
    return errors;
  };
  const laid = moves.map(({ groups }) => groups.find((group) => group.name === name));
  const first = laid.findIndex((group) => group !== undefined);
  const one = laid[first];
  if (!one) return [];
  const ai = aiGroup(exam, name);
  const aiErrors = ai ? signedErrors(ai, aims) : [];
  return errorsOf(one).map(({ criterion, label, unit }) => ({
    ...{ criterion, label, unit },
    own: laid.slice(first).map((group, i) => ({
      move: first + i,
      value: group ? valueOf(errorsOf(group), criterion) : null,
    })),
    ai: valueOf(aiErrors, criterion),
  }));
}
