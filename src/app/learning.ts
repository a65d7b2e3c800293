/** Access to a learning record store (LRS), as somebody typed it in or a launch brought it. */
export interface RecordStoreSettings {
  /** Address of its xAPI, e.g. `https://lrs.example.org/xapi/`. */
  readonly endpoint: string;
  /** User name and password of HTTP's basic authentication. */
  readonly key: string;
  readonly secret: string;
  /** Whether the trainee's name goes along with the identifier. */
  readonly withName: boolean;
}

/** A statement that the record store will not take. */
export interface RefusedStatement {
  readonly id: string;
  /** e.g. `scored Scoliosis` */
  readonly what: string;
  readonly reason: string;
}

/** How the page stands with a record store. */
export interface RecordStoreState {
  /** Null: nothing is sent to anybody. */
  readonly settings: RecordStoreSettings | null;
  /** The settings came with the address of the page and go with it. */
  readonly isFromLaunch: boolean;
  /** Statements that wait for being sent. */
  readonly waiting: number;
  readonly refused: readonly RefusedStatement[];
  /** Why nothing gets through at present; null where all is well. */
  readonly trouble: string | null;
}

/** How the page stands with the learning system that it was started from. */
export interface LearningSystemState {
  readonly isWell: boolean;
  /** For a header. */
  readonly words: string;
  readonly sentence: string;
}

export interface LearningState {
  /** Null in the program itself: only a packaged exercise has one. */
  readonly system: LearningSystemState | null;
  readonly recordStore: RecordStoreState;
}

/** Reports to learning systems. Nothing is sent anywhere before somebody set it up. */
export interface LearningEngine {
  readonly state: LearningState;
  /** Returns the way to unsubscribe. */
  subscribe(listener: () => void): () => void;
  /**
   * Sends to this record store from now on; null: to none, and forgets what waits.
   * @throws IsocenterError `lrs-settings`
   */
  configure(settings: RecordStoreSettings | null): Promise<void>;
  /** Tries at once what waits. */
  sendNow(): void;
  /** Puts refused statements back in the queue, in front. */
  retryRefused(): Promise<void>;
  forgetRefused(): Promise<void>;
}
