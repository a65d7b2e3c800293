import { runLoop, type LoopEngines } from '../loop';
import { parseProtocolTable, PROTOCOLS } from '../planning';
import { acquire } from '../scanner';
import { labelAxialSlices, segmentVolume } from '../segmentation';
import { writeExam } from './loopFiles';
import { beginFolder } from './loopFolder';
import { knownPatient, type LoopPatientOptions } from './loopPatient';
import { askedExam, type LoopRequestOptions } from './loopRequest';
import { readJsonFile } from './scenarioFiles';
import { physiologyOf, type PhysiologyOptions } from './scanSettings';
import { assertBackend, createNodeEngine } from './segment';

export interface LoopOptions extends LoopRequestOptions, LoopPatientOptions, PhysiologyOptions {
  /** Table of protocols (JSON) in the place of the shipped one. */
  readonly protocols?: string;
  /** New or empty folder for everything the exam leaves. */
  readonly out: string;
  readonly backend?: string;
}

export interface LoopWords {
  /** Results. */
  readonly out: (text: string) => void;
  /** What is going on, and what has to be known before the plan is used. */
  readonly progress: (text: string) => void;
}

/** Engines of the command line, loaded when the request has been found good. */
async function nodeEngines(
  backend: string | undefined,
): Promise<{ engines: LoopEngines; dispose: () => void }> {
  const engine = await createNodeEngine(backend, { withAxial: true });
  const { axial } = engine.networks;
  const engines: LoopEngines = {
    acquire,
    segment: (volume) => segmentVolume(volume, engine.networks, { now: () => performance.now() }),
    ...(axial ? { labelAxial: (volume, canal) => labelAxialSlices(volume, axial, canal) } : {}),
  };
  return { engines, dispose: () => engine.dispose() };
}

/** `loop --patient X --protocol P --seed N --out DIR`: the whole exam, from the localizer to a report, headless. */
export async function runLoopCommand(
  options: LoopOptions,
  { out, progress }: LoopWords,
  given?: LoopEngines,
): Promise<void> {
  // What can be refused at once is refused before minutes of work.
  assertBackend(options.backend);
  const protocols =
    options.protocols === undefined ? PROTOCOLS : parseProtocolTable(await readJsonFile(options.protocols));
  const known = await knownPatient(options);
  const asked = askedExam(options, known.ageYears, protocols);
  const physiology = physiologyOf(options);
  const folder = await beginFolder(options.out);
  try {
    const patient = await known.draw();
    const { engines, dispose } = given
      ? { engines: given, dispose: () => undefined }
      : await nodeEngines(options.backend);
    try {
      const { seed } = options;
      const result = await runLoop(
        {
          ...{ patient, seed, request: asked.request, protocols },
          ...(physiology ? { physiology } : {}),
          ...(asked.onlySteps ? { onlySteps: asked.onlySteps } : {}),
          onProgress: progress,
          onAnnounce: (sentence) => progress(`! ${sentence}`),
        },
        engines,
      );
      await writeExam(folder.path, { asked, patient, seed, result, ...(physiology ? { physiology } : {}) });
      await folder.finish();
      const repeats = result.series.filter(({ attempt }) => attempt > 1).length;
      out(
        `${options.out}: ${result.series.length} series (${repeats} repeated), ` +
          `${result.announced.length} ${result.announced.length === 1 ? 'sentence' : 'sentences'} to read first; see report.html`,
      );
    } finally {
      dispose();
    }
  } finally {
    await folder.discard();
  }
}
