import type { Attempt, CaseState, Quarantined } from '../exercise';
import type { PlannedGroup } from '../planning';
import type { Sequence } from '../scanner';
import type { Volume } from '../volume';
import type { ImportedVolume } from './engines';

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
  readonly damaged: readonly Quarantined[];
  /** Of the exam just submitted. */
  readonly attempt: Attempt | null;
}
