import {
  AI_SHOWN,
  canPlan,
  effectiveSequence,
  groupNamed,
  groupsFor,
  missingSteps,
  plannedNames,
  runsFor,
  separated,
  TAKE_OVER,
} from '../exercise';
import {
  add,
  distance,
  mean,
  nearestOrientation,
  scale,
  sliceNormal,
  stackExtentMm,
  type CardinalOrientation,
  type Vec3,
} from '../geometry';
import {
  bandTitle,
  groupTitle,
  initialBand,
  initialGroup,
  type GroupKind,
  type PlannedGroup,
  type Prescription,
  type SaturationBand,
} from '../planning';
import type { Series } from '../scanner';
import type { CaseStore } from './caseStore';
import type { Plan, PlanHistory } from './planHistory';

/** A change of one group, from a plan view (`GroupEdit`) or the parameter card. */
export interface GroupChange {
  /** `move` repeats during a drag; only `commit` enters the history. */
  readonly phase: 'move' | 'commit' | 'cancel';
  readonly what: string;
  readonly group: PlannedGroup;
}

/** The same for the saturation band. */
export interface BandChange extends Pick<GroupChange, 'phase' | 'what'> {
  readonly band: SaturationBand;
}

/** The trainee's slice groups and saturation bands, with undo and redo. */
export class PlanActions {
  readonly #store: CaseStore;
  readonly #history: PlanHistory;

  constructor(store: CaseStore, history: PlanHistory) {
    this.#store = store;
    this.#history = history;
  }

  /** Puts a group the scenario asks for on the localizer, unangled at its centre, and makes it active. */
  place(name: string): void {
    const { scenario, groups, localizer, steps } = this.#store.case;
    const wanted = groupNamed(scenario, name);
    const uses = ({ groups: names }: { readonly groups: readonly string[] }): boolean => names.includes(name);
    const step = steps.find(uses) ?? missingSteps(scenario, steps).find(uses);
    if (!wanted || !step || !canPlan(this.#store.case)) return;
    if (!groups.some((group) => group.name === name)) {
      const { defaults } = effectiveSequence(step);
      const start = initialGroup(wanted.kind, wanted.level, localizerCentre(localizer, wanted.kind));
      const group = besides({ ...start, ...defaults, name }, groups);
      this.#history.commit({ groups: [...groups, group] }, `Place ${groupTitle(wanted)}`);
    }
    this.select(name);
  }

  remove(name: string): void {
    const { groups } = this.#store.case;
    const gone = groups.find((group) => group.name === name);
    if (!canPlan(this.#store.case) || !gone) return;
    const rest = groups.filter((group) => group.name !== name);
    this.#history.commit({ groups: rest }, `Remove ${groupTitle(gone)}`);
  }

  /** Puts one more saturation band upright on the centre of the localizer and takes it in hand. */
  placeBand(): void {
    const { saturationBands, localizer } = this.#store.case;
    if (!canPlan(this.#store.case)) return;
    const band = initialBand(localizerCentre(localizer, 'coronal'), saturationBands);
    this.#history.commit({ saturationBands: [...saturationBands, band] }, `Place ${bandTitle(band)}`);
    this.select(band.name);
  }

  removeBand(name: string): void {
    const { saturationBands } = this.#store.case;
    const gone = saturationBands.find((band) => band.name === name);
    if (!canPlan(this.#store.case) || !gone) return;
    const rest = saturationBands.filter((band) => band !== gone);
    this.#history.commit({ saturationBands: rest }, `Remove ${bandTitle(gone)}`);
  }

  select(name: string | null): void {
    this.#store.dispatch({ type: 'groupSelected', name });
  }

  /** The next of the placed groups and the band, round and round. */
  selectNext(step: 1 | -1 = 1): void {
    const names = plannedNames(this.#store.case);
    const at = names.indexOf(this.#store.case.activeGroup ?? '');
    const next = names[at < 0 ? 0 : (at + step + names.length) % names.length];
    if (next !== undefined) this.select(next);
  }

  edit(change: GroupChange): void {
    const { groups } = this.#history.present;
    this.#edit(change, {
      groups: groups.map((group) => (group.name === change.group.name ? change.group : group)),
    });
  }

  editBand(change: BandChange): void {
    const { saturationBands } = this.#history.present;
    this.#edit(change, {
      saturationBands: saturationBands.map((band) => (band.name === change.band.name ? change.band : band)),
    });
  }

  undo(): void {
    this.#history.undo();
  }

  redo(): void {
    this.#history.redo();
  }

  requestAiPlan(): void {
    this.#store.dispatch({ type: 'aiPlanRequested' });
    if (this.#store.case.ai.visible) this.#store.log(AI_SHOWN);
  }

  /** Makes the AI's plan the trainee's own, to be edited or handed in. */
  takeOverAiPlan(): void {
    const { scenario, ai } = this.#store.case;
    if (!scenario || !ai.plan || !ai.visible || !canPlan(this.#store.case)) return;
    const { present } = this.#history;
    const planned = groupsFor(scenario, ai.plan);
    // What the AI did not find stays as it is, as do slices of added series.
    const taken = new Set(planned.map(({ name }) => name));
    const groups = [...planned, ...present.groups.filter(({ name }) => !taken.has(name))];
    const runs = runsFor(scenario, ai.plan, ai.runs);
    const ids = new Set(present.steps.map(({ id }) => id));
    const steps = present.steps.flatMap((step) => separated(step, runs, ids));
    this.#history.commit({ groups, saturationBands: ai.plan.saturationBands, steps }, TAKE_OVER);
    this.select(groups[0]?.name ?? null);
  }

  hideAiPlan(): void {
    this.#store.dispatch({ type: 'aiPlanHidden' });
  }

  /** The trainee's plan as a prescription. */
  prescription(): Prescription {
    const { groups, saturationBands } = this.#store.case;
    return { schemaVersion: 1, groups, saturationBands };
  }

  #edit({ phase, what }: Pick<GroupChange, 'phase' | 'what'>, part: Partial<Plan>): void {
    if (phase === 'commit') this.#history.commit(part, what);
    else this.#history.preview(phase === 'cancel' ? null : part);
  }
}

/** Closer than this, two stacks look like one, mm. */
const SAME_PLACE_MM = 5;
const BETWEEN_STACKS_MM = 6;

/** A new stack that would lie on another of its kind goes beside it, towards the feet (or the left), as consoles do. */
function besides(group: PlannedGroup, others: readonly PlannedGroup[]): PlannedGroup {
  const taken = others.filter((other) => other.kind === group.kind);
  const along = scale(sliceNormal(group), stackExtentMm(group) + BETWEEN_STACKS_MM);
  const step = group.kind === 'axial' && along[2] > 0 ? scale(along, -1) : along;
  let free = group;
  while (taken.some((other) => distance(other.centre, free.centre) < SAME_PLACE_MM)) {
    free = { ...free, centre: add(free.centre, step) };
  }
  return free;
}

/** Where a console drops a new group: the middle of the localizer seen best for that kind. */
function localizerCentre(localizer: readonly Series[], kind: GroupKind): Vec3 {
  const facing: Record<GroupKind, CardinalOrientation> = {
    sagittal: 'coronal',
    coronal: 'sagittal',
    axial: 'sagittal',
  };
  const best = localizer.find((series) => nearestOrientation(sliceNormal(series.group)) === facing[kind]);
  return best ? best.group.centre : mean(localizer.map((series) => series.group.centre));
}
