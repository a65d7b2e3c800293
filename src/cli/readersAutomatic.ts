import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { automaticPlan, readCaseByAi, recordedByAi, scanCase, type StudyEngines } from '../app/study';
import { bodyExtent } from '../exercise';
import { IsocenterError } from '../geometry';
import { generatePhantom, wholeMap, type PhantomPatient } from '../patient';
import {
  AUTOMATIC_READER,
  isReadByAi,
  newRecord,
  parseRecord,
  recordToJson,
  studyFingerprint,
  type ReaderRecord,
  type ReaderStudy,
} from '../readerStudy';
import { acquireAsync, RESTING_PHYSIOLOGY } from '../scanner';
import { labelAxialSlices, segmentVolume } from '../segmentation';
import { version as axial } from '../../models/lumbar-axial/manifest.json';
import { version as locator } from '../../models/lumbar-locator/manifest.json';
import { version as network } from '../../models/lumbar-vnet/manifest.json';
import { version as program } from '../../package.json';
import { writeBytes } from './files';
import { definitionOf, readJsonFile } from './scenarioFiles';
import { createNodeEngine } from './segment';

export interface AutomaticOptions {
  /** Folder of the record; one that lies there is gone on with. */
  readonly out: string;
  readonly backend?: string;
}

/** A study's room without a page: one table, one network. */
export async function studyEngines(
  backend: string | undefined,
): Promise<{ engines: StudyEngines; dispose: () => void }> {
  const engine = await createNodeEngine(backend, { withAxial: true });
  const { axial: onAxial } = engine.networks;
  if (!onAxial) throw new Error('the axial network was asked for');
  let onTable: PhantomPatient | null = null;
  const engines: StudyEngines = {
    patients: {
      openPhantom: async (patient) => {
        const phantom = generatePhantom(await definitionOf(patient), patient.seed);
        onTable = phantom;
        const { truth, name, labels } = phantom;
        return {
          ...{ name, kind: 'phantom', truth, measures: truth.measures, truthLabels: labels, notes: [] },
          body: bodyExtent(wholeMap(phantom)),
        };
      },
    },
    scanner: {
      acquire: (group, sequence, seed, { signal }) => {
        if (!onTable) throw new Error('no patient on the table');
        return acquireAsync(onTable, group, sequence, seed, { signal, physiology: RESTING_PHYSIOLOGY });
      },
    },
    segmenter: {
      segment: (volume) => segmentVolume(volume, engine.networks, { now: () => performance.now() }),
      labelAxial: (volume, canal) => labelAxialSlices(volume, onAxial, canal),
    },
    planner: {
      plan: (labels, confidence, asked) =>
        Promise.resolve().then(() => automaticPlan(labels, confidence, asked)),
    },
    clock: () => Date.now(),
  };
  return { engines, dispose: () => engine.dispose() };
}

/** What was read before: of this version of the study, or nothing. */
async function begun(path: string, study: ReaderStudy): Promise<ReaderRecord> {
  const of = { id: study.id, fingerprint: studyFingerprint(study) };
  if (existsSync(path)) {
    const kept = parseRecord(await readJsonFile(path));
    if (kept.study.fingerprint === of.fingerprint && kept.reader === AUTOMATIC_READER) return kept;
    throw new IsocenterError(
      'automatic-other',
      `"${path}" is the record of another study, or of another version of this one.`,
      'Give another folder with --out, or move the file away.',
    );
  }
  return newRecord(of, AUTOMATIC_READER, { program, network, locator, axial });
}

/**
 * The automatic arm of a study: every case drawn, scanned and read by the networks as the page does. The record is written after each
 * case, so that a run that was stopped goes on where it was.
 * @returns the record of the AI alone
 * @throws IsocenterError `automatic-other`, or what a case refuses
 */
export async function readAutomatically(
  study: ReaderStudy,
  { out, backend }: AutomaticOptions,
  print: (text: string) => void,
  open: typeof studyEngines = studyEngines,
): Promise<ReaderRecord> {
  const path = join(out, `${study.id}-${AUTOMATIC_READER}.json`);
  let record = await begun(path, study);
  const left = study.cases.filter(({ id }) => !isReadByAi(record, id));
  if (left.length === 0) return record;
  const { engines, dispose } = await open(backend);
  try {
    const { signal } = new AbortController();
    for (const one of left) {
      const images = await scanCase(study, one, engines, { signal });
      const ai = await readCaseByAi(images, engines, { signal });
      record = recordedByAi(record, images, ai, engines.clock());
      await writeBytes(path, recordToJson(record));
      const done = study.cases.filter(({ id }) => isReadByAi(record, id)).length;
      print(
        `${done} of ${study.cases.length}: ${one.id}${ai.refused === null ? '' : `: the AI says nothing: ${ai.refused}`}`,
      );
    }
  } finally {
    dispose();
  }
  return record;
}
