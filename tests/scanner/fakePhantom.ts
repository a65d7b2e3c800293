import { applyToPoint, type Affine, type Vec3 } from '../../src/geometry';
import { TISSUE, type ImagePatient, type PhantomPatient, type TissueName } from '../../src/patient';
import type { Dims } from '../../src/volume';

/** A grid turned by 36.9° about z and 22.6° about the new x (3-4-5 and 5-12-13 triangles: exact on every machine). */
export function turnedGrid(dims: Dims, voxelMm: number, centre: Vec3): Affine {
  const [ca, sa, cb, sb] = [4 / 5, 3 / 5, 12 / 13, 5 / 13];
  const u: Vec3 = [ca, sa, 0];
  const v: Vec3 = [-sa * cb, ca * cb, sb];
  const w: Vec3 = [sa * sb, -ca * sb, cb];
  const origin = ([0, 1, 2] as const).map(
    (r) => centre[r] - voxelMm * ((u[r] * (dims[0] - 1) + v[r] * (dims[1] - 1) + w[r] * (dims[2] - 1)) / 2),
  );
  return [
    ...([0, 1, 2] as const).flatMap((r) => [u[r] * voxelMm, v[r] * voxelMm, w[r] * voxelMm, origin[r] ?? 0]),
    ...[0, 0, 0, 1],
  ];
}

/** A phantom whose tissue is a function of the patient position. */
export function fakePhantom(
  dims: Dims,
  voxelToPatient: Affine,
  tissueAt: (p: Vec3) => TissueName,
): PhantomPatient {
  const data = new Uint8Array(dims[0] * dims[1] * dims[2]);
  let n = 0;
  for (let k = 0; k < dims[2]; k++)
    for (let j = 0; j < dims[1]; j++)
      for (let i = 0; i < dims[0]; i++) data[n++] = TISSUE[tissueAt(applyToPoint(voxelToPatient, [i, j, k]))];
  const empty = { data: new Uint8Array(data.length), dims, voxelToPatient };
  return {
    kind: 'phantom',
    name: 'fake',
    seed: 1,
    tissueMaps: [{ tissues: { data, dims, voxelToPatient } }],
    fatFractions: {},
    labels: empty,
    parts: empty,
    structures: empty,
    instances: empty,
    truth: {
      vertebrae: [],
      discs: [],
      canal: [],
      lumbarVertebrae: 5,
      transition: 'none',
      findings: [],
      measures: { discs: [], vertebrae: [], lordosisDeg: 0, cobbDeg: 0 },
    },
  };
}

/** A real volume whose values are a function of the patient position. */
export function fakeImage(dims: Dims, voxelToPatient: Affine, valueAt: (p: Vec3) => number): ImagePatient {
  const data = new Float32Array(dims[0] * dims[1] * dims[2]);
  let n = 0;
  for (let k = 0; k < dims[2]; k++)
    for (let j = 0; j < dims[1]; j++)
      for (let i = 0; i < dims[0]; i++) data[n++] = valueAt(applyToPoint(voxelToPatient, [i, j, k]));
  return { kind: 'image', name: 'fake image', volume: { data, dims, voxelToPatient } };
}
