import { expose } from 'comlink';
import { examPatient, parseScenario } from '../exercise';
import { generatePhantom, parsePhantomDefinition, type PhantomPatient } from '../patient';
import { checkScenario, type CheckReport } from './authorCheck';
import { pictureOf, type DraftPicture } from './authorPicture';
import { packOutcome, type WorkerOutcome } from './outcome';

// Draws the patient of a draft for its author, and plays the draft's exam. One thing at a time: giving up ends the worker.

/** Half as fine as a patient is drawn for scanning: an eighth of the work, too coarse to be measured. */
const COARSE_MM = 1.5;

let last: { readonly key: string; readonly phantom: PhantomPatient } | null = null;

function draw(
  definition: unknown,
  seed: number,
  onProgress: (done: number, total: number) => void,
): PhantomPatient {
  const key = JSON.stringify([definition, seed]);
  if (last?.key === key) return last.phantom;
  const phantom = generatePhantom(parsePhantomDefinition(definition), seed, { onProgress });
  last = { key, phantom };
  return phantom;
}

const api = {
  paint: (
    definition: unknown,
    seed: number,
    onCoarse: (picture: DraftPicture) => void,
    onProgress: (done: number, total: number) => void,
  ): Promise<WorkerOutcome<DraftPicture>> =>
    packOutcome(() => {
      if (last?.key !== JSON.stringify([definition, seed]))
        onCoarse(
          pictureOf(generatePhantom(parsePhantomDefinition(definition), seed, { voxelMm: COARSE_MM }), false),
        );
      return pictureOf(draw(definition, seed, onProgress), true);
    }),

  /** @param scenario a right one */
  check: (
    scenario: unknown,
    definition: unknown,
    seed: number,
    onProgress: (done: number, total: number) => void,
  ): Promise<WorkerOutcome<CheckReport>> =>
    packOutcome(() =>
      checkScenario(parseScenario(scenario), examPatient(draw(definition, seed, onProgress))),
    ),
};

export type AuthorWorkerApi = typeof api;

expose(api);
