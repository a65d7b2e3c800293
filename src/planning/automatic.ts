import type { Spine } from '../patient';
import { DEFAULT_FIELD_STRENGTH_T, sequenceByName, type Sequence } from '../scanner';
import type {
  AutomaticPlan,
  Decision,
  PlannedRun,
  PlannerOptions,
  PlanningTurn,
  PlanPart,
} from './automaticTypes';
import { planPerDisc } from './axial';
import { planBlock, planThrough } from './axialStacks';
import { planBand } from './bandPlan';
import { planCoronal } from './coronal';
import { crossings, type Crossing } from './crossings';
import { PLANNER_RULES } from './plannerSettings';
import { scheduleRuns } from './schedule';
import { planSagittal, type SliceSize } from './sagittal';
import { separateGroups } from './separate';
import { PLANNING_DEFAULTS } from './settings';
import { noDiscs } from './span';
import type { GroupKind, PlannedGroup } from './types';
import { listed, percent } from './words';

/** Kinds of groups planned on each turn of the loop. */
const KINDS: Record<PlanningTurn, readonly GroupKind[]> = {
  localizer: ['sagittal'],
  'sagittal-series': ['coronal', 'axial'],
  both: ['sagittal', 'coronal', 'axial'],
};

/** Slices as the sequence has them; the planning defaults where none is named. */
const sizeOf = (kind: GroupKind, { sequences }: PlannerOptions): SliceSize =>
  sequences?.[kind]?.defaults ?? PLANNING_DEFAULTS[kind];

const sequenceOf = (kind: GroupKind, { sequences }: PlannerOptions): Sequence =>
  sequences?.[kind] ?? sequenceByName(PLANNER_RULES.presets[kind], DEFAULT_FIELD_STRENGTH_T);

function planAxials(spine: Spine, options: PlannerOptions): PlanPart {
  const size = sizeOf('axial', options);
  switch (options.axialStyle ?? 'per-disc') {
    case 'block':
      return planBlock(spine, options);
    case 'level':
      return planThrough(spine, options, size);
    case 'per-disc':
      return planPerDisc(spine, options.levels ?? PLANNING_DEFAULTS.axial.levels, options, size);
  }
}

const ZONES: Record<Crossing['zone'], string> = {
  canal: 'over the canal',
  body: 'in front of the canal',
  behind: 'behind the canal',
};

/** What there is to say of groups that cross within a run. */
function crossingDecisions(
  groups: readonly PlannedGroup[],
  runs: readonly (readonly string[])[],
  spine: Spine,
): Decision[] {
  return runs.flatMap((run) =>
    crossings(
      groups.filter((g) => run.includes(g.name)),
      spine.canal,
    ).map(({ groups: [a, b], zone }) => ({
      what: `${a} and ${b} cross ${ZONES[zone]}.`,
      why:
        zone === 'behind'
          ? 'The dark band there does no harm.'
          : 'The dark band there leaves the canal alone; with two concatenations it disappears.',
      confidence: 1,
    })),
  );
}

/** Doubts to be read before the plan is used. */
function doubts(groups: readonly PlannedGroup[], spine: Spine, options: PlannerOptions): string[] {
  const { planeBelow, levelsBelow, enoughDiscs } = PLANNER_RULES.confidence;
  const { discConfidence, levelConfidence = 1 } = options;
  const unsure = groups.flatMap(({ level }) => {
    const sure = level === undefined ? 1 : (discConfidence?.[level] ?? 1);
    return sure < planeBelow ? [`${level} (${percent(sure)})`] : [];
  });
  return [
    ...(levelConfidence < levelsBelow
      ? [
          `The levels are counted with a confidence of ${percent(levelConfidence)} only: check their names first.`,
        ]
      : []),
    ...(unsure.length > 0
      ? [`The confidence in the plane of ${listed(unsure)} is low: check it on the image before scanning.`]
      : []),
    ...(spine.canal.length === 0
      ? [
          'The canal was not found: the stacks follow the bodies, and crossings over the canal cannot be ruled out.',
        ]
      : []),
    ...(spine.discs.length < enoughDiscs
      ? [
          `Only ${spine.discs.length} disc${spine.discs.length > 1 ? 's were' : ' was'} found: the course of the spine is a guess.`,
        ]
      : []),
  ];
}

/**
 * Plans a lumbar exam, or one turn of the loop, on a spine: sagittal and coronal stack, axial groups in one of three styles,
 * anterior saturation band; with the runs they need and how each is set.
 * @throws IsocenterError `planning-no-discs`, or `planning-no-level` for the style `level` without one
 */
export function planAutomatically(spine: Spine, options: PlannerOptions = {}): AutomaticPlan {
  if (spine.discs.length === 0) throw noDiscs();
  const turn = options.turn ?? 'both';
  const kinds = KINDS[turn].filter((kind) => options.kinds?.includes(kind) ?? true);
  const extra = turn === 'localizer' ? PLANNER_RULES.localizer.lateralMarginMm : 0;
  const none: PlanPart = { groups: [], decisions: [], unmet: [] };
  const when = (kind: GroupKind, plan: () => PlanPart): PlanPart => (kinds.includes(kind) ? plan() : none);
  const sagittal = when('sagittal', () => planSagittal(spine, extra, sizeOf('sagittal', options)));
  const coronal = when('coronal', () => planCoronal(spine, sizeOf('coronal', options)));
  const axial = when('axial', () => planAxials(spine, options));
  const separated = separateGroups(axial.groups, spine);
  const { bands, decision: band, unmet: noBand } = planBand(spine);

  const stacks = [...sagittal.groups, ...coronal.groups];
  const scheduled = scheduleRuns({
    spine,
    groups: [...stacks, ...separated.groups],
    runs: [...stacks.map((g) => [g.name]), ...separated.runs],
    saturationBands: bands.length,
    sequenceOf: (kind) => sequenceOf(kind, options),
    ...(options.timeLimitS ? { timeLimitS: options.timeLimitS } : {}),
    ...(options.body ? { body: options.body } : {}),
  });
  const { groups, steps } = scheduled;
  return {
    prescription: { schemaVersion: 1, groups, saturationBands: bands },
    decisions: [
      ...[sagittal, coronal, axial, separated].flatMap((part) => part.decisions),
      ...crossingDecisions(groups, separated.runs, spine),
      band,
      ...scheduled.decisions,
    ],
    unmet: [
      ...doubts(groups, spine, options),
      ...[sagittal, coronal, axial, separated].flatMap((part) => part.unmet),
      ...noBand,
      ...scheduled.unmet,
    ],
    runs: steps.map((step: PlannedRun) => step.groups),
    steps,
  };
}
