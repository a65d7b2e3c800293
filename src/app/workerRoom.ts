import { releaseProxy, wrap, type Remote } from 'comlink';
import { IsocenterError } from '../geometry';
import type { RunOptions } from './engines';
import { unpackOutcome, type WorkerOutcome } from './outcome';

interface Open<Api> {
  readonly worker: Worker;
  readonly remote: Remote<Api>;
  /** Rejects when the worker itself fails; it would answer nothing at all. */
  readonly broken: Promise<never>;
}

export interface WorkerRoomOptions {
  readonly start: () => Worker;
  /** Beginning of the sentence when the worker stops by itself, e.g. `The scanner's background program stopped`. */
  readonly stopped: string;
  readonly code: string;
  readonly hint: string;
}

/** A worker that starts when it is first asked, and anew after it was closed or broke. */
export class WorkerRoom<Api> {
  readonly #options: WorkerRoomOptions;
  #open: Open<Api> | null = null;

  constructor(options: WorkerRoomOptions) {
    this.#options = options;
  }

  close(): void {
    this.#open?.remote[releaseProxy]();
    this.#open?.worker.terminate();
    this.#open = null;
  }

  /**
   * @param onAbort ends the work in the worker; the answer is not waited for
   * @throws IsocenterError what the work refuses, or that the worker stopped
   */
  async ask<T>(
    { signal }: Pick<RunOptions, 'signal'>,
    onAbort: (remote: Remote<Api>) => void,
    work: (remote: Remote<Api>) => Promise<WorkerOutcome<T>>,
  ): Promise<T> {
    signal.throwIfAborted();
    const used = (this.#open ??= this.#start());
    let abort: () => void = () => undefined;
    const aborted = new Promise<never>((_, reject) => {
      abort = () => {
        if (this.#open === used) onAbort(used.remote);
        reject(new DOMException('Stopped.', 'AbortError'));
      };
      signal.addEventListener('abort', abort, { once: true });
    });
    aborted.catch(() => undefined);
    try {
      return unpackOutcome(await Promise.race([work(used.remote), used.broken, aborted]));
    } catch (error) {
      // A worker that broke stays broken: the next one who asks gets a new one.
      const isBroken = error instanceof IsocenterError && error.code === this.#options.code;
      if (isBroken && this.#open === used) this.close();
      throw error;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  #start(): Open<Api> {
    const { start, stopped, code, hint } = this.#options;
    const worker = start();
    const broken = new Promise<never>((_, reject) => {
      worker.onerror = (event) =>
        reject(new IsocenterError(code, `${stopped}${event.message ? `: ${event.message}` : ''}.`, hint));
    });
    broken.catch(() => undefined);
    return { worker, remote: wrap<Api>(worker), broken };
  }
}
