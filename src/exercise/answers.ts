import type { DiscLevel } from '../volume';
import type { ReadFinding, ScenarioTask } from './scenarioTasks';

/** Whether a run is good enough, or has to be taken again. */
export type RunVerdict = 'accept' | 'repeat';

/** Why a run has to be taken again, as the trainee may say it. */
export const RUN_REASONS = [
  'motion',
  'noise',
  'cut-off',
  'other-level',
  'wrap',
  'crossing',
  'saturation',
  'fat',
  'values',
] as const;
export type RunReason = (typeof RUN_REASONS)[number];

/** A reason in words that stand for themselves. */
export const RUN_REASON_WORDS: Readonly<Record<RunReason, string>> = {
  motion: 'the patient moved',
  noise: 'too noisy',
  'cut-off': 'anatomy cut off or not covered',
  'other-level': 'another level than asked for',
  wrap: 'anatomy folds in',
  crossing: 'dark band of crossing slices over the canal',
  saturation: 'saturation band over the spine',
  fat: 'fat not suppressed',
  values: 'wrong values of the sequence',
};

/** Whether the same run again may be a better one: everything else needs another plan or other values first. */
export const isMendedByRepeating = (reason: RunReason): boolean => reason === 'motion';

export interface Judgement {
  readonly verdict: RunVerdict;
  /** Why it is to be repeated; not in records that did not ask for it. */
  readonly reason?: RunReason;
  /** ISO time. */
  readonly at: string;
}

/** How sure a reader is, from guessing to certain, as reader studies ask. */
export const CONFIDENCES = [1, 2, 3, 4, 5] as const;
export type Confidence = (typeof CONFIDENCES)[number];
export const CONFIDENCE_WORDS: Readonly<Record<Confidence, string>> = {
  1: 'guess',
  2: 'unsure',
  3: 'fairly sure',
  4: 'sure',
  5: 'certain',
};

/** What a finding is called. */
export const FINDING_WORDS: Readonly<Record<ReadFinding, string>> = {
  herniation: 'disc herniation',
  'central-stenosis': 'central canal stenosis',
  'lateral-recess-stenosis': 'lateral recess stenosis',
};

/** What a reader says of a finding that is there, beside that it is. */
export const READ_DETAILS: Readonly<
  Record<ReadFinding, { readonly question: string; readonly choices: readonly string[] }>
> = {
  herniation: { question: 'Side', choices: ['left', 'central', 'right'] },
  'central-stenosis': { question: 'Grade', choices: ['moderate', 'severe'] },
  'lateral-recess-stenosis': { question: 'Side', choices: ['left', 'right', 'both'] },
};

export interface Reading {
  readonly present: boolean;
  /** One of the choices of `READ_DETAILS`; null where the finding is absent. */
  readonly detail: string | null;
  readonly confidence: Confidence;
  /** ISO time. */
  readonly at: string;
}

/** Where the laser cross was laid. */
export interface Position {
  /** `id` of a landmark of `POSITIONS`. */
  readonly landmark: string;
  /** ISO time. */
  readonly at: string;
}

/** What the trainee said of the patient's place, of runs and of findings. JSON as it stands. */
export interface Answers {
  /** Null where it was not asked for, or not said yet. */
  readonly position: Position | null;
  /** Where the cross lay before the table was moved, first to last: each took a localizer of its own. */
  readonly earlierPositions?: readonly Position[];
  /** By `runKey`. */
  readonly judgements: Readonly<Record<string, Judgement>>;
  /** By `readKey`. */
  readonly readings: Readonly<Record<string, Reading>>;
}

export const NO_ANSWERS: Answers = { position: null, judgements: {}, readings: {} };

/** Names one run of a step: all its groups are taken, judged and repeated together. */
export const runKey = ({ stepId, run }: { readonly stepId: string; readonly run: number }): string =>
  `${stepId}/${run}`;

/** Names one finding at one disc. */
export const readKey = ({
  level,
  finding,
}: {
  readonly level: DiscLevel;
  readonly finding: ReadFinding;
}): string => `${level}/${finding}`;

export type ReadTask = Extract<ScenarioTask, { kind: 'read' }>;

/** The readings a scenario asks for, in its order. */
export const readTasks = (tasks: readonly ScenarioTask[]): ReadTask[] =>
  tasks.filter((task) => task.kind === 'read');

/** `repeat, too noisy`; a judgement in words. */
export const judgementWords = ({ verdict, reason }: Pick<Judgement, 'verdict' | 'reason'>): string =>
  reason === undefined ? verdict : `${verdict}, ${RUN_REASON_WORDS[reason]}`;

/** `present, left, sure`; an answer in words. */
export const readingWords = ({ present, detail, confidence }: Reading): string =>
  [present ? 'present' : 'absent', ...(present && detail ? [detail] : []), CONFIDENCE_WORDS[confidence]].join(
    ', ',
  );

/** Whether an answer fits what is asked of the finding. */
export const isReadingOf = (
  finding: ReadFinding,
  { present, detail }: Pick<Reading, 'present' | 'detail'>,
): boolean => (present ? detail !== null && READ_DETAILS[finding].choices.includes(detail) : detail === null);
