import {
  judgement,
  readKey,
  reading,
  readTasks,
  recordOfWholeExam,
  runKey,
  stepsAsFound,
  takenRun,
  type ExamRecord,
  type HeadlessExam,
} from '../../src/exercise';
import { LEFT, normalize, rejectFrom, sliceNormal, sub, SUPERIOR } from '../../src/geometry';
import {
  initialBand,
  parallelTo,
  setSliceCount,
  shiftAlongNormal,
  translateGroup,
  type PlannedGroup,
} from '../../src/planning';

// Typical mistakes, each made in an exam that is right otherwise.

export type Exam = HeadlessExam & { readonly record: ExamRecord };
export type Mistake = (exam: Exam) => Exam;

const onGroups =
  (kind: PlannedGroup['kind'], change: (group: PlannedGroup, exam: Exam) => PlannedGroup): Mistake =>
  (exam) => ({
    ...exam,
    plan: {
      ...exam.plan,
      groups: exam.plan.groups.map((group) => (group.kind === kind ? change(group, exam) : group)),
    },
  });

/** Axial slices straight across the table. */
export const unangled = onGroups('axial', (group) => parallelTo(group, SUPERIOR));

/** The tilt of the sagittal view alone: nobody looked at the coronal one. */
export const sidewaysTiltIgnored = onGroups('axial', (group) =>
  parallelTo(group, normalize(rejectFrom(sliceNormal(group), LEFT))),
);

/** Every axial group well placed on the disc above or below the one it is named for. */
export const oneLevelOff = (to: 'above' | 'below'): Mistake =>
  onGroups('axial', (group, { patient }) => {
    const { discs } = patient.truth;
    const at = discs.findIndex((disc) => disc.level === group.level);
    const [own, other] = [discs[at], discs[to === 'above' ? at - 1 : at + 1]];
    if (!own || !other) throw new Error(`${group.name} has no disc ${to}`);
    return parallelTo(translateGroup(group, sub(other.centre, own.centre)), other.normal);
  });

/** So many slices in every axial group. */
export const axialSlices = (count: number): Mistake =>
  onGroups('axial', (group) => setSliceCount(group, count));

export const sagittalShiftedAside = (mm: number): Mistake =>
  onGroups('sagittal', (group) => shiftAlongNormal(group, mm));

export const sagittalMovedUp = (mm: number): Mistake =>
  onGroups('sagittal', (group) => translateGroup(group, [0, 0, mm]));

/** The band left where the console puts it. */
export const bandOverSpine: Mistake = (exam) => {
  const middle = exam.patient.truth.discs.find(({ level }) => level === 'L3-L4');
  return { ...exam, plan: { ...exam.plan, saturationBands: [initialBand(middle?.centre ?? [0, 0, 0])] } };
};

export const bandForgotten: Mistake = (exam) => ({ ...exam, plan: { ...exam.plan, saturationBands: [] } });

/** The series run as they came, and all axial groups of the protocol's step in one. */
export const seriesAsTheyCame: Mistake = (exam) => {
  const record = recordOfWholeExam(stepsAsFound(exam.scenario), exam.plan, exam.record);
  return { ...exam, record };
};

/** Every series run once and accepted unseen. */
export const everythingAccepted: Mistake = (exam) => {
  const runs = exam.record.steps.map((step) => takenRun(step, 1, exam.plan));
  const judgements = Object.fromEntries(runs.map((run) => [runKey(run), judgement('accept')]));
  return { ...exam, record: { ...exam.record, runs, judgements } };
};

/** Nothing seen on the images. */
export const nothingFound: Mistake = (exam) => {
  const tasks = readTasks(exam.scenario.tasks);
  const readings = Object.fromEntries(tasks.map((task) => [readKey(task), reading(false, null, 4)]));
  return { ...exam, record: { ...exam.record, readings } };
};
