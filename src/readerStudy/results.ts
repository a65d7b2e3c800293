import type { ReadFinding } from '../exercise';
import type {
  ArmDifference,
  IntraclassCorrelation,
  Interval,
  MeanKappa,
  MrmcResult,
  RocPoint,
} from '../scoring';
import type { ReadingTimes } from './readingTimes';
import type { HumanArm, StudyArm } from './study';

/** So many of so many, with Wilson's interval; null of none. */
export interface Share {
  readonly count: number;
  readonly of: number;
  readonly interval: Interval | null;
}

/** One reader in one arm at one task. */
export interface ReaderResult {
  readonly reader: string;
  readonly arm: StudyArm;
  readonly units: number;
  readonly positives: number;
  /** Null with fewer than two units of a kind. */
  readonly auc: { readonly auc: number; readonly standardError: number; readonly interval: Interval } | null;
  readonly curve: readonly RocPoint[];
  readonly sensitivity: Share;
  readonly specificity: Share;
}

/** One reader's two arms on the same units. */
export interface ReaderDifference {
  readonly reader: string;
  readonly first: HumanArm;
  readonly second: HumanArm;
  readonly difference: number;
  readonly interval: Interval;
  readonly p: number;
}

/** How far readers of an arm agree in their confidences, whatever is true. Intervals take units as independent. */
export interface ArmAgreement {
  readonly arm: HumanArm;
  /** ICC(2,1) of all units read; what somebody has not read is a gap. */
  readonly icc: IntraclassCorrelation | null;
  /** Weighted kappa of every two readers on the units both have read, and its mean. */
  readonly linear: MeanKappa | null;
  readonly quadratic: MeanKappa | null;
}

/** What a whole study says of one task. */
export interface TaskResult {
  readonly task: ReadFinding;
  readonly readers: readonly ReaderResult[];
  readonly differences: readonly ReaderDifference[];
  /** Arms compared over the readers; null with why not. */
  readonly mrmc:
    | {
        readonly result: MrmcResult;
        readonly arms: readonly HumanArm[];
        readonly readers: readonly string[];
        readonly units: number;
        readonly positives: number;
        readonly cases: number;
      }
    | { readonly refused: string };
  /** Readers of an arm against the AI alone. */
  readonly againstAi: readonly (Omit<ArmDifference, 'first' | 'second'> & {
    readonly arm: HumanArm;
    readonly units: number;
  })[];
  readonly agreement: readonly ArmAgreement[];
}

export interface StudyAnalysis {
  readonly study: string;
  readonly title: string;
  readonly readers: readonly string[];
  readonly notes: readonly string[];
  readonly tasks: readonly TaskResult[];
  readonly times: ReadingTimes;
}
