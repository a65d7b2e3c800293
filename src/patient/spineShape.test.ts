import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  addScaled,
  angleDeg,
  applyToPoint,
  cross,
  dot,
  invertAffine,
  normalize,
  sub,
  type Vec3,
} from '../geometry';
import { LABEL, levelsOf, sampleNearest, type Volume } from '../volume';
import {
  generatePhantom,
  instanceCode,
  instanceName,
  parsePhantomDefinition,
  PART,
  STRUCTURE,
  TISSUE,
  type PhantomDefinition,
  type PhantomPatient,
} from './index';

const normal = parsePhantomDefinition(JSON.parse(readFileSync('phantoms/normal.json', 'utf8')));
const draw = (change: Partial<PhantomDefinition>, seed = 5, voxelMm = 1.5): PhantomPatient =>
  generatePhantom({ ...normal, ...change }, seed, { voxelMm, extentMm: [160, 210, 340] });
const meanMan = draw({ spread: 0, sex: 'male' }, 1, 0.75);

const valueAt = (volume: Volume, p: Vec3): number =>
  sampleNearest(volume, ...applyToPoint(invertAffine(volume.voxelToPatient), p));
function vertebra(p: PhantomPatient, level: string) {
  const found = p.truth.vertebrae.find((v) => v.level === level);
  if (!found) throw new Error(`no ${level}`);
  return found;
}
function disc(p: PhantomPatient, level: string) {
  const found = p.truth.discs.find((d) => d.level === level);
  if (!found) throw new Error(`no ${level}`);
  return found;
}
const leftOf = (normalUp: Vec3): Vec3 => normalize(addScaled([1, 0, 0], normalUp, -normalUp[0]));

/** Patient points and values of a plane through `centre`, 0.5 mm apart, up to `reach` mm each way. */
function* planePoints(
  centre: Vec3,
  up: Vec3,
  reach: number,
): Generator<{ p: Vec3; left: number; back: number }> {
  const l = leftOf(up);
  const q = cross(up, l);
  for (let left = -reach; left <= reach; left += 0.5)
    for (let back = -reach; back <= reach; back += 0.5)
      yield { p: addScaled(addScaled(centre, l, left), q, back), left, back };
}

describe.each([
  [4, 'none', 'L4-S1'],
  [5, 'none', 'L5-S1'],
  [6, 'none', 'L6-S1'],
  [5, 'sacralised-L5', 'L5-S1'],
  [5, 'lumbarised-S1', 'S1-S2'],
  [6, 'lumbarised-S1', 'S1-S2'],
] as const)('%i lumbar vertebrae, transition %s', (lumbarVertebrae, transition, lowest) => {
  const p = draw({ lumbarVertebrae, transition });

  it('has the vertebrae and discs it should, named from T10 to the sacrum', () => {
    const levels = levelsOf(lumbarVertebrae, transition === 'lumbarised-S1');
    expect(p.truth.vertebrae.map((v) => v.level)).toEqual(levels.vertebrae);
    expect(p.truth.discs.map((d) => d.level)).toEqual(levels.discs);
    expect(p.truth.discs.at(-1)?.level).toBe(lowest);
    expect(p.truth.vertebrae.filter((v) => !v.lowerEndplate)).toHaveLength(1);
  });

  it('shows each of them in labels and instances where the truth says', () => {
    p.truth.discs.forEach((d, i) => {
      if (i < 1) return;
      expect(valueAt(p.labels, d.centre), d.level).toBe(LABEL.disc);
      expect(valueAt(p.instances, d.centre)).toBe(instanceCode('disc', i));
      expect(instanceName(p.truth, valueAt(p.instances, d.centre))).toBe(d.level);
    });
    p.truth.vertebrae.forEach((v, i) => {
      if (i < 1 || !v.lowerEndplate) return;
      expect(valueAt(p.labels, v.centre), v.level).toBe(LABEL.vertebra);
      expect(instanceName(p.truth, valueAt(p.instances, v.centre))).toBe(v.level);
    });
    const sacrum = p.truth.vertebrae.at(-1);
    if (!sacrum) throw new Error('no sacrum');
    expect(valueAt(p.labels, addScaled(sacrum.centre, sacrum.upperEndplate.normal, -8))).toBe(LABEL.sacrum);
  });
});

it('makes the disc of a sacralised L5 low and narrow, and that of a lumbarised S1 well formed', () => {
  const usual = disc(draw({ spread: 0 }), 'L5-S1');
  const rudimentary = disc(draw({ spread: 0, transition: 'sacralised-L5' }), 'L5-S1');
  expect(rudimentary.height).toBeLessThan(0.65 * usual.height);
  expect(rudimentary.width).toBeLessThan(0.9 * usual.width);
  const free = disc(draw({ spread: 0, transition: 'lumbarised-S1' }), 'S1-S2');
  expect(free.height).toBeGreaterThan(6);
});

/** Normal of the least-squares plane of a body's labelled face within 60 % of its radius. */
function faceNormal(p: PhantomPatient, level: string, face: 'upper' | 'lower'): Vec3 {
  const v = vertebra(p, level);
  const plate = face === 'upper' ? v.upperEndplate : v.lowerEndplate;
  if (!plate) throw new Error(`${level} has no ${face} endplate`);
  const sign = face === 'upper' ? 1 : -1;
  let [n, sl, sq, sh, sll, sqq, slq, slh, sqh] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (const { p: at, left, back } of planePoints(plate.point, plate.normal, 24)) {
    // The dish is symmetric about the centre: half of the radius leaves out rims and rounded edges.
    if ((left * left) / (15 * 15) + (back * back) / (10.5 * 10.5) > 1) continue;
    let h = 4;
    while (h > -9 && valueAt(p.labels, addScaled(at, plate.normal, sign * h)) !== LABEL.vertebra) h -= 0.1;
    n++;
    sl += left;
    sq += back;
    sh += h;
    sll += left * left;
    sqq += back * back;
    slq += left * back;
    slh += left * h;
    sqh += back * h;
  }
  const [ml, mq, mh] = [sl / n, sq / n, sh / n];
  const [a, b, c] = [sll / n - ml * ml, slq / n - ml * mq, sqq / n - mq * mq];
  const [d, e] = [slh / n - ml * mh, sqh / n - mq * mh];
  const det = a * c - b * b;
  const slopeLeft = (sign * (d * c - e * b)) / det;
  const slopeBack = (sign * (a * e - b * d)) / det;
  const l = leftOf(plate.normal);
  const q = cross(plate.normal, l);
  return normalize(addScaled(addScaled(plate.normal, l, -slopeLeft), q, -slopeBack));
}

describe('the mean man', () => {
  it('has endplates that lie as the truth says, within 1.5°', () => {
    for (const level of ['L1', 'L2', 'L3', 'L4', 'L5'])
      for (const face of ['upper', 'lower'] as const) {
        const v = vertebra(meanMan, level);
        const plate = face === 'upper' ? v.upperEndplate : v.lowerEndplate;
        const tilt = angleDeg(faceNormal(meanMan, level, face), plate?.normal ?? [0, 0, 1]);
        expect(tilt, `${face} endplate of ${level}`).toBeLessThan(1.5);
      }
  });

  it('has bodies, discs and canals of published size', () => {
    for (const level of ['L1', 'L2', 'L3', 'L4', 'L5']) {
      const v = vertebra(meanMan, level);
      const up = v.upperEndplate.normal;
      const below = addScaled(v.upperEndplate.point, up, -3.5);
      let [left, right, front, back] = [0, 0, 0, 0];
      for (const at of planePoints(below, up, 32)) {
        if (valueAt(meanMan.parts, at.p) !== PART.body) continue;
        if (Math.abs(at.back) < 0.3) {
          left = Math.max(left, at.left);
          right = Math.min(right, at.left);
        }
        if (Math.abs(at.left) < 0.3) {
          back = Math.max(back, at.back);
          front = Math.min(front, at.back);
        }
      }
      expect(left - right, `${level} width`).toBeGreaterThan(41);
      expect(left - right, `${level} width`).toBeLessThan(55);
      // 3.5 mm below the rim and in the hollow of the midline a body is some 4 mm less deep than its rim.
      expect(back - front, `${level} depth`).toBeGreaterThan(30);
      expect(back - front, `${level} depth`).toBeLessThan(44);
      const lower = v.lowerEndplate?.point ?? v.centre;
      const height = dot(sub(v.upperEndplate.point, lower), up);
      expect(height, `${level} height`).toBeGreaterThan(25);
      expect(height, `${level} height`).toBeLessThan(32);
    }
    for (const level of ['L1-L2', 'L2-L3', 'L3-L4', 'L4-L5', 'L5-S1']) {
      expect(disc(meanMan, level).height, level).toBeGreaterThan(8);
      expect(disc(meanMan, level).height, level).toBeLessThan(14);
      const { area, ap } = sac(meanMan, level);
      // Controls at L4-L5: 152 ± 54 mm²; no absolute or relative stenosis (AP above 12 mm).
      expect(area, `${level} sac area`).toBeGreaterThan(110);
      expect(area, `${level} sac area`).toBeLessThan(230);
      expect(ap, `${level} sac AP`).toBeGreaterThan(level === 'L5-S1' ? 9.5 : 11.5);
      expect(ap, `${level} sac AP`).toBeLessThan(17);
    }
  });

  it('has a canal open between the pedicles, wide as published (L5 28.2 ± 3.1 mm)', () => {
    for (const level of ['L1', 'L2', 'L3', 'L4', 'L5']) {
      const v = vertebra(meanMan, level);
      const up = v.upperEndplate.normal;
      const at = addScaled(v.centre, up, 3);
      let [left, right] = [0, 0];
      const wall = firstBehind(meanMan, at, up);
      const q = cross(up, leftOf(up));
      const middle = addScaled(at, q, wall + 4);
      const bone = (p: Vec3): boolean => valueAt(meanMan.parts, p) === PART.arch;
      while (left < 30 && !bone(addScaled(middle, leftOf(up), left))) left += 0.25;
      while (right < 30 && !bone(addScaled(middle, leftOf(up), -right))) right += 0.25;
      expect(left + right, `${level} width between the pedicles`).toBeGreaterThan(19);
      expect(left + right, `${level} width between the pedicles`).toBeLessThan(31.3);
    }
  });
});

/** Distance behind `from` at which the body ends, mm. */
function firstBehind(p: PhantomPatient, from: Vec3, up: Vec3): number {
  const q = cross(up, leftOf(up));
  let d = 5;
  while (d < 40 && valueAt(p.parts, addScaled(from, q, d)) === PART.body) d += 0.25;
  return d;
}

/** Area of the sac in a disc's plane, mm², and its depth in the midline, mm. */
function sac(p: PhantomPatient, level: string): { area: number; ap: number } {
  const d = disc(p, level);
  let [area, ap] = [0, 0];
  for (const at of planePoints(addScaled(d.centre, cross(d.normal, leftOf(d.normal)), 25), d.normal, 22)) {
    if (valueAt(p.labels, at.p) !== LABEL.canal) continue;
    area += 0.25;
    if (at.left === 0) ap += 0.5;
  }
  return { area, ap };
}

describe('inside the sac of the mean man', () => {
  const count = (centre: Vec3, up: Vec3, structure: number): { area: number; back: number } => {
    let [area, back] = [0, 0];
    for (const at of planePoints(addScaled(centre, cross(up, leftOf(up)), 25), up, 22)) {
      if (valueAt(meanMan.structures, at.p) !== structure) continue;
      area += 0.25;
      back += 0.25 * at.back;
    }
    return { area, back: back / area };
  };

  it('the cord ends at L1-L2 and the roots below it lie behind, fewer at each level', () => {
    const t11 = vertebra(meanMan, 'T11');
    const cord = count(t11.centre, t11.upperEndplate.normal, STRUCTURE.cord).area;
    // About 9 × 7 mm.
    expect(cord).toBeGreaterThan(35);
    expect(cord).toBeLessThan(75);
    const l3 = vertebra(meanMan, 'L3');
    expect(count(l3.centre, l3.upperEndplate.normal, STRUCTURE.cord).area).toBe(0);
    const areas = ['L2-L3', 'L3-L4', 'L4-L5'].map((level) => {
      const d = disc(meanMan, level);
      const roots = count(d.centre, d.normal, STRUCTURE.caudaEquina);
      const fluid = count(d.centre, d.normal, STRUCTURE.sacCsf);
      expect(roots.back, `${level}: roots behind the fluid`).toBeGreaterThan(fluid.back + 1);
      expect(fluid.area).toBeGreaterThan(roots.area);
      return roots.area;
    });
    expect(areas[2]).toBeGreaterThan(4);
    expect(areas[0]).toBeGreaterThan(areas[2] ?? Infinity);
  });

  it('each lumbar root has a ganglion in a fat-filled foramen on both sides', () => {
    const found = new Map<number, number>();
    const fat = new Map<number, number>();
    const { data, dims } = meanMan.structures;
    data.forEach((s, n) => {
      if (s !== STRUCTURE.dorsalRootGanglion) return;
      const code = meanMan.instances.data[n] ?? 0;
      found.set(code, (found.get(code) ?? 0) + 1);
      for (const step of [-4, 4, -4 * dims[0] * dims[1], 4 * dims[0] * dims[1]]) {
        const t = meanMan.tissueMaps[0]?.tissues.data[n + step];
        if (t === TISSUE.foraminalFat || t === TISSUE.epiduralFat) fat.set(code, (fat.get(code) ?? 0) + 1);
      }
    });
    meanMan.truth.vertebrae.forEach((v, i) => {
      if (!/^L[1-5]$/.test(v.level)) return;
      for (const kind of ['leftRoot', 'rightRoot'] as const) {
        const code = instanceCode(kind, i);
        const mm3 = (found.get(code) ?? 0) * 0.75 ** 3;
        // 5–6 mm thick, about 11 mm long: near 170 mm³.
        expect(mm3, `${kind} ${v.level}`).toBeGreaterThan(60);
        expect(fat.get(code) ?? 0).toBeGreaterThan(20);
      }
    });
  });
});

describe('any patient', () => {
  const p = draw({}, 21);

  it('keeps 88 % of the vertebrae’s marrow inside their label', () => {
    let [marrow, outside] = [0, 0];
    p.tissueMaps[0]?.tissues.data.forEach((t, n) => {
      if (t !== TISSUE.vertebralMarrow && t !== TISSUE.fattyMarrow) return;
      marrow++;
      if (p.labels.data[n] !== LABEL.vertebra) outside++;
    });
    expect(marrow).toBeGreaterThan(10000);
    expect(outside / marrow).toBeLessThan(0.12);
  });

  it('grows older with worn discs and fatty marrow', () => {
    const young = draw({ ageYears: 20, spread: 0 });
    const old = draw({ ageYears: 85, spread: 0 });
    expect(young.fatFractions.vertebralMarrow ?? 1).toBeLessThan(
      (old.fatFractions.vertebralMarrow ?? 0) - 0.2,
    );
    expect(disc(old, 'L4-L5').height).toBeLessThan(0.9 * disc(young, 'L4-L5').height);
  });

  it('ends its sac between S1 and S3', () => {
    for (const seed of [31, 32, 33, 34]) {
      const q = draw({}, seed, 3);
      const end = q.truth.canal.at(-1);
      const s1 = vertebra(q, 'S1').upperEndplate;
      if (!end) throw new Error('no canal');
      const below = dot(sub(s1.point, end), s1.normal);
      expect(below).toBeGreaterThan(2);
      expect(below).toBeLessThan(75);
    }
  });
});
