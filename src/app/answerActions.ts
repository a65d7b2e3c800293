import {
  isMendedByRepeating,
  judgementWords,
  readingWords,
  readKey,
  runKey,
  type Judgement,
  type Reading,
  type ReadTask,
} from '../exercise';
import type { CaseStore } from './caseStore';
import type { QueueActions } from './queueActions';

/** What the trainee says of runs and findings. */
export class AnswerActions {
  readonly #store: CaseStore;
  readonly #queue: QueueActions;

  constructor(store: CaseStore, queue: QueueActions) {
    this.#store = store;
    this.#queue = queue;
  }

  /**
   * Accepts the newest run of a step, or says why it has to be taken again. That is done at once where nothing else has to be changed
   * first. Said once; nothing where the scenario does not ask.
   */
  async judge(stepId: string, run: number, said: Pick<Judgement, 'verdict' | 'reason'>): Promise<void> {
    const store = this.#store;
    const before = store.case.answers;
    store.dispatch({ type: 'judged', stepId, run, ...said, at: this.#now() });
    if (store.case.answers === before) return;
    store.log('judged', `${runKey({ stepId, run })}: ${judgementWords(said)}`);
    if (said.verdict === 'repeat' && isMendedByRepeating(said.reason ?? 'motion'))
      await this.#queue.runStep(stepId);
  }

  /** Reads a finding, or reads it again. */
  read({ level, finding }: Pick<ReadTask, 'level' | 'finding'>, said: Omit<Reading, 'at'>): void {
    const store = this.#store;
    const before = store.case.answers;
    const reading = { ...said, at: this.#now() };
    store.dispatch({ type: 'read', level, finding, reading });
    if (store.case.answers !== before)
      store.log('read', `${readKey({ level, finding })}: ${readingWords(reading)}`);
  }

  #now(): string {
    return new Date(this.#store.engines.clock()).toISOString();
  }
}
