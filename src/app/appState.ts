import type { Assignment, Attempt, BegunExam, CaseError, CaseState, Quarantined } from '../exercise';
import type { PlannedGroup } from '../planning';
import type { Sequence } from '../scanner';
import type { Volume } from '../volume';
import type { ImportedVolume } from './engines';
import type { Beginning, Session, Trainee, UnfinishedExam } from './session';

/** A series while it is being acquired. */
export interface LiveSeries {
  readonly stepId: string;
  readonly group: PlannedGroup;
  readonly sequence: Sequence;
  /** Filled in place; `received` tells which slices are there. */
  readonly volume: Volume<Uint16Array>;
  readonly received: readonly boolean[];
  /** Index of the slice that came last. */
  readonly newest: number;
}

/** A record set aside: what is in it, why it cannot be read, and under which key it lies. */
export interface DamagedRecord extends Quarantined {
  readonly key: string;
  readonly of: 'attempts' | 'exams';
}

/** What was said of a plan before it was handed in; of the plan as it lay then. */
export interface PlanCheck extends Pick<CaseState, 'groups' | 'saturationBands'> {
  readonly sentences: readonly string[];
}

/** The case and what surrounds it. A new object with every change; compare by identity. */
export interface AppState {
  readonly case: CaseState;
  /** Volumes found in the files brought, when one has to be chosen. */
  readonly choices: readonly ImportedVolume[] | null;
  readonly live: LiveSeries | null;
  /** Words of what undo and redo would change; null when there is nothing. */
  readonly undo: string | null;
  readonly redo: string | null;
  readonly attempts: readonly Attempt[];
  readonly damaged: readonly DamagedRecord[];
  /** Who makes the exam on the table, and how; null at an empty table. */
  readonly session: Session | null;
  /** The scenario about to be begun: how is being asked. */
  readonly beginning: Beginning | null;
  /** Who sits at this machine; null: nobody in particular. */
  readonly trainee: Trainee | null;
  /** Opened on this machine. */
  readonly assignments: readonly Assignment[];
  /** Every exam begun for an assignment. */
  readonly begun: readonly BegunExam[];
  /** Exams that can be gone on with. */
  readonly unfinished: readonly UnfinishedExam[];
  /** The last of the times at which the clock speaks up, s left; 0: time is up. */
  readonly timeWarning: number | null;
  /** In practice alone. */
  readonly planCheck: PlanCheck | null;
  /** What could not be kept, until it could or somebody has read it. */
  readonly storageTrouble: CaseError | null;
  /** Of the exam just submitted. */
  readonly attempt: Attempt | null;
}
