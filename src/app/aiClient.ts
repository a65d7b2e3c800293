import type { AiWorkerApi } from './aiWorker';
import type { AssessorEngine, PlannerEngine } from './engines';
import { WorkerRoom } from './workerRoom';

/** What the AI does besides its networks, in a worker of its own. */
export interface AiRoom {
  readonly planner: PlannerEngine;
  readonly assessor: AssessorEngine;
  dispose(): void;
}

export function createAiRoom(): AiRoom {
  const room = new WorkerRoom<AiWorkerApi>({
    start: () => new Worker(new URL('./aiWorker.ts', import.meta.url), { type: 'module', name: 'ai' }),
    stopped: "The AI's background program stopped",
    code: 'ai-worker-failed',
    hint: 'The exam goes on without it. Close the exam and start it again to have it back.',
  });
  // Its work is short: what is given up comes to nothing by itself.
  const letRun = (): void => undefined;
  return {
    planner: {
      plan: (labels, confidence, asked, options) =>
        room.ask(options, letRun, (remote) => remote.plan(labels, confidence, asked)),
    },
    assessor: {
      assess: (take, sight, options) => room.ask(options, letRun, (remote) => remote.assess(take, sight)),
    },
    dispose: () => room.close(),
  };
}
