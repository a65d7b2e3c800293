import { addScaled, type Vec3 } from '../../geometry';
import { LABEL } from '../../volume';
import { PART } from '../part';
import type { Canvas } from '../raster';
import { STRUCTURE } from '../structure';
import { TISSUE } from '../tissues';

/** Index of the voxel that holds a point of the patient, −1 outside the canvas. */
export function voxelAt(
  { origin, voxelMm, dims }: Pick<Canvas, 'origin' | 'voxelMm' | 'dims'>,
  [x, y, z]: Vec3,
): number {
  const i = Math.round((x - origin[0]) / voxelMm);
  const j = Math.round((y - origin[1]) / voxelMm);
  const k = Math.round((z - origin[2]) / voxelMm);
  if (i < 0 || j < 0 || k < 0 || i >= dims[0] || j >= dims[1] || k >= dims[2]) return -1;
  return (k * dims[1] + j) * dims[0] + i;
}

/** Step along a ray, mm: a third of a voxel, so that none is jumped over. */
export const STEP_MM = 0.25;

/** Distance along a unit direction to the first voxel that `until` accepts; null within `maxMm` none does. */
export function marchMm(
  canvas: Canvas,
  from: Vec3,
  direction: Vec3,
  maxMm: number,
  until: (index: number) => boolean,
): number | null {
  for (let s = 0; s <= maxMm; s += STEP_MM) {
    const n = voxelAt(canvas, addScaled(from, direction, s));
    if (n >= 0 && until(n)) return s;
  }
  return null;
}

/** Distance of the last voxel that `inside` accepts on the way, before the first run of others longer than `gapMm`. */
export function leaveMm(
  canvas: Canvas,
  from: Vec3,
  direction: Vec3,
  maxMm: number,
  inside: (index: number) => boolean,
  gapMm = 1.5,
): number {
  let last = 0;
  for (let s = 0; s <= maxMm && s - last <= gapMm; s += STEP_MM) {
    const n = voxelAt(canvas, addScaled(from, direction, s));
    if (n >= 0 && inside(n)) last = s;
  }
  return last;
}

const FAT = new Set<number>([
  TISSUE.epiduralFat,
  TISSUE.foraminalFat,
  TISSUE.visceralFat,
  TISSUE.intramuscularFat,
]);
export const isFat = (tissue: number): boolean => FAT.has(tissue);

const MARROW = new Set<number>([
  TISSUE.vertebralMarrow,
  TISSUE.fattyMarrow,
  TISSUE.sacralMarrow,
  TISSUE.basivertebralVein,
]);
export const isMarrow = (tissue: number): boolean => MARROW.has(tissue);

/** Bone of a vertebra's body or arch, its cortex included. */
export const isBone = ({ parts }: Canvas, n: number): boolean => (parts[n] ?? 0) !== PART.none;

const DISC_TISSUES = new Set<number>([
  TISSUE.nucleusPfirrmann1,
  TISSUE.nucleusPfirrmann2,
  TISSUE.nucleusPfirrmann3,
  TISSUE.nucleusPfirrmann4,
  TISSUE.nucleusPfirrmann5,
  TISSUE.nuclearCleft,
  TISSUE.annulusInner,
  TISSUE.annulusOuter,
  TISSUE.annularFissure,
]);
/** The disc itself, what has left it apart. */
export const isDisc = (tissue: number): boolean => DISC_TISSUES.has(tissue);

/** What a finding makes of a voxel. */
export interface Paint {
  readonly tissue: number;
  readonly label: number;
  readonly structure: number;
  readonly part: number;
}

export const paintVoxel = (canvas: Canvas, n: number, paint: Paint): void => {
  canvas.tissues[n] = paint.tissue;
  canvas.labels[n] = paint.label;
  canvas.structures[n] = paint.structure;
  canvas.parts[n] = paint.part;
};

const soft = (tissue: number, label: number, structure: number): Paint => ({
  tissue,
  label,
  structure,
  part: PART.none,
});

/** Materials of findings. */
export const MATERIAL = {
  herniation: soft(TISSUE.discHerniation, LABEL.disc, STRUCTURE.herniation),
  bulge: soft(TISSUE.annulusOuter, LABEL.disc, STRUCTURE.annulus),
  flavum: soft(TISSUE.ligamentumFlavum, LABEL.background, STRUCTURE.ligamentumFlavum),
  fat: soft(TISSUE.epiduralFat, LABEL.background, STRUCTURE.epiduralFat),
  scar: soft(TISSUE.ligament, LABEL.background, STRUCTURE.finding),
  cyst: soft(TISSUE.synovialFluid, LABEL.background, STRUCTURE.finding),
  rootCyst: soft(TISSUE.perineuralCyst, LABEL.background, STRUCTURE.finding),
  metal: soft(TISSUE.metal, LABEL.background, STRUCTURE.implant),
} as const;
