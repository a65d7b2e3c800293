import type { CaseError, Progress } from '../exercise';
import type { CaseController } from './caseController';
import type { CheckReport, CheckWarning } from './authorCheck';
import type { Draft } from './authorDraft';
import type { DraftFault } from './authorFaults';
import type { FormNode } from './authorNodes';
import type { DraftPicture } from './authorPicture';

/** The patient's picture beside the form. */
export interface PictureState {
  /** The newest there is; it stays until the next one is there. */
  readonly picture: DraftPicture | null;
  /** The picture shows the patient as the draft has it now. */
  readonly isCurrent: boolean;
  readonly progress: Progress | null;
  /** Why there is none of the present patient. */
  readonly reason: string | null;
}

export interface CheckState {
  readonly isRunning: boolean;
  readonly report: CheckReport | null;
  /** The draft changed since. */
  readonly isStale: boolean;
}

/** What the author's page shows. A new object with every change; compare by identity. */
export interface AuthorState {
  /** Drafts on this machine, newest first. */
  readonly drafts: readonly Draft[];
  /** Kept records that cannot be read. */
  readonly damaged: number;
  readonly draft: Draft | null;
  readonly form: readonly FormNode[];
  readonly faults: readonly DraftFault[];
  /** What shows without drawing the patient; empty while there are faults. */
  readonly warnings: readonly CheckWarning[];
  readonly undo: string | null;
  readonly redo: string | null;
  readonly saving: 'saved' | 'waiting' | 'failed';
  readonly picture: PictureState;
  readonly check: CheckState;
  /** The console on which the draft is tried; null while it is edited. */
  readonly trial: CaseController | null;
  readonly error: CaseError | null;
}

export const NO_PICTURE: PictureState = { picture: null, isCurrent: false, progress: null, reason: null };
export const NO_CHECK: CheckState = { isRunning: false, report: null, isStale: false };

export const NO_DRAFT: AuthorState = {
  drafts: [],
  damaged: 0,
  draft: null,
  form: [],
  faults: [],
  warnings: [],
  undo: null,
  redo: null,
  saving: 'saved',
  picture: NO_PICTURE,
  check: NO_CHECK,
  trial: null,
  error: null,
};
