import type { CaseError, Progress } from '../exercise';
import type { NextStep, ReaderRecord, ReaderStudy, SetAside, StudyAnalysis } from '../readerStudy';
import type { AiLevel, CaseImages } from './readerStudyCase';

/** Confidences given so far, in the order of `QUESTIONS`; null: not yet. */
export type Confidences = readonly (number | null)[];

/** A reader at work. */
export interface Reading {
  readonly record: ReaderRecord;
  readonly step: NextStep;
  /** Of the case in hand; null while it is made ready. */
  readonly images: CaseImages | null;
  /** What the AI says of the level in hand; null while it is not to be seen. */
  readonly ai: AiLevel | null;
  /** Given before the AI was shown; null where it was there from the start, or is not yet. */
  readonly first: Confidences | null;
  readonly confidences: Confidences;
  /** The question that keys answer; a place in `QUESTIONS`. */
  readonly active: number;
  /** Before the first case, in a break, or at the reader's wish: no image is shown and no time counted. */
  readonly isPaused: boolean;
  /** Of making the case in hand ready. */
  readonly progress: Progress | null;
}

/** What is open in the reading study, a new object with every change. */
export interface ReaderStudyState {
  readonly study: ReaderStudy | null;
  /** Null at the reception: nobody reads. */
  readonly reading: Reading | null;
  /** All readers' records known here: kept on this machine and brought. */
  readonly records: readonly ReaderRecord[];
  readonly damaged: readonly SetAside[];
  /** Cases done, of all, while the AI reads alone. */
  readonly automatic: Progress | null;
  /** Null until the results are asked for. */
  readonly analysis: StudyAnalysis | null;
  readonly error: CaseError | null;
}

export const NO_STUDY: ReaderStudyState = {
  ...{ study: null, reading: null, records: [], damaged: [], automatic: null, analysis: null, error: null },
};
