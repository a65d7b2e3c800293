import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Command } from 'commander';
import {
  addScaled,
  affineColumn,
  applyToPoint,
  invertAffine,
  length,
  multiplyAffine,
  rotateAbout,
  scale,
  type SliceGroup,
  type Vec3,
} from '../geometry';
import {
  drawPopulationDefinition,
  generatePhantom,
  TISSUES,
  type PhantomDefinition,
  type PhantomPatient,
} from '../patient';
import { canalAtDisc, discFrame, planAutomatically } from '../planning';
import { acquire, RESTING_PHYSIOLOGY, sequenceByName, type AcquireOptions, type Sequence } from '../scanner';
import { LABEL, type DiscLevel, type Volume } from '../volume';
import { readPopulation } from './population';

/**
 * Axial stacks at the lumbar discs as the virtual scanner takes them, with what is in each of their voxels, for the training of
 * lumbar-axial. For each seed `NNNN.bin.gz` and `NNNN.json`: a list of stacks {level, dims, spacing, offset}; at `offset` begin
 * the grey values (uint16), then for each of `classes` but the first its share of the voxel (uint8, 255 = all of it). Voxels run
 * columns to the left, rows to the back, slices to the head, the column fastest.
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
/** Points within a voxel: along columns, rows and the slice. */
const POINTS = [2, 2, 5] as const;

/** Class of a tissue under a label. */
const classOf = TISSUES.map(({ name }) =>
  Array.from({ length: 5 }, (_, label) => {
    if (name === 'discHerniation') return 5;
    if (label === LABEL.sacrum) return 1;
    return label === 0 && EPIDURAL.has(name) ? 4 : label;
  }),
);

/** Uniform numbers in [0, 1) that follow from the seed (mulberry32, T. Ettinger). */
function drawsOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

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

/** Some patients lie still, most breathe and have a pulse, some move once. */
function movement({ rowDirection, columnDirection }: SliceGroup, draw: () => number): AcquireOptions {
  const kind = draw();
  if (kind < 0.25) return {};
  if (kind < 0.65) return { physiology: RESTING_PHYSIOLOGY };
  const shiftMm = [rowDirection, columnDirection].reduce<Vec3>(
    (shift, axis) => addScaled(shift, axis, 3 * (2 * draw() - 1)),
    [0, 0, 0],
  );
  return { motion: [{ atFraction: 0.2 + 0.6 * draw(), shiftMm }] };
}

/** The square around the canal: first voxel and number along columns and rows. */
function squareAround(volume: Volume, canal: Vec3): readonly (readonly [number, number])[] {
  const at = applyToPoint(
    invertAffine(volume.voxelToPatient),
    addScaled(
      canal,
      affineColumn(volume.voxelToPatient, 1),
      -FORWARD_MM / length(affineColumn(volume.voxelToPatient, 1)),
    ),
  );
  return ([0, 1] as const).map((axis) => {
    const half = SIDE_MM / 2 / length(affineColumn(volume.voxelToPatient, axis));
    const low = Math.max(0, Math.floor(at[axis] - half));
    return [low, Math.min(volume.dims[axis], Math.ceil(at[axis] + half)) - low] as const;
  });
}

/** Grey values of the square, and the share of each class in its voxels. */
function cut(
  patient: PhantomPatient,
  volume: Volume,
  thicknessMm: number,
  canal: Vec3,
): { bytes: Buffer; dims: number[] } {
  const tissues = patient.tissueMaps[0]?.tissues;
  if (!tissues) throw new Error('a phantom has a tissue map');
  const { labels } = patient;
  const [[x0 = 0, nx = 0] = [], [y0 = 0, ny = 0] = []] = squareAround(volume, canal);
  const nz = volume.dims[2];
  const grey = new Uint16Array(nx * ny * nz);
  const shares = new Uint8Array(grey.length * (CLASSES.length - 1));
  const m = multiplyAffine(invertAffine(tissues.voxelToPatient), volume.voxelToPatient);
  const [u, v, w] = [affineColumn(m, 0), affineColumn(m, 1), affineColumn(m, 2)];
  const across = scale(w, thicknessMm / length(affineColumn(volume.voxelToPatient, 2)));
  const [tx, ty, tz] = tissues.dims;
  const points = POINTS[0] * POINTS[1] * POINTS[2];
  const within = Array.from({ length: points }, (_, n): Vec3 => {
    const [i, j, k] = [
      n % POINTS[0],
      Math.floor(n / POINTS[0]) % POINTS[1],
      Math.floor(n / (POINTS[0] * POINTS[1])),
    ];
    const [a, b, c] = [(i + 0.5) / POINTS[0] - 0.5, (j + 0.5) / POINTS[1] - 0.5, (k + 0.5) / POINTS[2] - 0.5];
    return addScaled(addScaled(scale(u, a), v, b), across, c);
  });
  const counts = new Uint8Array(CLASSES.length);
  let n = 0;
  for (let k = 0; k < nz; k++)
    for (let j = 0; j < ny; j++)
      for (let i = 0; i < nx; i++, n++) {
        grey[n] = volume.data[(k * volume.dims[1] + j + y0) * volume.dims[0] + i + x0] ?? 0;
        const at = applyToPoint(m, [i + x0, j + y0, k]);
        counts.fill(0);
        for (const [dx, dy, dz] of within) {
          const [x, y, z] = [Math.round(at[0] + dx), Math.round(at[1] + dy), Math.round(at[2] + dz)];
          if (x < 0 || y < 0 || z < 0 || x >= tx || y >= ty || z >= tz) continue;
          const voxel = (z * ty + y) * tx + x;
          const of = classOf[tissues.data[voxel] ?? 0]?.[labels.data[voxel] ?? 0] ?? 0;
          counts[of] = (counts[of] ?? 0) + 1;
        }
        for (let c = 1; c < CLASSES.length; c++)
          shares[(c - 1) * grey.length + n] = Math.round((255 * (counts[c] ?? 0)) / points);
      }
  return { bytes: Buffer.concat([Buffer.from(grey.buffer), shares]), dims: [nx, ny, nz] };
}

const isAskedFor = ({ findings }: PhantomDefinition, level: DiscLevel): boolean =>
  !options.with ||
  findings.some(
    (f) =>
      'disc' in f &&
      f.disc === level &&
      options.with?.includes(f.kind) &&
      (!('zone' in f) || !options.zones || options.zones.includes(f.zone)),
  );

const population = await readPopulation('clinic');
await mkdir(options.out, { recursive: true });
for (let seed = options.firstSeed; seed < options.firstSeed + options.count; seed++) {
  const base = join(options.out, String(seed).padStart(4, '0'));
  const definition = drawPopulationDefinition(population, seed);
  const asked = LEVELS.filter((level) => isAskedFor(definition, level));
  if (existsSync(`${base}.json`) || asked.length === 0) continue;
  const patient = generatePhantom(definition, seed);
  const { truth } = patient;
  const draw = drawsOf(seed);
  const levels = asked.filter((level) => truth.discs.some((d) => d.level === level));
  const stacks: object[] = [];
  const parts: Buffer[] = [];
  let offset = 0;
  for (const group of planAutomatically(truth, { levels }).prescription.groups) {
    const disc = truth.discs.find((d) => d.level === group.level);
    const canal = disc && canalAtDisc(truth.canal, disc);
    if (group.kind !== 'axial' || !disc || !canal) continue;
    const { left, posterior } = discFrame(disc, truth.canal);
    const turned = astray(group, [left, posterior], draw);
    const sequence = sequenceOf(draw);
    const { volume } = acquire(patient, turned, sequence, seed, movement(turned, draw));
    const { bytes, dims } = cut(patient, volume, turned.sliceThickness, canal);
    const spacing = ([0, 1, 2] as const).map((axis) => length(affineColumn(volume.voxelToPatient, axis)));
    stacks.push({ level: group.level, sequence: sequence.name, dims, spacing, offset });
    parts.push(bytes);
    offset += bytes.length;
  }
  // The JSON comes last and whole: a reader that sees it can read both.
  await writeFile(`${base}.tmp`, gzipSync(Buffer.concat(parts), { level: 1 }));
  await rename(`${base}.tmp`, `${base}.bin.gz`);
  await writeFile(`${base}.tmp`, JSON.stringify({ seed, classes: CLASSES, stacks, truth }));
  await rename(`${base}.tmp`, `${base}.json`);
}
