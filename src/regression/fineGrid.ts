import {
  affineColumn,
  affineFromColumns,
  affineSpacing,
  applyToPoint,
  invertAffine,
  multiplyAffine,
  scale,
  sub,
  type Vec3,
} from '../geometry';
import { PART, type PhantomPatient } from '../patient';
import { LABEL, voxelCount, type Dims, type Volume } from '../volume';

/** Spacing of the grid on which prediction and truth of a phantom are compared, mm. */
export const FINE_MM = 1;

type Grid = Pick<Volume, 'dims' | 'voxelToPatient'>;

/** Points `FINE_MM` apart along a stack's axes, centred on its field: as many as fill it. */
export function fineGrid({ dims, voxelToPatient }: Grid): Grid {
  const spacing = affineSpacing(voxelToPatient);
  const axes = ([0, 1, 2] as const).map((axis) => {
    const step = FINE_MM / spacing[axis];
    const count = Math.max(1, Math.round(dims[axis] / step));
    return { count, step, first: (dims[axis] - count * step + step - 1) / 2 };
  });
  const [x, y, z] = axes as [(typeof axes)[0], (typeof axes)[0], (typeof axes)[0]];
  return {
    dims: [x.count, y.count, z.count],
    voxelToPatient: affineFromColumns(
      scale(affineColumn(voxelToPatient, 0), x.step),
      scale(affineColumn(voxelToPatient, 1), y.step),
      scale(affineColumn(voxelToPatient, 2), z.step),
      applyToPoint(voxelToPatient, [x.first, y.first, z.first]),
    ),
  };
}

/** Half the length of a stack between the outer faces of its first and last slice over that of its grid, 0 … 1. */
export function coveredSlices({ dims, voxelToPatient }: Grid, extentMm: number): readonly [number, number] {
  const spacing = affineSpacing(voxelToPatient)[2];
  const inside = (k: number): boolean => Math.abs((k - (dims[2] - 1) / 2) * spacing) <= extentMm / 2;
  const slices = Array.from({ length: dims[2] }, (_, k) => k).filter(inside);
  return [slices[0] ?? 0, (slices.at(-1) ?? -1) + 1];
}

/** Truth of a grid point: a value of `LABEL`, but the posterior arch apart from the body. */
export const TRUE_ARCH = 5;

/** Sub-samples of a grid point along each axis, whose majority it is. */
const VOTES = 3;
const CODES = 6;

/**
 * The phantom's labels on a grid: the majority of 27 points in the cube around each of its points. Bone is bone when its
 * body and arch have the majority together, and then `TRUE_ARCH` where the arch has more of it.
 */
export function truthOn(
  { dims, voxelToPatient }: Grid,
  patient: Pick<PhantomPatient, 'labels' | 'parts'>,
): Volume<Uint8Array> {
  const source = patient.labels;
  const codes = withArches(patient);
  const box = labelledBox(codes, source.dims);
  const toSource = multiplyAffine(invertAffine(source.voxelToPatient), voxelToPatient);
  const steps = subSamples((p) => sub(applyToPoint(toSource, p), applyToPoint(toSource, [0, 0, 0])));
  const reach = Math.max(...steps.map(Math.abs)) + 0.5;
  const out = new Uint8Array(voxelCount(dims));
  const votes = new Uint8Array(CODES);
  const [nx, ny] = source.dims;
  let n = 0;
  for (let k = 0; k < dims[2]; k++)
    for (let j = 0; j < dims[1]; j++)
      for (let i = 0; i < dims[0]; i++, n++) {
        const [x, y, z] = applyToPoint(toSource, [i, j, k]);
        if (outside(box, x, y, z, reach)) continue;
        votes.fill(0);
        for (let s = 0; s < steps.length; s += 3) {
          const a = Math.round(x + (steps[s] ?? 0));
          const b = Math.round(y + (steps[s + 1] ?? 0));
          const c = Math.round(z + (steps[s + 2] ?? 0));
          const at = outside(box, a, b, c, 0) ? 0 : (codes[(c * ny + b) * nx + a] ?? 0);
          votes[at] = (votes[at] ?? 0) + 1;
        }
        out[n] = winner(votes);
      }
  return { data: out, dims, voxelToPatient };
}

/** Labels with the arches' own value. Plain loops here and in the box: the map has some ten million voxels. */
function withArches({ labels, parts }: Pick<PhantomPatient, 'labels' | 'parts'>): Uint8Array {
  const codes = Uint8Array.from(labels.data);
  for (let n = 0; n < codes.length; n++)
    if (codes[n] === LABEL.vertebra && parts.data[n] === PART.arch) codes[n] = TRUE_ARCH;
  return codes;
}

interface Box {
  readonly low: Vec3;
  readonly high: Vec3;
}

const outside = ({ low, high }: Box, x: number, y: number, z: number, reach: number): boolean =>
  x < low[0] - reach ||
  y < low[1] - reach ||
  z < low[2] - reach ||
  x > high[0] + reach ||
  y > high[1] + reach ||
  z > high[2] + reach;

/** First and last index of anything labelled along each axis. */
function labelledBox(codes: Uint8Array, [nx, ny, nz]: Dims): Box {
  const low: [number, number, number] = [nx, ny, nz];
  const high: [number, number, number] = [-1, -1, -1];
  const widen = (axis: 0 | 1 | 2, index: number): void => {
    low[axis] = Math.min(low[axis], index);
    high[axis] = Math.max(high[axis], index);
  };
  let n = 0;
  for (let z = 0; z < nz; z++)
    for (let y = 0; y < ny; y++, n += nx) {
      const row = codes.subarray(n, n + nx);
      const first = row.findIndex((code) => code !== 0);
      if (first < 0) continue;
      widen(0, first);
      widen(
        0,
        row.findLastIndex((code) => code !== 0),
      );
      widen(1, y);
      widen(2, z);
    }
  return { low, high };
}

/** Displacements of the sub-samples, [x, y, z] triples in the source's voxels. */
function subSamples(toSource: (step: Vec3) => Vec3): Float64Array {
  const along = Array.from({ length: VOTES }, (_, i) => (i + 0.5) / VOTES - 0.5);
  return Float64Array.from(
    along.flatMap((c) => along.flatMap((b) => along.flatMap((a) => toSource([a, b, c])))),
  );
}

function winner(votes: Uint8Array): number {
  const arch = votes[TRUE_ARCH] ?? 0;
  const body = votes[LABEL.vertebra] ?? 0;
  const shares = [votes[0] ?? 0, body + arch, votes[2] ?? 0, votes[3] ?? 0, votes[4] ?? 0];
  const best = shares.indexOf(Math.max(...shares));
  return best === LABEL.vertebra && arch > body ? TRUE_ARCH : best;
}
