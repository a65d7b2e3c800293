/** How the program stands with this machine: whether it is kept here, and whether a newer one waits. */
export interface OfflineState {
  /** `saving`: on its way to this machine; `saved`: works without a network; `unsaved`: could not be kept. */
  readonly copy: 'saving' | 'saved' | 'unsaved';
  /** `waiting`: a newer program is here and waits to be taken; `taken`: another tab has taken it, this one still runs the old. */
  readonly update: 'none' | 'waiting' | 'taken';
  /** The browser offers to install the program as an application. */
  readonly canInstall: boolean;
}

/** Keeps the program on this machine. Nothing is renewed before somebody asks for it. */
export interface OfflineEngine {
  readonly state: OfflineState;
  /** Returns the way to unsubscribe. */
  subscribe(listener: () => void): () => void;
  /**
   * Starts the newer program; the page is loaded again.
   * @throws IsocenterError `update-exam-open` while an exam is on in any tab: its program must not change under it
   */
  takeUpdate(): Promise<void>;
  /** Shows the browser's own question. */
  install(): Promise<void>;
}
