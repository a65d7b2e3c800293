import type { SpineEstimate } from '../../src/anatomy';
import {
  affineColumn,
  affineFromColumns,
  affineSpacing,
  applyToPoint,
  normalize,
  rotateAbout,
  scale,
  type Affine,
  type Vec3,
} from '../../src/geometry';
import type { PlannedGroup } from '../../src/planning';
import type { Algorithms } from '../../src/regression';
import { DISC_LEVELS, VERTEBRA_LEVELS, type LabelVolume } from '../../src/volume';

// Algorithms broken on purpose, each in a way that has happened to somebody: the bench must find every one.

export interface Mutant {
  readonly name: string;
  readonly of: (sound: Algorithms) => Algorithms;
}

type Geometry = Pick<LabelVolume, 'dims' | 'voxelToPatient'>;

const withLabels =
  (change: (labels: LabelVolume) => LabelVolume) =>
  (sound: Algorithms): Algorithms => ({
    ...sound,
    segment: async (volume, id) => {
      const { labels, confidence } = await sound.segment(volume, id);
      return { labels: change(labels), confidence };
    },
  });

const withAffine = (change: (geometry: Geometry) => Affine) =>
  withLabels((labels) => ({ ...labels, voxelToPatient: change(labels) }));

const columns = ({ voxelToPatient: m }: Geometry): [Vec3, Vec3, Vec3, Vec3] => [
  affineColumn(m, 0),
  affineColumn(m, 1),
  affineColumn(m, 2),
  applyToPoint(m, [0, 0, 0]),
];

/** Voxels in the reverse order along an axis, the geometry as it was. */
function reversed(labels: LabelVolume, axis: 0 | 1 | 2): LabelVolume {
  const [nx, ny, nz] = labels.dims;
  const data = new Uint8Array(labels.data.length);
  let n = 0;
  for (let k = 0; k < nz; k++)
    for (let j = 0; j < ny; j++)
      for (let i = 0; i < nx; i++) {
        const at = [i, j, k];
        at[axis] = (labels.dims[axis] ?? 1) - 1 - (at[axis] ?? 0);
        const [x = 0, y = 0, z = 0] = at;
        data[n++] = labels.data[(z * ny + y) * nx + x] ?? 0;
      }
  return { ...labels, data };
}

/** Name of the next level up; the uppermost stays. */
const above = <T extends string>(names: readonly T[], name: T): T => {
  const at = names.indexOf(name);
  return names[Math.max(0, at - 1)] ?? name;
};

const renamed = (spine: SpineEstimate): SpineEstimate => ({
  ...spine,
  discs: spine.discs.map((disc) => ({ ...disc, level: above(DISC_LEVELS, disc.level) })),
  vertebrae: spine.vertebrae.map((v) => ({ ...v, level: above(VERTEBRA_LEVELS, v.level) })),
});

const tilted = (group: PlannedGroup, deg: number): PlannedGroup => {
  const turn = (v: Vec3): Vec3 => normalize(rotateAbout(v, group.rowDirection, (deg * Math.PI) / 180));
  return { ...group, columnDirection: turn(group.columnDirection) };
};

/** What stack the labels were made on: the slice thickness that somebody took for the spacing, mm. */
const THICKNESS_OF_SPACING = 4 / 4.4;

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'labels shifted by one level',
    of: (sound) => ({ ...sound, spine: (labels) => renamed(sound.spine(labels)) }),
  },
  {
    name: 'planes tilted by 3°',
    of: (sound) => ({
      ...sound,
      plan: async (...asked) => {
        const plan = await sound.plan(...asked);
        const groups = plan.groups.map((group) => (group.kind === 'axial' ? tilted(group, 3) : group));
        return { ...plan, groups };
      },
    }),
  },
  {
    name: 'left and right swapped',
    of: withAffine((labels) => {
      const flip = ([x, y, z]: Vec3): Vec3 => [-x, y, z];
      const [x, y, z, origin] = columns(labels);
      return affineFromColumns(flip(x), flip(y), flip(z), flip(origin));
    }),
  },
  {
    name: 'row and column spacing transposed',
    of: withAffine((labels) => {
      const [x, y, z, origin] = columns(labels);
      const [dx, dy] = affineSpacing(labels.voxelToPatient);
      return affineFromColumns(scale(x, dy / dx), scale(y, dx / dy), z, origin);
    }),
  },
  { name: 'order of rows reversed', of: withLabels((labels) => reversed(labels, 1)) },
  { name: 'order of slices reversed', of: withLabels((labels) => reversed(labels, 2)) },
  {
    name: 'thickness used as spacing',
    of: withAffine((labels) => {
      const [x, y, z, origin] = columns(labels);
      return affineFromColumns(x, y, scale(z, THICKNESS_OF_SPACING), origin);
    }),
  },
  {
    name: 'RAS taken for LPS',
    of: withAffine((labels) => {
      const flip = ([x, y, z]: Vec3): Vec3 => [-x, -y, z];
      const [x, y, z, origin] = columns(labels);
      return affineFromColumns(flip(x), flip(y), flip(z), flip(origin));
    }),
  },
  {
    name: 'off by half a voxel',
    of: withAffine((labels) => {
      const [x, y, z] = columns(labels);
      return affineFromColumns(x, y, z, applyToPoint(labels.voxelToPatient, [0.5, 0.5, 0.5]));
    }),
  },
];
