import { Command } from 'commander';
import {
  add,
  affineSpacing,
  applyToPoint,
  invertAffine,
  normalize,
  rotateAbout,
  type SliceGroup,
  type Vec3,
} from '../geometry';
import type { PhantomTruth } from '../patient';
import { planAutomatically } from '../planning';
import {
  acquire,
  defaultIsocentre,
  localizerGroups,
  RESTING_PHYSIOLOGY,
  sequenceByName,
  type AcquireOptions,
} from '../scanner';
import { LABEL, type Volume } from '../volume';
import { classesBy, exportScans, keepScan, movement, type KeptPart, type NotedScan } from './scanExport';

/**
 * Sagittal stacks and localizers as the virtual scanner takes them, for the training of lumbar-vnet; `scanExport.ts` tells the
 * files. Of each patient two of T2, T1 and STIR, and of every second one the localizer.
 */
const program = new Command('exportSagittalScans')
  .requiredOption('--out <folder>', 'where the files go')
  .option('--first-seed <seed>', 'first seed; 1000–1999 train', Number, 1000)
  .option('--count <n>', 'how many', Number, 132)
  .parse();
const options = program.opts<{ out: string; firstSeed: number; count: number }>();

const NAMES = Object.keys(LABEL);
const classes = classesBy(NAMES, [2, 2, 6], (_, label) => label);
const SEQUENCES = ['t2-tse-sag', 't1-tse-sag', 'stir-sag'] as const;
/** What is kept in front of the foremost and behind the hindmost of the middles of bodies and canal, mm. */
const KEPT_MM = { before: 45, behind: 65 } as const;

/** The planned group, half the time as a person might have placed it, with other slices and another field of view. */
function placed(group: SliceGroup, draw: () => number): SliceGroup {
  if (draw() < 0.5) return group;
  const within = (limit: number): number => (2 * draw() - 1) * limit;
  const normal: readonly [Vec3, Vec3, Vec3] = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  const angles = [within(5), within(6), within(6)];
  const turn = (v: Vec3): Vec3 =>
    normalize(normal.reduce((w, axis, i) => rotateAbout(w, axis, ((angles[i] ?? 0) * Math.PI) / 180), v));
  const fov = 0.9 + 0.25 * draw();
  const sliceThickness = 3 + 2 * draw();
  return {
    ...group,
    ...{ rowDirection: turn(group.rowDirection), columnDirection: turn(group.columnDirection) },
    ...{ sliceThickness, sliceGap: sliceThickness * 0.2 * draw() },
    ...{ fovReadMm: group.fovReadMm * fov, fovPhaseMm: group.fovPhaseMm * fov },
    centre: add(group.centre, [within(8), within(8), within(12)]),
    sliceCount: 9 + Math.floor(10 * draw()),
  };
}

/** All rows, and the columns around the spine. */
function partOf(volume: Volume, { vertebrae, canal }: PhantomTruth): KeptPart {
  const toVoxel = invertAffine(volume.voxelToPatient);
  const columns = [...vertebrae.map((v) => v.centre), ...canal].map((p) => applyToPoint(toVoxel, p)[0]);
  const [mm] = affineSpacing(volume.voxelToPatient);
  const low = Math.max(0, Math.floor(Math.min(...columns) - KEPT_MM.before / mm));
  const high = Math.min(volume.dims[0], Math.ceil(Math.max(...columns) + KEPT_MM.behind / mm));
  return [
    [low, high - low],
    [0, volume.dims[1]],
  ];
}

await exportScans(options, NAMES, () => (patient, seed, draw) => {
  const { truth } = patient;
  const planned = planAutomatically(truth).prescription.groups.find((g) => g.kind === 'sagittal');
  if (!planned) throw new Error('the planner gives no sagittal group');
  const left = Math.floor(3 * draw());
  const scans: NotedScan[] = [];
  const take = (group: SliceGroup, name: string, how: AcquireOptions): void => {
    const { volume } = acquire(patient, group, sequenceByName(name), (seed * 31 + scans.length) >>> 0, how);
    const kept = keepScan(patient, volume, group.sliceThickness, partOf(volume, truth), classes);
    scans.push({ ...kept, note: { sequence: name } });
  };
  for (const [i, name] of SEQUENCES.entries()) {
    if (i === left) continue;
    const group = placed(planned, draw);
    take(group, name, draw() < 0.75 ? { physiology: RESTING_PHYSIOLOGY } : movement(group, draw));
  }
  if (draw() < 0.5) take(localizerGroups(patient, defaultIsocentre(patient)).sagittal, 'localizer-gre', {});
  return scans;
});
