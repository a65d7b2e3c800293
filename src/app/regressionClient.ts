import { proxy } from 'comlink';
import { packOutcome } from './outcome';
import type { BenchEngine } from './regressionEngines';
import type { RegressionWorkerApi } from './regressionWorker';
import { WorkerRoom } from './workerRoom';

const openRoom = (): WorkerRoom<RegressionWorkerApi> =>
  new WorkerRoom<RegressionWorkerApi>({
    start: () =>
      new Worker(new URL('./regressionWorker.ts', import.meta.url), { type: 'module', name: 'regression' }),
    stopped: "The bench's background program stopped",
    code: 'regression-worker-failed',
    hint: 'Open the files or the case again.',
  });

/** The bench in workers, one for files and one for a case; what is given up ends with its worker. */
export function createBench(): BenchEngine {
  const files = openRoom();
  const cases = openRoom();
  return {
    open: (chosen, before, options) =>
      files.ask(
        options,
        () => files.close(),
        (remote) => remote.open([...chosen], before),
      ),
    workOut: (work, hooks, options) => {
      const report = (label: string, done: number, total: number): void =>
        options.onProgress?.({ label, done, total });
      return cases.ask(
        options,
        () => cases.close(),
        (remote) =>
          remote.workOut(
            work,
            proxy(report),
            proxy((volume) => packOutcome(() => hooks.segment(volume))),
            proxy((volume, canal) => packOutcome(() => hooks.labelAxial(volume, canal))),
            proxy((sight) => hooks.onSight(sight)),
            proxy((sight) => hooks.onAxial(sight)),
          ),
      );
    },
  };
}
