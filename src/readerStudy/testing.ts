import { createDraw } from '../patient';
import { automaticReading } from './automatic';
import { addReading, nextStep } from './progress';
import { QUESTIONS } from './questions';
import { newRecord, truthOf, type LevelTruth, type ReaderRecord } from './record';
import {
  AUTOMATIC_READER,
  CONFIDENCE_SCALES,
  levelsOf,
  studyFingerprint,
  type HumanArm,
  type ReaderStudy,
} from './study';
import type { DiscReading } from '../anatomy';

// What tests of a study read with: made-up truths, and readers of a known skill.

export const STUDY: ReaderStudy = {
  schemaVersion: 1,
  id: 'small-study',
  title: 'A small study',
  cases: Array.from({ length: 12 }, (_, i) => ({
    id: `case-${i + 1}`,
    patient: { population: 'clinic', seed: 3000 + i },
  })),
  levels: ['L3-L4', 'L4-L5', 'L5-S1'],
  sequences: { sagittal: 't2-tse-sag', axial: 't2-tse-ax' },
  arms: ['automatic', 'with-ai', 'manual'],
  readers: ['r1', 'r2', 'r3', 'r4'].map((id) => ({ id, name: `Reader ${id}` })),
  seed: 5,
  washOutDays: 28,
  casesPerSession: 6,
  confidence: { scale: '1-5', positiveFrom: 4 },
  aiShown: 'at-once',
};

/** About a third of everything is there. */
export function madeUpTruths(study: ReaderStudy): LevelTruth[] {
  return study.cases.flatMap((one) =>
    levelsOf(study, one).map((level) => {
      const draw = createDraw(study.seed, `truth ${one.id} ${level}`);
      return {
        case: one.id,
        level,
        findings: QUESTIONS.map((question) => ({ ...question, present: draw.chance(0.35) })),
      };
    }),
  );
}

/** How far apart present and absent lie for a reader, in standard deviations of the reader's own noise. */
export type Skill = Readonly<Record<HumanArm, number>>;

/** A whole study by one reader, at `secondsALevel` and without a day more of wash-out than is asked for. */
export function simulatedRecord(
  study: ReaderStudy,
  reader: string,
  truths: readonly LevelTruth[],
  skill: Skill,
  start = 1_767_571_200_000,
): ReaderRecord {
  const [first, last] = CONFIDENCE_SCALES[study.confidence.scale];
  const fingerprint = studyFingerprint(study);
  let record: ReaderRecord = { ...newRecord({ id: study.id, fingerprint }, reader, {}), truths: [...truths] };
  let now = start;
  for (;;) {
    const step = nextStep(study, record, now);
    if (step.kind === 'done') return record;
    if (step.kind === 'wash-out') {
      now = step.opensAt;
      continue;
    }
    const { arm, level } = step;
    const draw = createDraw(study.seed, `${reader} ${arm} ${step.case.id} ${level}`);
    const seconds = arm === 'manual' ? draw.uniform(40, 60) : draw.uniform(25, 45);
    now += Math.round(seconds * 1000);
    const answers = QUESTIONS.map((question) => {
      const present = truthOf(truths, step.case.id, level, question) ?? false;
      const latent = draw.normal(present ? skill[arm] / 2 : -skill[arm] / 2, 1);
      const share = 1 / (1 + Math.exp(-1.5 * latent));
      const confidence = Math.round(first + share * (last - first));
      return { ...question, confidence, first: null, ai: arm === 'with-ai' ? share : null };
    });
    record = addReading(study, record, { case: step.case.id, level, arm, at: now, seconds, answers });
  }
}

const reading = (probability: number): DiscReading => ({
  herniation: { probability, grade: null, side: null },
  centralStenosis: { probability, grade: null, areaMm2: null },
  recessStenosis: {
    left: { probability, grade: null, heightMm: null },
    right: { probability, grade: null, heightMm: null },
  },
});

/** The AI on every level: right more often than not. */
export function simulatedAutomatic(study: ReaderStudy, truths: readonly LevelTruth[]): ReaderRecord {
  const record = newRecord({ id: study.id, fingerprint: studyFingerprint(study) }, AUTOMATIC_READER, {});
  return {
    ...record,
    truths: [...truths],
    readings: truths.map(({ case: id, level, findings }) => {
      const draw = createDraw(study.seed, `ai ${id} ${level}`);
      const isHerniated = findings[0]?.present ?? false;
      const probability = 1 / (1 + Math.exp(-draw.normal(isHerniated ? 1 : -1, 1)));
      return automaticReading(id, level, reading(probability), 0, 2);
    }),
  };
}
