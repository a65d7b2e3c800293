import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SpineEstimate } from '../../anatomy';
import { IsocenterError } from '../../geometry';
import { writeNifti } from '../../io';
import { parsePrescription, type Prescription } from '../../planning';
import { labelsFrom } from '../../regression';
import type { DiscLevel, LabelVolume, Volume } from '../../volume';
import { readOneVolume, writeBytes } from '../files';

// Programs of others in place of the product's own parts: one JSON object in, one out, images as files (docs/regression.md).

/** Longest that a program may take for one case, ms. */
const LONGEST_MS = 10 * 60_000;
const LAST_WORDS = 400;

/** Runs a command line with a JSON object on its standard input. @throws IsocenterError `regress-program-failed` with its last words */
function ask(command: string, request: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const fail = (what: string, words: string): void =>
      reject(
        new IsocenterError(
          'regress-program-failed',
          `"${command}" ${what}.`,
          words.trim().slice(-LAST_WORDS) || 'It left no message.',
        ),
      );
    const child = spawn(command, { shell: true, timeout: LONGEST_MS });
    let [out, words] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (words += text));
    child.on('error', (error) => fail(`cannot be run (${error.message})`, words));
    child.on('close', (code, signal) => {
      if (code !== 0) return fail(signal ? `was ended by ${signal}` : `ended with ${code}`, words);
      try {
        resolve(JSON.parse(out));
      } catch {
        fail('gave no JSON', words || out);
      }
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(JSON.stringify(request));
  });
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'isocenter-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a segmenter answered. @throws IsocenterError `regress-program-failed` for a confidence that is none */
function segmentAnswer(command: string, answer: unknown): { refused: string } | { confidence: number } {
  const { refused, confidence = 1 } = (answer ?? {}) as { refused?: unknown; confidence?: unknown };
  if (typeof refused === 'string') return { refused };
  if (typeof confidence === 'number' && confidence >= 0 && confidence <= 1) return { confidence };
  throw new IsocenterError(
    'regress-program-failed',
    `"${command}" gave the confidence ${JSON.stringify(confidence)}.`,
    'A confidence is a number from 0 to 1, or left out.',
  );
}

/** Labels of a file as the bench compares them. @throws IsocenterError `regress-labels-invalid` for values that are no label */
export const readLabels = async (path: string): Promise<LabelVolume> =>
  labelsFrom(await readOneVolume(path), path);

/** A segmenter that is an external program. */
export const externalSegmenter =
  (command: string) =>
  (volume: Volume, caseId: string): Promise<{ labels: LabelVolume; confidence: number }> =>
    inFolder(async (folder) => {
      const [image, labels] = [join(folder, 'image.nii.gz'), join(folder, 'labels.nii.gz')];
      await writeBytes(image, writeNifti(volume, { gzip: true }));
      const asked = { version: 1, task: 'segment', case: caseId, image, labels };
      const answer = segmentAnswer(command, await ask(command, asked));
      if ('refused' in answer)
        throw new IsocenterError('external-refused', answer.refused, 'The program gave no labels.');
      return { labels: await readLabels(labels), confidence: answer.confidence };
    });

/** A planner that is an external program: landmarks in patient LPS mm in, a prescription out. */
export const externalPlanner =
  (command: string) =>
  async (spine: SpineEstimate, levels: readonly DiscLevel[], caseId: string): Promise<Prescription> => {
    const { discs, vertebrae, canal } = spine;
    const answer = await ask(command, {
      ...{ version: 1, task: 'plan', case: caseId, levels },
      spine: { discs, vertebrae, canal },
    });
    return parsePrescription(JSON.stringify(answer));
  };
