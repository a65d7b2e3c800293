import { Command } from 'commander';
import { addScaled, affineColumn, length, rotateAbout, type SliceGroup, type Vec3 } from '../geometry';
import type { PhantomDefinition } from '../patient';
import { canalAtDisc, discFrame, planAutomatically } from '../planning';
import { acquire, sequenceByName, type Sequence } from '../scanner';
import { LABEL, type DiscLevel, type Volume } from '../volume';
import {
  classesBy,
  exportScans,
  keepScan,
  movement,
  partAround,
  type KeptPart,
  type NotedScan,
} from './scanExport';

/**
 * Axial stacks at the lumbar discs as the virtual scanner takes them, for the training of lumbar-axial; `scanExport.ts` tells the
 * files. Voxels run columns to the left, rows to the back, slices to the head.
 */
const program = new Command('exportAxialScans')
  .requiredOption('--out <folder>', 'where the files go')
  .option('--first-seed <seed>', 'first seed; 1000–1999 and 5000–6999 train', Number, 1000)
  .option('--count <n>', 'how many', Number, 240)
  .option('--with <findings...>', 'only discs with one of these, such as extrusion')
  .option('--zones <zones...>', 'of herniations only those in these zones, such as foraminal')
  .parse();
const options = program.opts<{
  out: string;
  firstSeed: number;
  count: number;
  with?: string[];
  zones?: string[];
}>();

const CLASSES = ['background', 'bone', 'disc', 'canal', 'epidural', 'herniation'];
const EPIDURAL = new Set(['epiduralFat', 'foraminalFat', 'nerveRoot', 'epiduralVein']);
const LEVELS: readonly DiscLevel[] = ['L1-L2', 'L2-L3', 'L3-L4', 'L4-L5', 'L5-S1'];
/** Side of the square that is kept, and how far its middle lies in front of the canal's, mm. */
const SIDE_MM = 126;
const FORWARD_MM = 14;

const classes = classesBy(CLASSES, [2, 2, 5], (tissue, label) => {
  if (tissue === 'discHerniation') return 5;
  if (label === LABEL.sacrum) return 1;
  return label === 0 && EPIDURAL.has(tissue) ? 4 : label;
});

/** A group a little or, now and then, far off its plan. */
function astray(group: SliceGroup, axes: readonly [Vec3, Vec3], draw: () => number): SliceGroup {
  const within = (limit: number): number => (2 * draw() - 1) * limit;
  const far = draw() < 0.3;
  const angles = [within(far ? 20 : 4), within(far ? 8 : 3)] as const;
  const turn = (v: Vec3): Vec3 =>
    axes.reduce((turned, axis, i) => rotateAbout(turned, axis, ((angles[i] ?? 0) * Math.PI) / 180), v);
  const [rowDirection, columnDirection] = [turn(group.rowDirection), turn(group.columnDirection)];
  const sliceThickness = 3 + 2 * draw();
  return {
    ...group,
    ...{ rowDirection, columnDirection, sliceThickness, sliceGap: sliceThickness * 0.15 * draw() },
    centre: [group.centre[0] + within(3), group.centre[1] + within(3), group.centre[2] + within(3)],
    sliceCount: 4 + Math.floor(4 * draw()),
  };
}

/** Mostly T2; matrices from 256 to 320. */
function sequenceOf(draw: () => number): Sequence {
  const preset = sequenceByName(draw() < 0.8 ? 't2-tse-ax' : 't1-tse-ax');
  const matrix = 32 * Math.round(8 + 2 * draw());
  const averages = draw() < 0.3 ? 1 : preset.averages;
  const bandwidthHzPerPixel = Math.round((preset.bandwidthHzPerPixel * preset.matrixRead) / matrix);
  return { ...preset, matrixRead: matrix, matrixPhase: matrix, averages, bandwidthHzPerPixel };
}

/** The square around the canal. */
const squareAround = (volume: Volume, canal: Vec3): KeptPart => {
  const down = affineColumn(volume.voxelToPatient, 1);
  return partAround(volume, addScaled(canal, down, -FORWARD_MM / length(down)), [SIDE_MM / 2, SIDE_MM / 2]);
};

const isAskedFor = ({ findings }: PhantomDefinition, level: DiscLevel): boolean =>
  !options.with ||
  findings.some(
    (f) =>
      'disc' in f &&
      f.disc === level &&
      options.with?.includes(f.kind) &&
      (!('zone' in f) || !options.zones || options.zones.includes(f.zone)),
  );

await exportScans(options, CLASSES, (definition) => {
  const asked = LEVELS.filter((level) => isAskedFor(definition, level));
  if (asked.length === 0) return null;
  return (patient, seed, draw) => {
    const { truth } = patient;
    const levels = asked.filter((level) => truth.discs.some((d) => d.level === level));
    return planAutomatically(truth, { levels }).prescription.groups.flatMap((group): NotedScan[] => {
      const disc = truth.discs.find((d) => d.level === group.level);
      const canal = disc && canalAtDisc(truth.canal, disc);
      if (group.kind !== 'axial' || !disc || !canal) return [];
      const { left, posterior } = discFrame(disc, truth.canal);
      const turned = astray(group, [left, posterior], draw);
      const sequence = sequenceOf(draw);
      const { volume } = acquire(patient, turned, sequence, seed, movement(turned, draw));
      const kept = keepScan(patient, volume, turned.sliceThickness, squareAround(volume, canal), classes);
      return [{ ...kept, note: { level: group.level, sequence: sequence.name } }];
    });
  };
});
