import { copyGeometry, copyName, stemOf } from '../planning';
import type { CaseState } from './caseState';
import { sourceOf, withoutLinks, type LinkedPlan } from './geometryLinks';
import type { PlannedStep } from './queue';

/**
 * `same`: the slices of the other series themselves; `follow`: slices of its own, whose centres and angles follow those of the other
 * until they are moved by hand; `own`: slices of its own, as the other's lie now.
 */
export type GeometryChoice = 'same' | 'follow' | 'own';

/** What ties the slices of a series to other series now. */
export interface GeometryTie {
  readonly choice: GeometryChoice;
  /** Series that use the same slices, or whose slices these follow. */
  readonly steps: readonly PlannedStep[];
}

export function geometryTie(steps: readonly PlannedStep[], step: PlannedStep): GeometryTie {
  const others = steps.filter(({ id }) => id !== step.id);
  const shared = others.filter(({ groups }) => groups.some((name) => step.groups.includes(name)));
  const followed = Object.values(step.follows ?? {});
  if (followed.length > 0) {
    const of = others.filter(({ groups }) => groups.some((name) => followed.includes(name)));
    return { choice: 'follow', steps: of };
  }
  return { choice: shared.length > 0 ? 'same' : 'own', steps: shared };
}

/** Without groups that nobody asks for and no series uses any more, and without links to them. */
export function withoutUnused({ scenario }: Pick<CaseState, 'scenario'>, plan: LinkedPlan): LinkedPlan {
  const used = new Set([
    ...(scenario?.groups ?? []).map(({ name }) => name),
    ...plan.steps.flatMap(({ groups }) => groups),
  ]);
  const groups = plan.groups.filter(({ name }) => used.has(name));
  const steps = plan.steps.map((step) =>
    withoutLinks(step, (own, source) => !used.has(source) || !step.groups.includes(own)),
  );
  return { groups: groups.length === plan.groups.length ? plan.groups : groups, steps };
}

/** Names that a copy of a group may not have: in the plan, in the queue, or of images. */
const takenNames = ({ series, scenario }: CaseState, plan: LinkedPlan): Set<string> =>
  new Set([
    ...(scenario?.groups ?? []).map(({ name }) => name),
    ...plan.groups.map(({ name }) => name),
    ...plan.steps.flatMap(({ groups }) => groups),
    ...series.map(({ groupName }) => groupName),
  ]);

/** For each group of the source the group of the series' own that stands for it: one it has already, else a new one. */
function ownGroups(
  state: CaseState,
  plan: LinkedPlan,
  step: PlannedStep,
  source: PlannedStep,
): ReadonlyMap<string, string> {
  const asked = new Set((state.scenario?.groups ?? []).map(({ name }) => name));
  const usedElsewhere = new Set(plan.steps.flatMap(({ id, groups }) => (id === step.id ? [] : groups)));
  const free = step.groups.filter((name) => !asked.has(name) && !usedElsewhere.has(name));
  const taken = takenNames(state, plan);
  return new Map(
    source.groups.map((name) => {
      const kept = free.findIndex((own) => stemOf(own) === stemOf(name));
      const own = free.splice(kept, kept < 0 ? 0 : 1)[0] ?? copyName(name, taken);
      taken.add(own);
      return [name, own];
    }),
  );
}

/** The plan with a series' geometry taken from another; null where nothing changes. */
export function geometryAfter(
  state: CaseState,
  plan: LinkedPlan,
  step: PlannedStep,
  source: PlannedStep,
  choice: GeometryChoice,
): LinkedPlan | null {
  const unlinked = withoutLinks(step, () => true);
  const replaced = (next: PlannedStep): readonly PlannedStep[] =>
    plan.steps.map((other) => (other === step ? next : other));
  if (choice === 'same') {
    const isSame =
      source.groups.length === step.groups.length &&
      source.groups.every((name) => step.groups.includes(name));
    if (isSame) return null;
    return withoutUnused(state, { ...plan, steps: replaced({ ...unlinked, groups: source.groups }) });
  }
  const own = ownGroups(state, plan, step, source);
  const groups = [...plan.groups];
  for (const [name, copy] of own) {
    const from = groups.find((group) => group.name === name);
    const at = groups.findIndex((group) => group.name === copy);
    const present = groups[at];
    if (!from) continue;
    if (present) groups[at] = choice === 'own' ? copyGeometry(present, from) : present;
    else if (choice === 'own') groups.push({ ...from, name: copy });
  }
  const follows = Object.fromEntries(
    [...own].flatMap(([name, copy]) => {
      const of = choice === 'follow' ? sourceOf(plan.steps, name, copy) : null;
      return of === null ? [] : [[copy, of]];
    }),
  );
  if (choice === 'follow' && Object.keys(follows).length < own.size) return null;
  const next: PlannedStep = {
    ...unlinked,
    groups: [...own.values()],
    ...(choice === 'follow' && { follows }),
  };
  return withoutUnused(state, { groups, steps: replaced(next) });
}
