import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { resample, type LabelName, type LabelVolume, LABEL } from '../../src/volume';
import { labelOf, whereWrong, wrongSentence, type Wrong } from './errors';
import { TRUE_ARCH, type SurfaceKey } from '../../src/regression';
import { readCase, readStack } from './fill';
import { foundPath, readReal, realFoundPath } from './measure';
import { MODEL } from './model';
import { writeOverlay } from './pictures';
import type { Measurements } from './results';
import { STACK_TITLE, type StackName } from './stacks';
import { readJson, readStoredBytes } from './store';
import { readSlice, sliceFoundPath, sliceVolume } from './slices';
import { isShown, TARGET_STACKS } from './targets';

/** Where cases and what was found of them are kept. */
export interface Folders {
  readonly work: string;
  readonly results: string;
  readonly real: string;
  readonly slices: string;
}

/** A case to be shown. */
export interface Shown {
  readonly file: string;
  readonly title: string;
  /** The title, the figure and why. */
  readonly caption: string;
}

const MOST_SLICES = 4;
const PICTURES = join(import.meta.dirname, '../../docs/images/model');

/** Sentences that somebody wrote after looking, by a picture's name: models/lumbar-vnet/remarks.json. */
const remarks = (): Readonly<Record<string, string>> =>
  (readJson(join(MODEL, 'remarks.json')) ?? {}) as Record<string, string>;

const captionOf = (file: string, title: string, structure: LabelName, dice: number, wrong: Wrong): string =>
  `${title}, ${structure} ${dice.toFixed(3)}: ${remarks()[file] ?? wrongSentence(structure, wrong)}`;

interface Worst {
  readonly seed: number;
  readonly stack: StackName;
  readonly dice: number;
}

/** The phantom and stack with the lowest Dice of a structure. */
export function worstOf(
  { phantoms }: Measurements,
  structure: Exclude<LabelName, 'background'>,
): Worst | undefined {
  const all = phantoms.flatMap(({ seed, stacks }) =>
    TARGET_STACKS.flatMap((stack): Worst[] => {
      const result = stacks[stack];
      const dice = result?.dice[structure];
      return result && !result.refused && typeof dice === 'number' ? [{ seed, stack, dice }] : [];
    }),
  );
  return all.sort((a, b) => a.dice - b.dice)[0];
}

function showPhantom(
  work: string,
  results: string,
  structure: LabelName,
  { seed, stack, dice }: Worst,
): Shown[] {
  const kept = readCase(work, seed);
  const stored = readStack(work, seed, stack);
  if (!kept || !stored) return [];
  const found = readStoredBytes(foundPath(results, seed, stack));
  const truth: LabelVolume = {
    ...stored.truth,
    data: Uint8Array.from(stored.truth.data, (code) => (code === TRUE_ARCH ? LABEL.vertebra : code)),
  };
  const { dims, voxelToPatient } = truth;
  const image = resample(stored.image, dims, voxelToPatient, new Float32Array(truth.data.length));
  const wrong = whereWrong(found, truth, labelOf(structure), kept.truth.discs);
  const file = `phantom-${structure}`;
  writeOverlay(join(PICTURES, `${file}.png`), image, found, truth, labelOf(structure), wrong.slice);
  const title = `Lowest ${structure} of the phantoms: seed ${seed}, ${STACK_TITLE[stack]}`;
  return [{ file, title, caption: captionOf(file, title, structure, dice, wrong) }];
}

async function showReal(
  measured: Measurements,
  folder: string,
  results: string,
  key: SurfaceKey,
): Promise<Shown[]> {
  const worst = measured.real
    .flatMap(({ patient, dice, refused }) => (refused ? [] : [{ patient, dice: dice[key] ?? NaN }]))
    .sort((a, b) => a.dice - b.dice)[0];
  if (!worst) return [];
  const { image, truth } = await readReal(folder, worst.patient);
  const found = readStoredBytes(realFoundPath(results, worst.patient));
  const wrong = whereWrong(found, truth, LABEL[key]);
  const file = `real-${key}`;
  writeOverlay(join(PICTURES, `${file}.png`), image, found, truth, LABEL[key], wrong.slice);
  const title = `Lowest ${key} of the test patients: ${worst.patient} (SPIDER, CC BY 4.0)`;
  return [{ file, title, caption: captionOf(file, title, key, worst.dice, wrong) }];
}

/** The T1 pictures that the target counts, worst first. */
function showSlices({ slices }: Measurements, folder: string, results: string): Shown[] {
  const worst = slices
    .filter((slice) => isShown(slice) && slice.contrast === 'T1' && slice.heightMm !== null)
    .sort((a, b) => a.dice - b.dice)
    .slice(0, MOST_SLICES);
  return worst.map(({ file: name, heightMm, dice }, n) => {
    const slice = readSlice(folder, name);
    const image = sliceVolume(slice, heightMm ?? NaN);
    const found = readStoredBytes(sliceFoundPath(results, name));
    const truth: LabelVolume = {
      ...image,
      data: Uint8Array.from(slice.mask, (colour) => (colour === 0 ? LABEL.background : LABEL.vertebra)),
    };
    const file = `slice-t1-${n + 1}`;
    writeOverlay(join(PICTURES, `${file}.png`), image, found, truth, LABEL.vertebra, 0);
    const title = `T1 picture ${name.replace('.png', '')} (SPIDER, CC BY 4.0)`;
    return {
      file,
      title,
      caption: captionOf(file, title, 'vertebra', dice, whereWrong(found, truth, LABEL.vertebra)),
    };
  });
}

/** Pictures of the worst cases, one a structure, and of T1 pictures; those of an earlier card are removed. */
export async function showWorst(measured: Measurements, folders: Folders): Promise<Shown[]> {
  rmSync(PICTURES, { recursive: true, force: true });
  mkdirSync(PICTURES, { recursive: true });
  const phantoms = (['vertebra', 'disc', 'canal', 'sacrum'] as const).flatMap((structure) => {
    const worst = worstOf(measured, structure);
    return worst ? showPhantom(folders.work, folders.results, structure, worst) : [];
  });
  const real: Shown[] = [];
  for (const key of ['vertebra', 'disc', 'canal'] as const)
    real.push(...(await showReal(measured, folders.real, folders.results, key)));
  return [...phantoms, ...real, ...showSlices(measured, folders.slices, folders.results)];
}
