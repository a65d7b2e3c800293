import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  addScaled,
  affineSpacing,
  cross,
  normalize,
  rejectFrom,
  scale,
  type SliceGroup,
  type Vec3,
} from '../../src/geometry';
import {
  generatePhantom,
  parsePhantomDefinition,
  type DiscLandmarks,
  type PhantomDefinition,
  type PhantomPatient,
} from '../../src/patient';
import {
  acquire,
  localizerGroups,
  sequencesAt,
  type AcquireOptions,
  type FieldStrengthT,
  type Sequence,
} from '../../src/scanner';
import type { DiscLevel, VertebraLevel } from '../../src/volume';
import type { Grey } from './picture';

export const ROOT = join(import.meta.dirname, '../..');

const made = new Map<string, PhantomPatient>();
export function definitionOf(name: string): PhantomDefinition {
  const value: unknown = JSON.parse(readFileSync(join(ROOT, `phantoms/${name}.json`), 'utf8'));
  return parsePhantomDefinition(value);
}

/** A phantom of `phantoms/`, generated once. */
export function phantom(name: string, seed = 7): PhantomPatient {
  const key = `${name}/${seed}`;
  const held = made.get(key);
  if (held) return held;
  const patient = generatePhantom(definitionOf(name), seed);
  // Only the last few: each holds tens of megabytes.
  if (made.size > 2) made.clear();
  made.set(key, patient);
  return patient;
}

export function sequence(name: string, fieldStrengthT: FieldStrengthT = 1.5): Sequence {
  const found = sequencesAt(fieldStrengthT).find((s) => s.name === name);
  if (!found) throw new Error(`no sequence ${name} at ${fieldStrengthT} T`);
  return found;
}

/** One slice of a preset's extents: sagittal, coronal or axial through a point. */
export function oneSlice(
  patient: PhantomPatient,
  orientation: 'sagittal' | 'coronal' | 'axial',
  { defaults, kind }: Sequence,
  centre?: Vec3,
): SliceGroup {
  const base = localizerGroups(patient)[orientation];
  const { sliceCount, sliceThickness, sliceGap, fovReadMm, fovPhaseMm } = defaults;
  return {
    ...base,
    centre: centre ?? base.centre,
    // All partitions of a slab are excited together: fewer would be noisier.
    sliceCount: kind === 'TSE-3D' ? sliceCount : 1,
    sliceThickness,
    sliceGap,
    fovReadMm,
    fovPhaseMm,
  };
}

export function discOf(patient: PhantomPatient, level: DiscLevel): DiscLandmarks {
  const disc = patient.truth.discs.find((d) => d.level === level);
  if (!disc) throw new Error(`no disc ${level}`);
  return disc;
}

export function bodyOf(patient: PhantomPatient, level: VertebraLevel): Vec3 {
  const vertebra = patient.truth.vertebrae.find((v) => v.level === level);
  if (!vertebra) throw new Error(`no vertebra ${level}`);
  return vertebra.centre;
}

/** An axial slice in the plane of a disc (moved `up` along its normal), centred over disc and canal. */
export function discSlice(
  patient: PhantomPatient,
  level: DiscLevel,
  { defaults }: Sequence,
  upMm = 0,
): SliceGroup {
  const { centre, normal, depth } = discOf(patient, level);
  const rowDirection = normalize(rejectFrom([1, 0, 0], normal));
  const columnDirection = cross(scale(normal, 1), rowDirection);
  const { sliceThickness, sliceGap, fovReadMm, fovPhaseMm } = defaults;
  return {
    name: level,
    centre: addScaled(addScaled(centre, columnDirection, depth / 3), normal, upMm),
    rowDirection,
    columnDirection,
    sliceCount: 1,
    sliceThickness,
    sliceGap,
    fovReadMm,
    fovPhaseMm,
  };
}

/** Acquires a group and shows one of its slices, the middle one unless told. */
export function show(
  patient: PhantomPatient,
  group: SliceGroup,
  seq: Sequence,
  options: AcquireOptions = {},
  seed = 1,
  slice = Math.floor(group.sliceCount / 2),
): Grey {
  const { volume } = acquire(patient, group, seq, seed, { ...options, sliceRange: [slice, slice + 1] });
  const [columns, rows] = volume.dims;
  const data = volume.data.slice(slice * columns * rows, (slice + 1) * columns * rows);
  const [dx, dy] = affineSpacing(volume.voxelToPatient);
  return { data, columns, rows, aspect: dx / dy };
}
