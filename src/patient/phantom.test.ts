import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  addScaled,
  angleDeg,
  applyToPoint,
  cross,
  distance,
  dot,
  invertAffine,
  normalize,
  signedDistance,
  sub,
  type Vec3,
} from '../geometry';
import { LABEL, sampleNearest, type Volume } from '../volume';
import {
  drawPopulationDefinition,
  generatePhantom,
  parsePhantomDefinition,
  parsePopulation,
  PART,
  SPINE_EXTENT_MM,
  TISSUE,
  TISSUES,
  wholeMap,
  type PhantomDefinition,
  type PhantomPatient,
} from './index';

const clinic = parsePopulation(JSON.parse(readFileSync('phantoms/populations/clinic.json', 'utf8')));
const load = (name: string): PhantomDefinition =>
  parsePhantomDefinition(JSON.parse(readFileSync(`phantoms/${name}.json`, 'utf8')));
const VOXEL_MM = 1.5;
const draw = (definition: PhantomDefinition, seed: number): PhantomPatient =>
  generatePhantom(definition, seed, { voxelMm: VOXEL_MM, extentMm: SPINE_EXTENT_MM });
const digest = (p: PhantomPatient): string =>
  createHash('sha256')
    .update(p.tissueMaps[0]?.tissues.data ?? '')
    .update(wholeMap(p).tissues.data)
    .update(p.labels.data)
    .update(p.parts.data)
    .digest('hex');

const valueAt = (volume: Volume, p: Vec3): number =>
  sampleNearest(volume, ...applyToPoint(invertAffine(volume.voxelToPatient), p));
const disc = (p: PhantomPatient, level: string) => {
  const found = p.truth.discs.find((d) => d.level === level);
  if (!found) throw new Error(`no ${level}`);
  return found;
};
const vertebra = (p: PhantomPatient, level: string) => {
  const found = p.truth.vertebrae.find((v) => v.level === level);
  if (!found) throw new Error(`no ${level}`);
  return found;
};

/** Voxel centres of one disc's label: those nearest to its truth centre. */
function discVoxels(p: PhantomPatient, level: string): Vec3[] {
  const d = disc(p, level);
  const [nx, ny, nz] = p.labels.dims;
  const toVoxel = invertAffine(p.labels.voxelToPatient);
  const c = applyToPoint(toVoxel, d.centre);
  const reach = Math.ceil(35 / VOXEL_MM);
  const points: Vec3[] = [];
  for (let k = Math.max(0, Math.round(c[2]) - reach); k < Math.min(nz, c[2] + reach); k++)
    for (let j = Math.max(0, Math.round(c[1]) - reach); j < Math.min(ny, c[1] + reach); j++)
      for (let i = Math.max(0, Math.round(c[0]) - reach); i < Math.min(nx, c[0] + reach); i++) {
        if (p.labels.data[(k * ny + j) * nx + i] !== LABEL.disc) continue;
        const q = applyToPoint(p.labels.voxelToPatient, [i, j, k]);
        const heights = p.truth.discs.map((o) => Math.abs(dot(sub(q, o.centre), o.normal)));
        if (Math.abs(signedDistance({ point: d.centre, normal: d.normal }, q)) === Math.min(...heights))
          points.push(q);
      }
  return points;
}

/** Least-squares plane through points by power iteration on the inverse-free covariance: normal = smallest axis. */
function planeOf(points: readonly Vec3[], guess: Vec3): { centroid: Vec3; normal: Vec3 } {
  const n = points.length;
  const centroid = points.reduce<Vec3>((s, p) => addScaled(s, p, 1 / n), [0, 0, 0]);
  let trace = 0;
  for (const p of points) trace += dot(sub(p, centroid), sub(p, centroid)) / n;
  let normal = guess;
  for (let round = 0; round < 60; round++) {
    let moved: Vec3 = [0, 0, 0];
    for (const p of points) {
      const d = sub(p, centroid);
      moved = addScaled(moved, d, dot(d, normal) / n);
    }
    // (trace·I − C) has its largest eigenvalue where C has its smallest.
    normal = normalize(addScaled(addScaled([0, 0, 0], normal, trace), moved, -1));
  }
  return { centroid, normal };
}

describe('phantom definitions', () => {
  it.each(readdirSync('phantoms').filter((f) => f.endsWith('.json')))('%s is valid', (file) => {
    expect(load(file.replace('.json', '')).schemaVersion).toBe(2);
  });

  it.each([
    [{ discs: { 'L4-L5': { heightFactor: -1 } } }, 'discs.L4-L5.heightFactor'],
    [{ discs: { 'L4-L5': { listhesisMm: 60 } } }, 'discs.L4-L5.listhesisMm'],
    [{ discs: { 'L4-L5': { height: 1 } } }, 'discs.L4-L5.height'],
    [{ discs: { 'L5-L6': {} } }, 'L5-L6'],
    [{ lordosis: 40 }, 'lordosis'],
    [{ schemaVersion: 3 }, 'schemaVersion'],
    [{ scoliosis: { cobbDeg: 120, apex: 'L2', side: 'left', axialRotationDeg: 0 } }, 'scoliosis.cobbDeg'],
  ])('refuses %j and names the key', (change, key) => {
    expect(() => parsePhantomDefinition({ ...load('normal'), ...change })).toThrowError(
      expect.objectContaining({ code: 'phantom-definition-invalid', message: expect.stringContaining(key) }),
    );
  });
});

describe('pose of the mean patient (spread 0)', () => {
  const mean = { ...load('normal'), spread: 0 };
  it('has the lordosis and the lumbosacral angle of its definition', () => {
    const p = draw(mean, 1);
    const s1 = vertebra(p, 'S1').upperEndplate.normal;
    expect(angleDeg(vertebra(p, 'L1').upperEndplate.normal, s1)).toBeCloseTo(mean.lordosisDeg, 6);
    expect(angleDeg(s1, [0, 0, 1])).toBeCloseTo(mean.lumbosacralAngleDeg, 6);
    // The sacral endplate looks forwards (−y) and up.
    expect(s1[1]).toBeLessThan(0);
    expect(distance(vertebra(p, 'L3').centre, [0, 0, 0])).toBeLessThan(1e-9);
  });

  it('bends to the convex side by the Cobb angle', () => {
    const p = draw({ ...mean, scoliosis: load('scoliosis').scoliosis }, 1);
    const tilts = p.truth.vertebrae.map((v) =>
      Math.atan2(v.upperEndplate.normal[0], v.upperEndplate.normal[2]),
    );
    const cobb = ((Math.max(...tilts) - Math.min(...tilts)) * 180) / Math.PI;
    expect(Math.abs(cobb - 25)).toBeLessThan(3);
    const x = (level: string): number => vertebra(p, level).centre[0];
    // Convex left: the apex lies further left (+x) than both ends.
    expect(x('L2')).toBeGreaterThan(x('L5') + 5);
    expect(x('L2')).toBeGreaterThan(x('T10') + 5);
  });

  it('slips L4 forward on L5 by the millimetres asked for and narrows the canal there', () => {
    const slipped = draw({ ...load('listhesis-l4-l5'), spread: 0 }, 1);
    const upper = vertebra(slipped, 'L4').lowerEndplate;
    const lower = vertebra(slipped, 'L5').upperEndplate;
    if (!upper) throw new Error('L4 has a lower endplate');
    const { normal } = disc(slipped, 'L4-L5');
    const forward = normalize(cross(normal, [1, 0, 0]));
    const slip = Math.abs(dot(sub(upper.point, lower.point), forward));
    expect(Math.abs(slip - 8)).toBeLessThan(0.6);
    expect(upper.point[1]).toBeLessThan(lower.point[1]);
    expect(canalAp(slipped, 'L4-L5')).toBeLessThan(0.75 * canalAp(draw(mean, 1), 'L4-L5'));
  });
});

/** AP extent of the canal label in a disc's plane, mm. */
function canalAp(p: PhantomPatient, level: string): number {
  const { centre, normal } = disc(p, level);
  const posterior = normalize(cross(normal, [1, 0, 0]));
  let count = 0;
  for (let q = 5; q <= 50; q += 0.5)
    if (valueAt(p.labels, addScaled(centre, posterior, q)) === LABEL.canal) count++;
  return count * 0.5;
}

const patients: [string, PhantomDefinition, number][] = [
  ['normal', load('normal'), 7],
  ['scoliosis', load('scoliosis'), 8],
  ['listhesis', load('listhesis-l4-l5'), 9],
  ['population', drawPopulationDefinition(clinic, 12), 12],
];

describe.each(patients)('truth against the label map: %s', (_name, definition, seed) => {
  const p = draw(definition, seed);

  it('centres and normals of the discs are those of their labels', () => {
    for (const level of ['T12-L1', 'L1-L2', 'L2-L3', 'L3-L4', 'L4-L5', 'L5-S1']) {
      const d = disc(p, level);
      const { centroid, normal } = planeOf(discVoxels(p, level), d.normal);
      const offset = sub(centroid, d.centre);
      // Wedges and bulges pull the centroid to the thick side; along the normal it must agree.
      expect(Math.abs(dot(offset, d.normal)), `${level} along its normal`).toBeLessThan(0.8);
      expect(Math.hypot(...offset), `${level} centre`).toBeLessThan(5);
      // The study's floor for the PCA of a true mask: 2.4° at the 95th percentile, more for sheared (slipped) discs.
      expect(angleDeg(normal, d.normal), `${level} normal`).toBeLessThan(4.5);
    }
  });

  it('leaves the endplates between vertebra and disc as background', () => {
    for (const level of ['L1-L2', 'L2-L3', 'L3-L4']) {
      const d = disc(p, level);
      const along: number[] = [];
      for (let s = 0; s < 25; s += 0.25) along.push(valueAt(p.labels, addScaled(d.centre, d.normal, s)));
      const discEnd = along.indexOf(LABEL.background);
      const bone = along.indexOf(LABEL.vertebra);
      expect(along.slice(0, discEnd).every((v) => v === LABEL.disc)).toBe(true);
      const gap = (bone - discEnd) * 0.25;
      expect(gap, `${level} gap`).toBeGreaterThanOrEqual(0.5);
      expect(gap, `${level} gap`).toBeLessThan(3.6);
      expect(Math.abs(discEnd * 0.25 - (d.height / 2 - 0.9)), `${level} half height`).toBeLessThan(1.7);
    }
  });

  it('has the vertebral bodies, the sacrum and the canal where the truth says', () => {
    for (const v of p.truth.vertebrae) {
      if (v.level === 'S1') {
        const inside = addScaled(v.centre, v.upperEndplate.normal, -8);
        expect(valueAt(p.labels, inside)).toBe(LABEL.sacrum);
      } else if (v.level !== 'T10') {
        expect(valueAt(p.labels, v.centre), v.level).toBe(LABEL.vertebra);
        expect(valueAt(p.parts, v.centre), v.level).toBe(PART.body);
      }
    }
    const inside = p.truth.canal.filter((c) => valueAt(p.labels, c) === LABEL.canal).length;
    const low = p.labels.voxelToPatient[11] ?? 0;
    const high = low + p.labels.dims[2] * VOXEL_MM;
    const seen = p.truth.canal.filter((c) => c[2] > low && c[2] < high).length;
    expect(inside / seen).toBeGreaterThan(0.95);
    for (let i = 1; i < p.truth.canal.length; i++) {
      const [a, b] = [p.truth.canal[i - 1], p.truth.canal[i]];
      if (a && b) expect(distance(a, b)).toBeLessThan(5);
    }
  });

  it('gives each label to its own tissues', () => {
    const fine = p.tissueMaps[0]?.tissues.data ?? [];
    p.labels.data.forEach((label, n) => {
      const tissue = fine[n] ?? 0;
      if (label === LABEL.background || tissue === TISSUE.corticalBone) return;
      // Findings change the marrow of the sacrum as that of the vertebrae.
      if (label === LABEL.sacrum && TISSUES[tissue]?.label === LABEL.vertebra) return;
      // Schmorl nodes and fractures carry endplate into the bone, which stays bone in the label map.
      const bone = label === LABEL.vertebra || label === LABEL.sacrum;
      if (definition.findings.length > 0 && bone && tissue === TISSUE.endplate) return;
      if (TISSUES[tissue]?.label !== label) throw new Error(`${TISSUES[tissue]?.name} is labelled ${label}`);
    });
  });
});

describe('bytes', () => {
  it('are the same for the same seed and differ for another', () => {
    const coarse = { voxelMm: 2.5, extentMm: SPINE_EXTENT_MM };
    const definition = load('normal');
    const first = digest(generatePhantom(definition, 7, coarse));
    expect(digest(generatePhantom(definition, 7, coarse))).toBe(first);
    expect(digest(generatePhantom(definition, 8, coarse))).not.toBe(first);
  });

  it('put the marker on the skin of the back at patient left, once', () => {
    const p = draw(load('normal'), 7);
    const { data, dims, voxelToPatient } = wholeMap(p).tissues;
    let count = 0;
    data.forEach((t, n) => {
      if (t !== TISSUE.marker) return;
      count++;
      const i = n % dims[0];
      const j = Math.floor(n / dims[0]) % dims[1];
      const [x, y] = applyToPoint(voxelToPatient, [i, j, 0]);
      expect(x).toBeGreaterThan(40);
      expect(y).toBeGreaterThan(40);
    });
    expect(count).toBeGreaterThan(20);
  });
});

it('tells the height of a body behind even where the notch of its vein leaves no bone at half its height', () => {
  const p = generatePhantom(drawPopulationDefinition(clinic, 1006), 1006, { extentMm: SPINE_EXTENT_MM });
  for (const { level, heights } of p.truth.measures.vertebrae) {
    const { upperEndplate, lowerEndplate } = vertebra(p, level);
    const apart = Math.hypot(...sub(upperEndplate.point, lowerEndplate?.point ?? upperEndplate.point));
    // Wedges of up to 10° and the dishes of the endplates.
    expect(Math.abs(heights.posteriorMm - apart), level).toBeLessThan(4);
  }
});
