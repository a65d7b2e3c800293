import {
  CaseController,
  createAiRoom,
  createLocalEngines,
  createScannerRoom,
  IndexedDbAttemptStore,
  IndexedDbCaseImages,
  IndexedDbRecordStore,
  LocalDatabase,
  pageWorker,
  ReaderStudyController,
  scorer,
  ServiceWorkerOffline,
  type AppEngines,
  type SegmenterEngine,
} from './app';
import type { RegressionController } from './app/regression';
import type { DrawnPatient, Progress } from './exercise';
import { IsocenterError, isIsocenterError } from './geometry';
import type { Segmenter } from './inference';
import { browserEngines, Learning, readLaunch, startPackage, type PackageLaunch } from './lms';
import { drawPopulationDefinition, parsePopulation } from './patient';
import { parseStudy } from './readerStudy';
import { STANDARD_RUBRIC } from './scoring';
import { IsoApp, startLanguage } from './ui';
import { version as axial } from '../models/lumbar-axial/manifest.json';
import { version as locator } from '../models/lumbar-locator/manifest.json';
import { version as network } from '../models/lumbar-vnet/manifest.json';
import { version as program } from '../package.json';

// The composition root: which engines there are is decided here and nowhere else.

const studyFiles = import.meta.glob<unknown>('../scenarios/studies/*.json', {
  eager: true,
  import: 'default',
});
const phantomFiles = import.meta.glob<unknown>('../phantoms/*.json', { import: 'default' });
const suiteFiles = import.meta.glob<unknown>('../phantoms/suites/*.json', { import: 'default' });
const populationFiles = import.meta.glob<unknown>('../phantoms/populations/*.json', { import: 'default' });

/** Loads a file of the program by the path that a scenario gives it. */
function loadFile(files: Record<string, () => Promise<unknown>>, path: string): Promise<unknown> {
  const load = files[`../${path}`];
  if (load) return load();
  throw new IsocenterError(
    'phantom-missing',
    `The scenario's patient "${path}" is not part of this program.`,
    'Choose another scenario.',
  );
}

async function phantomDefinition(patient: DrawnPatient): Promise<unknown> {
  if ('definition' in patient) return patient.definition;
  if ('phantom' in patient) return loadFile(phantomFiles, patient.phantom);
  const population = await loadFile(populationFiles, `phantoms/populations/${patient.population}.json`);
  return drawPopulationDefinition(parsePopulation(population), patient.seed);
}

const STAGES = {
  locate: 'AI looks for the spine',
  conform: 'AI prepares the localizer',
  network: 'AI segments the localizer',
  labels: 'AI draws the labels',
};

/** The network's worker, started with the first patient and kept. A start that failed is tried again. */
function createSegmenter(): SegmenterEngine {
  let segmenter: Promise<Segmenter> | null = null;
  // The worker does one volume at a time; one that was given up may still be on its way out.
  let last: Promise<unknown> = Promise.resolve();
  let report: (progress: Progress) => void = () => undefined;
  const onStart = (backend: string, fraction: number): void =>
    report({ label: `AI starts on ${backend}`, done: Math.round(fraction * 100), total: 100 });
  const start = (): Promise<Segmenter> => {
    segmenter ??= import('./inference').then(({ createSegmenterWorker }) =>
      createSegmenterWorker({ onStart }),
    );
    segmenter.catch(() => (segmenter = null));
    return segmenter;
  };
  const inTurn = <T>(work: (segmenter: Segmenter) => Promise<T>): Promise<T> => {
    const result = last.then(async () => work(await start()));
    // A worker that broke stays broken: the next exam gets a new one.
    last = result.catch((error: unknown) => {
      if (isIsocenterError(error) && error.code === 'inference-worker-failed') segmenter = null;
    });
    return result;
  };
  return {
    backend: async (onProgress) => {
      report = onProgress ?? report;
      const { chosen, description, refused } = (await start()).report;
      return { backend: chosen, description, refused };
    },
    segment: (volume, { signal, onProgress }) =>
      inTurn((segmenter) =>
        segmenter.segment(volume, {
          signal,
          onProgress: (stage, fraction) =>
            onProgress?.({ label: STAGES[stage], done: Math.round(fraction * 100), total: 100 }),
        }),
      ),
    labelAxial: (volume, canal, { signal }) =>
      inTurn((segmenter) => segmenter.labelAxial(volume, canal, { signal })),
  };
}

/** A damaged package still shows why. */
function launchOfPackage(): { readonly launch: PackageLaunch | null; readonly error: unknown } {
  try {
    return { launch: readLaunch(document), error: null };
  } catch (error) {
    return { launch: null, error };
  }
}

const clock = (): number => Date.now();
const { launch, error: launchError } = launchOfPackage();
const segmenter = createSegmenter();
const room = createScannerRoom(phantomDefinition);
const ai = createAiRoom();
const database = new LocalDatabase();
const local = createLocalEngines(database);
const learning = new Learning(window, launch, browserEngines(local.settings, clock, program));
const versions = (): Record<string, string> => ({
  ...{ program, network, locator, axial, rubric: STANDARD_RUBRIC.name },
});
// A packaged exercise belongs to its learning system, which serves it each time.
const worker = launch || launchError ? null : pageWorker();
const offline =
  worker && new ServiceWorkerOffline({ workbox: worker, tabs: local.tabs, reload: () => location.reload() });

function openReaderStudy(): ReaderStudyController {
  const { patients, scanner } = createScannerRoom(phantomDefinition);
  const store = new IndexedDbRecordStore(database);
  const images = new IndexedDbCaseImages(database, local.room);
  return new ReaderStudyController(
    { patients, scanner, segmenter, planner: ai.planner, store, images, clock, versions },
    Object.values(studyFiles).map(parseStudy),
  );
}

async function openRegression(): Promise<RegressionController> {
  const bench = await import('./app/regression');
  return new bench.RegressionController({
    bench: bench.createBench(),
    segmenter,
    suites: () => Promise.all(Object.values(suiteFiles).map((load) => load())),
    definitionOf: phantomDefinition,
  });
}

const engines: AppEngines = {
  patients: room.patients,
  importer: room.importer,
  scanner: room.scanner,
  preview: room.preview,
  planner: ai.planner,
  assessor: ai.assessor,
  segmenter,
  scorer,
  store: new IndexedDbAttemptStore(database),
  local,
  observers: learning.observers,
  learning,
  ...(offline && { offline }),
  openReaderStudy,
  openRegression,
  clock,
  versions,
};

// The files of the course come after the program itself.
const [{ scenarios, curriculum }] = await Promise.all([import('./course'), startLanguage()]);

const app = new IsoApp();
app.controller = launch
  ? new CaseController(engines, [launch.scenario])
  : new CaseController(engines, scenarios, curriculum);
document.body.append(app);
if (launch) void startPackage(app.controller, launch, learning.scorm?.session ?? null);
for (const error of [launchError, learning.launchError]) if (error) app.controller.showError(error);

// The author's page and its program are loaded when they are first asked for.
let author: Promise<HTMLElement> | null = null;
const namesIn = (files: Record<string, unknown>): string[] => Object.keys(files).map((path) => path.slice(3));
const authorPage = (): Promise<HTMLElement> =>
  (author ??= import('./authorPage').then(({ createAuthorPage }) =>
    createAuthorPage({
      engines,
      scenarios,
      phantoms: namesIn(phantomFiles),
      populations: namesIn(populationFiles).map((path) => path.replace(/^.*\/|\.json$/g, '')),
      definitionOf: phantomDefinition,
    }),
  ));

async function showPage(): Promise<void> {
  const isAuthor = (): boolean => location.hash === '#author';
  const page = isAuthor() ? await authorPage() : app;
  if (!page.isConnected && isAuthor() === (page !== app)) document.body.replaceChildren(page);
}
window.addEventListener('hashchange', () => void showPage());
void showPage();
// Last: the copy for this machine does not hold up the page.
void offline?.start();
