import { dot, POSTERIOR, rejectFrom, sliceNormal, LEFT, type Vec3 } from '../geometry';
import type { Spine } from '../patient';
import { bandClearanceMm, type GroupKind, type PlannedGroup, type Prescription } from '../planning';
import { DISC_LEVELS, type DiscLevel } from '../volume';
import { aimError, compareAxial } from './axial';
import { totalBand } from './bands';
import { STANDARD_RUBRIC, type Rubric } from './rubric';
import { compareCoronal, compareSagittal } from './stacks';
import { aimsFromPrescription, aimsFromSpine, levelOf, type Aims } from './targets';
import type { Comparison, GroupScore, Score } from './types';

export interface ScoreInput {
  readonly trainee: Prescription;
  /** What the trainee is held against: the AI's estimate of the spine (or the truth), or a finished plan. */
  readonly reference: Spine | Prescription;
  /** Exact anatomy, where there is one. The better of the two comparisons counts: a wrong reference fails nobody. */
  readonly truth?: Spine | undefined;
  readonly rubric?: Rubric;
}

/** A place in the exam: what the rubric asks for, or an extra group. */
interface Slot {
  readonly kind: GroupKind;
  readonly level: DiscLevel | null;
  readonly group: PlannedGroup | null;
  readonly counts: boolean;
}

const isPlan = (reference: Spine | Prescription): reference is Prescription => 'groups' in reference;

const aimsOf = (reference: Spine | Prescription, rubric: Rubric): Aims =>
  isPlan(reference) ? aimsFromPrescription(reference, rubric, DISC_LEVELS) : aimsFromSpine(reference);

/** What the rubric asks for, then everything else that was planned. */
function slotsOf(trainee: Prescription, rubric: Rubric): Slot[] {
  const { required } = rubric;
  const taken = new Set<PlannedGroup>();
  const take = (fits: (g: PlannedGroup) => boolean): PlannedGroup | null => {
    const group = trainee.groups.find((g) => !taken.has(g) && fits(g)) ?? null;
    if (group) taken.add(group);
    return group;
  };
  const slots: Slot[] = [];
  for (const kind of ['sagittal', 'coronal'] as const) {
    if (required[kind]) slots.push({ kind, level: null, group: take((g) => g.kind === kind), counts: true });
  }
  for (const level of required.axialLevels) {
    const group = take((g) => g.kind === 'axial' && levelOf(g, DISC_LEVELS) === level);
    slots.push({ kind: 'axial', level, group, counts: true });
  }
  const extra = trainee.groups.filter((g) => !taken.has(g));
  return [
    ...slots,
    ...extra.map((group): Slot => {
      const level = group.kind === 'axial' ? levelOf(group, DISC_LEVELS) : null;
      return { kind: group.kind, level, group, counts: false };
    }),
  ];
}

function compare(slot: Slot, aims: Aims, rubric: Rubric): Comparison | null {
  const { group, kind, level } = slot;
  if (!group) return null;
  if (kind === 'axial') return level ? compareAxial(group, level, aims.axial, rubric) : null;
  if (!aims.stack) return null;
  return kind === 'sagittal'
    ? compareSagittal(group, aims.stack, rubric)
    : compareCoronal(group, aims.stack, rubric);
}

const USUAL: Record<GroupKind, { row: Vec3; column: Vec3 }> = {
  sagittal: { row: POSTERIOR, column: [0, 0, -1] },
  coronal: { row: LEFT, column: [0, 0, -1] },
  axial: { row: LEFT, column: POSTERIOR },
};

/** What is unusual but costs no points: mirrored or upside-down images, rotation within the plane. */
function displayNotes(group: PlannedGroup): string[] {
  const { row, column } = USUAL[group.kind];
  const notes: string[] = [];
  if (dot(group.rowDirection, row) < 0)
    notes.push('The rows run the other way than usual: the image is mirrored. No points are lost.');
  if (dot(group.columnDirection, column) < 0)
    notes.push('The columns run the other way than usual: the image is upside down. No points are lost.');
  const upright = rejectFrom(row, sliceNormal(group));
  const turned =
    Math.abs(dot(group.rowDirection, upright)) / Math.sqrt(Math.max(1e-9, dot(upright, upright)));
  if (turned < Math.cos((15 * Math.PI) / 180))
    notes.push('The image is turned within its own plane by more than 15°.');
  return notes;
}

const relative = (c: Comparison): number => (c.maxPoints > 0 ? c.points / c.maxPoints : 0);

/** The better comparison: its points count. */
function better(reference: Comparison | null, truth: Comparison | null): 'reference' | 'truth' | null {
  if (reference && truth) return relative(truth) > relative(reference) ? 'truth' : 'reference';
  return truth ? 'truth' : reference ? 'reference' : null;
}

const title = (slot: Slot): string =>
  slot.group?.name ?? (slot.kind === 'axial' ? (slot.level ?? 'axial') : `${slot.kind} stack`);

function missingScore(slot: Slot, maxPoints: number): GroupScore {
  const name = title(slot);
  return {
    name,
    kind: slot.kind,
    level: slot.level,
    present: false,
    counts: true,
    points: 0,
    maxPoints,
    band: 'fail',
    criticalErrors: [`There is no slice group for ${name}: the exam is incomplete.`],
    againstReference: null,
    againstTruth: null,
    counted: null,
    referenceAgainstTruth: null,
    areaFactor: null,
    notes: [],
  };
}

function scoreSlot(slot: Slot, reference: Aims, truth: Aims | null, rubric: Rubric): GroupScore {
  const maxPoints = rubric.groupPoints[slot.kind];
  const { group, level } = slot;
  if (!group) return missingScore(slot, maxPoints);
  const againstReference = compare(slot, reference, rubric);
  const againstTruth = truth && compare(slot, truth, rubric);
  const counted = better(againstReference, againstTruth);
  const used = counted === 'truth' ? againstTruth : againstReference;
  const points = used ? maxPoints * relative(used) : 0;
  const referenceAim = reference.axial.find((a) => a.level === level);
  const truthAim = truth?.axial.find((a) => a.level === level);
  const unknown = slot.level ? `the disc ${slot.level}` : 'this stack';
  return {
    name: group.name,
    kind: slot.kind,
    level,
    present: true,
    counts: slot.counts && used !== null,
    points,
    maxPoints,
    band: used?.findings.some((f) => f.essential && f.band === 'fail')
      ? 'fail'
      : totalBand(points, maxPoints, rubric),
    criticalErrors: used?.levelError ? [used.levelError] : [],
    againstReference,
    againstTruth,
    counted,
    referenceAgainstTruth: referenceAim && truthAim ? aimError(referenceAim, truthAim) : null,
    areaFactor:
      used && slot.kind === 'axial' ? 1 / Math.cos((Math.min(89, used.tiltDeg) * Math.PI) / 180) : null,
    notes: [
      ...displayNotes(group),
      ...(used
        ? []
        : [
            `There is nothing to hold it against: the reference does not show ${unknown}. It does not count.`,
          ]),
    ],
  };
}

function bandErrors(trainee: Prescription, aims: Aims, rubric: Rubric): string[] {
  const { spine } = aims;
  if (!spine) return [];
  return trainee.saturationBands
    .filter((band) => bandClearanceMm(band, spine) < rubric.saturationBandClearanceMm)
    .map(
      (band) =>
        `The saturation band "${band.name}" lies over the spine: it would wipe out what the exam is for.`,
    );
}

function summarise(groups: readonly GroupScore[], critical: readonly string[]): string[] {
  if (groups.length === 0) return ['There is nothing in the reference to hold this plan against.'];
  const worst = groups
    .flatMap((g) => (g.counted === 'truth' ? g.againstTruth : g.againstReference)?.findings ?? [])
    .filter((f) => f.band === 'fail' || f.band === 'partial')
    .sort((a, b) => b.maxPoints - b.points - (a.maxPoints - a.points))
    .map((f) => f.sentence);
  if (critical.length + worst.length === 0) return ['A plan to be proud of: nothing needs correcting.'];
  return [...critical, ...worst.slice(0, 5)];
}

/** Scores a whole plan: 0 … 100 points, evidence for every group, both references side by side. */
export function scorePrescription(input: ScoreInput): Score {
  const rubric = input.rubric ?? STANDARD_RUBRIC;
  const reference = aimsOf(input.reference, rubric);
  const truth = input.truth ? aimsFromSpine(input.truth) : null;
  const groups = slotsOf(input.trainee, rubric).map((slot) => scoreSlot(slot, reference, truth, rubric));
  const counting = groups.filter((g) => g.counts);
  const possible = counting.reduce((s, g) => s + g.maxPoints, 0);
  const reached = counting.reduce((s, g) => s + g.points, 0);
  const criticalErrors = [
    // First: unlike a group's, it is told nowhere else.
    ...bandErrors(input.trainee, truth ?? reference, rubric),
    ...counting.flatMap((g) => g.criticalErrors),
  ];
  const points = possible > 0 ? (100 * reached) / possible : 0;
  return {
    schemaVersion: 1,
    rubric: rubric.name,
    points,
    band: totalBand(reached, possible, rubric),
    passed: points >= rubric.passPoints && criticalErrors.length === 0,
    groups,
    criticalErrors,
    summary: summarise(counting, criticalErrors),
  };
}
