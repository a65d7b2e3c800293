import { degToRad } from '../geometry';
import type { Spine } from '../patient';
import { isContiguousBlock, planAutomatically, type PlannedGroup, type Prescription } from '../planning';
import { DISC_LEVELS, type DiscLevel, type LabelVolume } from '../volume';
import { areaConsequence } from './areaConsequence';
import { aimError, compareAxial } from './axial';
import { sumFindings, totalBand } from './bands';
import { compareBlock } from './block';
import { unsureLevels, unsurePlane, whatIsKnown, type ReferenceConfidence } from './known';
import { STANDARD_RUBRIC, type Rubric } from './rubric';
import { displayNotes, samePlaces, slotsOf, type Slot } from './slots';
import { compareCoronal, compareSagittal } from './stacks';
import { aimsFromPrescription, aimsFromSpine, type Aims } from './targets';
import { examFindings, groupTechnique, missingBand, type ExamTechnique } from './technique';
import { threeValues } from './threeValues';
import type { AreaConsequence, Comparison, ExamScore, GroupScore, Score } from './types';

export interface ScoreInput {
  readonly trainee: Prescription;
  /** What the trainee is held against where truth is not known: the AI's estimate of the spine, or a finished plan. */
  readonly reference?: Spine | Prescription | undefined;
  /** Exact anatomy. Where it is known it alone gives the points: a wrong reference fails nobody, nor does it excuse. */
  readonly truth?: Spine | undefined;
  /** The AI's plan, for the column beside the trainee's. */
  readonly ai?: Prescription | undefined;
  /** Label map of the truth, whose label `canal` is the dural sac. Null: there is none, which the score then says. */
  readonly truthLabels?: LabelVolume | null | undefined;
  /** How sure the reference is. */
  readonly confidence?: ReferenceConfidence | undefined;
  readonly technique?: ExamTechnique | undefined;
  /** False: the marks alone are wanted, and no plan is made on the truth to stand beside them. */
  readonly truthColumn?: boolean;
  readonly rubric?: Rubric;
}

/** The input with everything that every group needs. */
interface Context extends ScoreInput {
  readonly rubric: Rubric;
  readonly slots: readonly Slot[];
  readonly referenceAims: Aims;
  readonly truthAims: Aims | null;
  /** The AI's plan, and the plan made on the truth, in the trainee's places. */
  readonly aiPlan: Prescription | null;
  readonly truthPlan: Prescription | null;
}

const NOTHING: Aims = { axial: [], stack: null, spine: null };

const isPlan = (reference: Spine | Prescription): reference is Prescription => 'groups' in reference;

/** The anatomy that a plan is held against; null where the reference is a plan. */
const spineOf = ({ truth, reference }: ScoreInput): Spine | null =>
  truth ?? (reference && !isPlan(reference) ? reference : null);

const aimsOf = (reference: Spine | Prescription, rubric: Rubric): Aims =>
  isPlan(reference) ? aimsFromPrescription(reference, rubric, DISC_LEVELS) : aimsFromSpine(reference);

function contextOf(input: ScoreInput): Context {
  const { trainee, reference, truth, rubric = STANDARD_RUBRIC } = input;
  const slots = slotsOf(trainee, rubric);
  const ai = input.ai ?? (reference && isPlan(reference) ? reference : undefined);
  const levels = slots.flatMap(({ level }) => level ?? []);
  return {
    ...input,
    rubric,
    slots,
    referenceAims: reference ? aimsOf(reference, rubric) : NOTHING,
    truthAims: truth ? aimsFromSpine(truth) : null,
    aiPlan: ai ? samePlaces(slots, ai) : null,
    truthPlan:
      truth && truth.discs.length > 0 && input.truthColumn !== false
        ? samePlaces(slots, planAutomatically(truth, { levels }).prescription)
        : null,
  };
}

function compare(
  group: PlannedGroup | null | undefined,
  level: DiscLevel | null,
  aims: Aims,
  { rubric, technique }: Context,
): Comparison | null {
  if (!group) return null;
  if (group.kind === 'axial') {
    const aim = aims.axial.find((a) => a.level === level);
    if (!level || !aim) return null;
    const more = groupTechnique(group, aim.aim, technique, rubric.axial, rubric);
    const angled = compareAxial(group, level, aims.axial, rubric, more);
    const mayBeBlock = rubric.required.blockLevels.includes(level) && aims.spine;
    const block =
      mayBeBlock && isContiguousBlock(group, mayBeBlock)
        ? compareBlock(group, aim, mayBeBlock, rubric, more)
        : null;
    // As which of both it is better.
    return block && (!angled || relative(block) >= relative(angled)) ? block : angled;
  }
  if (!aims.stack) return null;
  const more = groupTechnique(group, aims.stack.centre, technique, rubric[group.kind], rubric);
  return group.kind === 'sagittal'
    ? compareSagittal(group, aims.stack, rubric, more)
    : compareCoronal(group, aims.stack, rubric, more);
}

const relative = (c: Comparison): number => (c.maxPoints > 0 ? c.points / c.maxPoints : 0);

function areaOf(slot: Slot, ai: PlannedGroup | undefined, context: Context): AreaConsequence | null {
  const { truthLabels, rubric } = context;
  if (truthLabels === undefined) return null;
  const spine = spineOf(context);
  const disc = spine?.discs.find((d) => d.level === slot.level);
  if (!spine || !disc) return null;
  return areaConsequence({
    labels: truthLabels,
    disc,
    canal: spine.canal,
    trainee: slot.group,
    ai: ai ?? null,
    rubric,
  });
}

function scoreSlot(slot: Slot, context: Context): GroupScore {
  const { rubric, referenceAims, truthAims, aiPlan, truthPlan, confidence } = context;
  const { name, kind, level, group } = slot;
  const maxPoints = rubric.groupPoints[kind];
  const held = truthAims ?? referenceAims;
  const named = (plan: Prescription | null) => plan?.groups.find((g) => g.name === name);
  const againstReference = compare(group, level, referenceAims, context);
  const againstTruth = truthAims && compare(group, level, truthAims, context);
  const ai = compare(named(aiPlan), level, held, context);
  const used = truthAims ? againstTruth : againstReference;
  const doubtful =
    !truthAims &&
    (unsurePlane(level, confidence, rubric) ||
      (used?.levelError !== null && unsureLevels(confidence, rubric)));
  const points = used ? maxPoints * relative(used) : 0;
  const exists = !truthAims || kind !== 'axial' || truthAims.axial.some((a) => a.level === level);
  const counts = slot.counts && exists && (!group || (used !== null && !doubtful));
  const referenceAim = referenceAims.axial.find((a) => a.level === level);
  const truthAim = truthAims?.axial.find((a) => a.level === level);
  const wrongLevel = rubric.criticalErrors.wrongLevel && !doubtful ? (used?.levelError ?? null) : null;
  const missing = rubric.criticalErrors.missingGroup && !group && exists;
  const fails = (used?.findings ?? []).filter((f) => f.band === 'fail');
  return {
    name,
    kind,
    level,
    present: group !== null,
    counts,
    points,
    maxPoints,
    band: !group || fails.some((f) => f.essential) ? 'fail' : totalBand(points, maxPoints, rubric),
    criticalErrors: [
      ...(missing ? [`There is no slice group for ${name}: the exam is incomplete.`] : []),
      ...(wrongLevel ? [wrongLevel] : []),
      ...fails.filter((f) => f.critical).map((f) => f.sentence),
    ],
    againstReference,
    againstTruth,
    counted: !used ? null : truthAims ? 'truth' : 'reference',
    ai,
    values: threeValues(used, ai, truthAims && compare(named(truthPlan), level, truthAims, context)),
    referenceAgainstTruth: referenceAim && truthAim ? aimError(referenceAim, truthAim) : null,
    area: kind === 'axial' ? areaOf(slot, named(aiPlan), context) : null,
    areaFactor: used && kind === 'axial' ? 1 / Math.cos(degToRad(Math.min(89, used.tiltDeg))) : null,
    notes: [...(group ? displayNotes(group) : []), ...(group && !used ? [nothingToHold(slot, context)] : [])],
  };
}

function nothingToHold({ level }: Slot, { truthAims }: Context): string {
  const what = level ? `the disc ${level}` : 'this stack';
  return `There is nothing to hold it against: the ${truthAims ? 'true anatomy has' : 'reference does not show'} ${truthAims ? `no ${what}` : what}. It does not count.`;
}

function scoreExam(context: Context): ExamScore {
  const { trainee, technique, rubric, aiPlan, truthPlan } = context;
  const spine = spineOf(context);
  const of = (plan: Prescription) => examFindings(plan, technique, spine, rubric);
  const own = of(trainee);
  const { points, maxPoints } = sumFindings(own.findings, rubric);
  return {
    ...own,
    points: maxPoints > 0 ? (rubric.exam.points * points) / maxPoints : 0,
    maxPoints: maxPoints > 0 ? rubric.exam.points : 0,
    values: threeValues(own, aiPlan && of(aiPlan), truthPlan && of(truthPlan)),
  };
}

function summarise(groups: readonly GroupScore[], exam: ExamScore, critical: readonly string[]): string[] {
  if (groups.length === 0) return ['There is nothing in the reference to hold this plan against.'];
  const misread = groups.flatMap(({ name, area }) => (area?.misread ? [`${name}: ${area.sentence}`] : []));
  const worst = [
    ...groups.flatMap((g) => (g.counted === 'truth' ? g.againstTruth : g.againstReference)?.findings ?? []),
    ...exam.findings,
  ]
    .filter((f) => (f.band === 'fail' || f.band === 'partial') && !critical.includes(f.sentence))
    .sort((a, b) => b.maxPoints - b.points - (a.maxPoints - a.points))
    .map((f) => f.sentence);
  if (critical.length + misread.length + worst.length === 0)
    return ['A plan to be proud of: nothing needs correcting.'];
  return [...critical, ...misread, ...worst.slice(0, 5)];
}

/**
 * Scores a whole plan: 0 … 100 points, evidence for every group and the exam, and each criterion's value in three plans. Moving a plane
 * towards what it is held against never lowers the points.
 */
export function scorePrescription(input: ScoreInput): Score {
  const context = contextOf(input);
  const { rubric, truth, confidence } = context;
  const groups = context.slots.map((slot) => scoreSlot(slot, context));
  const exam = scoreExam(context);
  const noBand = missingBand(input.trainee, spineOf(context), rubric);
  const counting = groups.filter((g) => g.counts);
  const total = (key: 'points' | 'maxPoints') => counting.reduce((sum, g) => sum + g[key], exam[key]);
  const [reached, possible] = [total('points'), total('maxPoints')];
  const criticalErrors = [
    // First: unlike a group's, they are told nowhere else.
    ...exam.findings.filter((f) => f.critical && f.band === 'fail').map((f) => f.sentence),
    ...(noBand === null ? [] : [noBand]),
    ...counting.flatMap((g) => g.criticalErrors),
  ];
  const points = counting.length > 0 && possible > 0 ? (100 * reached) / possible : 0;
  return {
    schemaVersion: 2,
    rubric: rubric.name,
    points,
    band: totalBand(points, 100, rubric),
    passed: points >= rubric.passPoints && criticalErrors.length === 0,
    groups,
    exam,
    criticalErrors,
    known: whatIsKnown(groups, truth, confidence, rubric),
    summary: summarise(counting, exam, criticalErrors),
  };
}
