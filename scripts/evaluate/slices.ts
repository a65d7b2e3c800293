import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'fast-png';
import type { Networks } from '../../src/segmentation';
import { createVolume, LABEL, type Volume } from '../../src/volume';
import { segmentImage } from './networks';
import type { SliceResult } from './results';
import { writeStored } from './store';

/*
 * spider-slices: single sagittal pictures, head down, front to the left, of unknown size. Each becomes an image of one slice.
 * Its height is taken from the network, not from the mask: of some usual heights the one on which it is surest.
 */

/** Grey values and vertebra colours of a picture as stored: head down, front to the left. */
export interface Slice {
  readonly columns: number;
  readonly rows: number;
  readonly grey: Float32Array;
  /** 0 for background, a colour's number 0xRRGGBB for a vertebra. */
  readonly mask: Uint32Array;
}

/** Heights of a lumbar field of view, mm. */
const HEIGHTS_MM = [220, 260, 300, 340, 380, 420];
const THICKNESS_MM = 4;

/** A vertebra counts when the mask shows at least this share of the picture of it: less is an edge of a process. */
const LEAST_SHARE = 0.003;

export function readSlice(folder: string, file: string): Slice {
  const image = decode(readFileSync(join(folder, 'images', file)));
  const colours = decode(readFileSync(join(folder, 'masks', file)));
  const { width: columns, height: rows } = image;
  if (colours.width !== columns || colours.height !== rows)
    throw new Error(`${file}: mask and image differ in size`);
  const mask = new Uint32Array(columns * rows);
  for (let n = 0; n < mask.length; n++) {
    const [r = 0, g = 0, b = 0] = [0, 1, 2].map((c) => colours.data[n * colours.channels + c] ?? 0);
    mask[n] = (r << 16) | (g << 8) | b;
  }
  const grey = Float32Array.from({ length: columns * rows }, (_, n) => image.data[n * image.channels] ?? 0);
  return { columns, rows, grey, mask };
}

/** The picture as an image of one sagittal slice: columns run to the back, rows to the head. */
export function sliceVolume({ columns, rows, grey }: Slice, heightMm: number): Volume {
  const mm = heightMm / rows;
  return createVolume(
    grey,
    [columns, rows, 1],
    [0, 0, THICKNESS_MM, 0, mm, 0, 0, 0, 0, mm, 0, 0, 0, 0, 0, 1],
  );
}

/** Vertebrae of which the mask shows enough. */
export function vertebraeShown({ mask }: Pick<Slice, 'mask'>): number {
  const pixels = new Map<number, number>();
  for (const colour of mask) if (colour !== 0) pixels.set(colour, (pixels.get(colour) ?? 0) + 1);
  return [...pixels.values()].filter((n) => n >= LEAST_SHARE * mask.length).length;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;

/** A canal's width and the fewest rows in which it is seen, as shares of the picture's height. */
const CANAL = { least: 0.025, most: 0.1, rows: 0.18 } as const;
/** Where fluid lies between the body (0) and the process (1): the front half; behind it are fat and ligament. */
const FLUID_PLACE = [0.15, 0.5] as const;
/** Fluid over marrow: below the first it is T1, above the second T2; between them, and where no canal is seen, unknown. */
const FLUID = { t1Below: 0.85, t2Above: 1.15 } as const;

/**
 * T1 or T2, from the fluid of the canal: the median grey of the front half of the gap between a body and the process behind
 * it over the median grey of the marrow, in the rows where a gap as wide as a canal parts two runs of the mask. The mask
 * says only where to look; the network never sees it.
 */
export function contrastOf({ columns, rows, grey, mask }: Slice): 'T1' | 'T2' | 'unknown' {
  const ratios: number[] = [];
  for (let y = 0; y < rows; y++) {
    const runs = runsOf(mask.subarray(y * columns, (y + 1) * columns));
    const [body, process] = [runs[0], runs[1]];
    if (!body || !process) continue;
    const width = (process[0] - body[1]) / rows;
    if (width < CANAL.least || width > CANAL.most) continue;
    const row = grey.subarray(y * columns, (y + 1) * columns);
    const [from, to] = FLUID_PLACE.map((share) => Math.round(body[1] + share * (process[0] - body[1])));
    const canal = median([...row.subarray(from, to)]);
    const marrow = median([...row.subarray(...body)]);
    if (marrow > 0) ratios.push(canal / marrow);
  }
  if (ratios.length < CANAL.rows * rows) return 'unknown';
  const ratio = median(ratios);
  return ratio < FLUID.t1Below ? 'T1' : ratio > FLUID.t2Above ? 'T2' : 'unknown';
}

/** Pictures of one series (NNNNN_slice.png) share their contrast: that of those which show it, if they agree. */
export function seriesContrasts(
  pictures: readonly { readonly file: string; readonly contrast: SliceResult['contrast'] }[],
): SliceResult['contrast'][] {
  const series = (file: string): string => file.split('_')[0] ?? file;
  return pictures.map(({ file }) => {
    const shown = pictures
      .filter((other) => series(other.file) === series(file) && other.contrast !== 'unknown')
      .map((other) => other.contrast);
    return new Set(shown).size === 1 ? (shown[0] ?? 'unknown') : 'unknown';
  });
}

/** [first, end) of each run of the mask's colours along a row. */
function runsOf(row: Uint32Array): [number, number][] {
  const runs: [number, number][] = [];
  row.forEach((colour, x) => {
    if (colour === 0) return;
    const last = runs.at(-1);
    if (last && last[1] === x) last[1] = x + 1;
    else runs.push([x, x + 1]);
  });
  return runs;
}

export interface SegmentedSlice {
  readonly heightMm: number;
  readonly confidence: number;
  /** `LABEL` of every pixel. */
  readonly labels: Uint8Array;
}

/** Labels on the height on which the network is surest; undefined when it finds no spine on any. */
export async function segmentSlice(networks: Networks, slice: Slice): Promise<SegmentedSlice | undefined> {
  let best: SegmentedSlice | undefined;
  for (const heightMm of HEIGHTS_MM) {
    const result = await segmentImage(networks, sliceVolume(slice, heightMm));
    if ('refused' in result) continue;
    const { confidence, labels } = result.own;
    if (!best || confidence > best.confidence) best = { heightMm, confidence, labels: labels.data };
  }
  return best;
}

/** Dice of vertebrae; the labels call S1 sacrum, as the masks leave it out. */
export function sliceDice(labels: Uint8Array, mask: Uint32Array): number {
  let [both, found, truth] = [0, 0, 0];
  mask.forEach((colour, n) => {
    const isFound = labels[n] === LABEL.vertebra;
    if (isFound) found++;
    if (colour !== 0) truth++;
    if (isFound && colour !== 0) both++;
  });
  return found + truth === 0 ? 1 : (2 * both) / (found + truth);
}

export const sliceFiles = (folder: string): string[] =>
  existsSync(join(folder, 'images')) ? readdirSync(join(folder, 'images')).sort() : [];

/** Where the labels found on a picture are kept, for the card's pictures. */
export const sliceFoundPath = (results: string, file: string): string =>
  join(results, `found/slice-${file.replace('.png', '')}.gz`);

/** A picture through the networks, against its mask. */
export async function measureSlice(
  networks: Networks,
  folder: string,
  results: string,
  file: string,
): Promise<SliceResult> {
  const slice = readSlice(folder, file);
  const found = await segmentSlice(networks, slice);
  if (found)
    writeStored(sliceFoundPath(results, file), { ...sliceVolume(slice, found.heightMm), data: found.labels });
  return {
    file,
    contrast: contrastOf(slice),
    vertebrae: vertebraeShown(slice),
    heightMm: found?.heightMm ?? null,
    expected: found?.confidence ?? null,
    dice: found ? sliceDice(found.labels, slice.mask) : 0,
  };
}
