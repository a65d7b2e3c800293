import type { CaseError, Progress } from '../exercise';
import type { CaseRecord, OpenedRun } from '../regression';
import type { LabelVolume, Volume } from '../volume';
import type { CaseWork } from './regressionEngines';

/** A case's sagittal image with what was found on it and what is true of it, all on one grid. */
export interface CaseSight {
  readonly image: Volume;
  readonly truth: LabelVolume;
  /** Null where the labels are still being made, or were refused. */
  readonly found: LabelVolume | null;
  /** Values of `OUTLINE`. */
  readonly outlines: Volume<Uint8Array>;
}

/** The axial stack that was planned and measured. */
export interface AxialSight {
  readonly image: Volume;
  /** Values of `AXIAL_LABEL`. */
  readonly labels: LabelVolume;
}

/** A case that is looked into. */
export interface StepIn {
  readonly record: CaseRecord;
  readonly baseline: CaseRecord | null;
  /** While it is drawn, scanned and labelled again. */
  readonly progress: Progress | null;
  readonly sight: CaseSight | null;
  readonly axial: AxialSight | null;
  /** Its values measured anew; null until they are. */
  readonly again: CaseRecord | null;
  /** What it is worked out from; null until that is found. */
  readonly work: CaseWork | null;
  /** Why it is not drawn. */
  readonly error: CaseError | null;
}

/** What is open on the bench's page, a new object with every change. */
export interface RegressionState {
  readonly run: OpenedRun | null;
  /** What is being read or compared. */
  readonly busy: Progress | null;
  readonly step: StepIn | null;
  readonly error: CaseError | null;
}

export const NOTHING_OPEN: RegressionState = { run: null, busy: null, step: null, error: null };
