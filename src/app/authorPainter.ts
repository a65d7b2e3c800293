import { proxy } from 'comlink';
import type { DraftPainter } from './authorEngines';
import type { AuthorWorkerApi } from './authorWorker';
import type { RunOptions } from './engines';
import { WorkerRoom } from './workerRoom';

/** A worker that starts with the first draft that is opened. */
export function createDraftPainter(): DraftPainter {
  const room = new WorkerRoom<AuthorWorkerApi>({
    start: () =>
      new Worker(new URL('./authorWorker.ts', import.meta.url), { type: 'module', name: 'author' }),
    stopped: 'The background program that draws patients stopped',
    code: 'author-worker-failed',
    hint: 'Change a value to start it again.',
  });
  // Drawing cannot be interrupted: the worker ends with what is given up.
  const close = (): void => room.close();
  const progress = ({ onProgress }: RunOptions) =>
    proxy((done: number, total: number): void => onProgress?.({ label: 'Drawing the patient', done, total }));
  return {
    paint: (definition, seed, options) =>
      room.ask(options, close, (remote) =>
        remote.paint(definition, seed, proxy(options.onCoarse), progress(options)),
      ),
    check: (scenario, definition, seed, options) =>
      room.ask(options, close, (remote) => remote.check(scenario, definition, seed, progress(options))),
  };
}
