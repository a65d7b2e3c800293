import { addScaled, cross, rotateAbout, scale, type Vec3 } from '../../src/geometry';
import { type PhantomPatient, type Spine } from '../../src/patient';
import { canalAtDisc, crossings, discFrame, planAutomatically, type PlannedGroup } from '../../src/planning';
import {
  acquire,
  RESTING_PHYSIOLOGY,
  sequenceByName,
  type BulkMotion,
  type Sequence,
  type Series,
} from '../../src/scanner';
import type { DiscLevel } from '../../src/volume';
import { draws } from './draws';

/** The stacks with and without one fault of the image each. */
export const SCANS = [
  'sag',
  'sag-motion',
  'sag-noise',
  'sag-wrap',
  'stir',
  'stir-inversion',
  'ax',
  'ax-motion',
  'ax-noise',
  'ax-wrap',
  'ax-crossing',
] as const;
export type ScanName = (typeof SCANS)[number];

/** What is to be acquired. */
export interface Recipe {
  readonly group: PlannedGroup;
  readonly sequence: Sequence;
  readonly companions: readonly PlannedGroup[];
  readonly motion: readonly BulkMotion[];
  /** Whether the patient breathes and his heart beats: where motion is at issue. */
  readonly breathes: boolean;
}

/** Pixels along a side of the image, null for the preset's own; slices of a stack. */
export interface ScanSize {
  readonly matrix: number | null;
  readonly slices: number;
}

/** The slices that are looked at, at a reduced matrix: what 60 patients with every fault can be scanned at. */
const REDUCED: ScanSize = { matrix: 256, slices: 3 };
/** Slices of the groups taken together with an axial one. */
const COMPANION_SLICES = 3;
const CROSSED_SLICES = 5;

/** The bandwidth makes up for the larger pixels of a reduced matrix, so that signal to noise is the preset's. */
function sized(name: string, matrix: number | null): Sequence {
  const preset = sequenceByName(name);
  if (matrix === null) return preset;
  const share = matrix / preset.matrixRead;
  const bandwidthHzPerPixel = Math.round(preset.bandwidthHzPerPixel / share ** 3);
  return { ...preset, matrixRead: matrix, matrixPhase: matrix, bandwidthHzPerPixel };
}

/** One or two jumps of 2 to 5 mm within the slices. */
function jumps(seed: number, purpose: string, axes: readonly [Vec3, Vec3]): BulkMotion[] {
  const draw = draws(seed, purpose);
  return Array.from({ length: draw() < 0.5 ? 1 : 2 }, () => {
    const angle = 2 * Math.PI * draw();
    const mm = 2 + 3 * draw();
    const shiftMm = addScaled(scale(axes[0], mm * Math.cos(angle)), axes[1], mm * Math.sin(angle));
    return { atFraction: 0.2 + 0.6 * draw(), shiftMm };
  });
}

/** The disc whose axials are scanned: one a patient, so that all three are met. */
export function levelOf(seed: number, spine: Spine): DiscLevel {
  const wanted = (['L3-L4', 'L4-L5', 'L5-S1'] as const)[seed % 3] ?? 'L4-L5';
  return spine.discs.some((d) => d.level === wanted) ? wanted : (spine.discs.at(-1)?.level ?? wanted);
}

/** Three groups of an exam, planned on what is true of the patient. */
export function plannedGroups(
  seed: number,
  spine: Spine,
): { sagittal: PlannedGroup; axial: PlannedGroup; others: PlannedGroup[] } {
  const level = levelOf(seed, spine);
  const levels = (['L3-L4', 'L4-L5', 'L5-S1'] as const).filter((l) => spine.discs.some((d) => d.level === l));
  const { groups } = planAutomatically(spine, { levels: [...new Set([...levels, level])] }).prescription;
  const sagittal = groups.find((g) => g.kind === 'sagittal');
  const axial = groups.find((g) => g.level === level);
  if (!sagittal || !axial) throw new Error(`no plan for seed ${seed}`);
  const others = groups.filter((g) => g.kind === 'axial' && g !== axial);
  return { sagittal, axial, others };
}

/** A group that crosses `group` over the canal by 15 to 30 degrees. */
function crossingGroup(seed: number, group: PlannedGroup, spine: Spine): PlannedGroup {
  const draw = draws(seed, 'crossing');
  const disc = spine.discs.find((d) => d.level === group.level);
  const at = disc && canalAtDisc(spine.canal, disc);
  if (!disc || !at) throw new Error(`no canal at the disc of seed ${seed}`);
  const { left } = discFrame(disc, spine.canal);
  const angle = ((15 + 15 * draw()) * Math.PI) / 180;
  const turn = (v: Vec3): Vec3 => rotateAbout(v, left, draw.sign * angle);
  const rowDirection = turn(group.rowDirection);
  const columnDirection = turn(group.columnDirection);
  const normal = cross(rowDirection, columnDirection);
  const centre = addScaled(at, normal, 2 * draw() - 1);
  return { ...group, name: 'crossing', sliceCount: COMPANION_SLICES, centre, rowDirection, columnDirection };
}

/** What a stack is scanned with. */
export function recipeOf(
  name: ScanName,
  seed: number,
  spine: Spine,
  { matrix, slices }: ScanSize = REDUCED,
): Recipe {
  const { sagittal, axial, others } = plannedGroups(seed, spine);
  const isAxial = name.startsWith('ax');
  const group: PlannedGroup = { ...(isAxial ? axial : sagittal), sliceCount: slices };
  const sequence = sized(isAxial ? 't2-tse-ax' : name.startsWith('stir') ? 'stir-sag' : 't2-tse-sag', matrix);
  const breathes = name === 'sag' || name === 'ax' || name.endsWith('-motion');
  const inPlane = [group.rowDirection, group.columnDirection] as const;
  // Those that the plan itself lets cross over the canal would be a fault.
  const harmless = others
    .map((g) => ({ ...g, sliceCount: COMPANION_SLICES }))
    .filter((g) =>
      crossings([{ ...group, sliceCount: COMPANION_SLICES }, g], spine.canal).every(
        ({ zone }) => zone !== 'canal',
      ),
    );
  const clean: Recipe = { group, sequence, companions: isAxial ? harmless : [], motion: [], breathes };
  if (name.endsWith('-motion')) return { ...clean, motion: jumps(seed, name, inPlane) };
  if (name.endsWith('-noise')) {
    const sliceThickness = group.sliceThickness / 2;
    return { ...clean, group: { ...group, sliceThickness }, sequence: { ...sequence, averages: 1 } };
  }
  if (name.endsWith('-wrap')) return { ...clean, sequence: { ...sequence, phaseOversampling: 0 } };
  if (name === 'ax-crossing')
    return {
      ...clean,
      // Slices above and below the crossing, to compare with.
      group: { ...group, sliceCount: CROSSED_SLICES },
      companions: [crossingGroup(seed, group, spine)],
    };
  if (name === 'stir-inversion') {
    const draw = draws(seed, name);
    const [low, high] = draw() < 0.5 ? [110, 140] : [270, 320];
    return { ...clean, sequence: { ...sequence, inversionTimeMs: Math.round(low + (high - low) * draw()) } };
  }
  return clean;
}

/** Acquires a recipe. */
export const scanRecipe = (
  patient: PhantomPatient,
  { group, sequence, companions, motion, breathes }: Recipe,
  seed: number,
): Series =>
  acquire(patient, group, sequence, seed, {
    ...(breathes ? { physiology: RESTING_PHYSIOLOGY } : {}),
    companions,
    motion,
  });
