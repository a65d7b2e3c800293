import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { applyToPoint, dot, sub, type Vec3 } from '../../geometry';
import { LABEL } from '../../volume';
import { parsePhantomDefinition } from '../definition';
import { generatePhantom } from '../phantom';
import { TISSUE } from '../tissues';
import type { DiscMeasures, VertebraMeasures } from '../truthTypes';
import type { PhantomPatient } from '../types';

const normal = JSON.parse(readFileSync('phantoms/normal.json', 'utf8')) as Record<string, unknown>;
const draw = (...findings: object[]): PhantomPatient =>
  generatePhantom(parsePhantomDefinition({ ...normal, spread: 0.3, findings }), 5);

const healthy = draw();
const disc = (patient: PhantomPatient, level: string): DiscMeasures => {
  const found = patient.truth.measures.discs.find((d) => d.level === level);
  if (!found) throw new Error(`no ${level}`);
  return found;
};
const vertebra = (patient: PhantomPatient, level: string): VertebraMeasures => {
  const found = patient.truth.measures.vertebrae.find((v) => v.level === level);
  if (!found) throw new Error(`no ${level}`);
  return found;
};

/** Centres of the fine map's voxels of a tissue, LPS mm. */
function voxelsOf({ tissueMaps, labels }: PhantomPatient, tissue: number): { at: Vec3; label: number }[] {
  const map = tissueMaps[0]?.tissues;
  if (!map) throw new Error('a phantom has a fine map');
  const [nx, ny] = map.dims;
  const found: { at: Vec3; label: number }[] = [];
  map.data.forEach((t, n) => {
    if (t !== tissue) return;
    const index: Vec3 = [n % nx, Math.floor(n / nx) % ny, Math.floor(n / (nx * ny))];
    found.push({ at: applyToPoint(map.voxelToPatient, index), label: labels.data[n] ?? 0 });
  });
  return found;
}
const meanOf = (points: readonly { at: Vec3 }[], axis: 0 | 1 | 2): number =>
  points.reduce((s, p) => s + p.at[axis], 0) / points.length;
const volumeMm3 = (patient: PhantomPatient, tissue: number): number =>
  voxelsOf(patient, tissue).length * 0.75 ** 3;
/** Height over the plane of a disc, mm. */
const over = (patient: PhantomPatient, level: string, point: Vec3): number => {
  const d = patient.truth.discs.find((candidate) => candidate.level === level);
  if (!d) throw new Error(`no ${level}`);
  return dot(sub(point, d.centre), d.normal);
};
const bytesOf = ({ tissueMaps }: PhantomPatient): Buffer => Buffer.from(tissueMaps[0]?.tissues.data ?? []);
const VOXEL = 0.75;

describe('herniations', () => {
  const patient = draw(
    {
      kind: 'extrusion',
      disc: 'L4-L5',
      side: 'left',
      zone: 'subarticular',
      mm: 9,
      widthMm: 12,
      migration: { direction: 'down', mm: 18 },
    },
    { kind: 'protrusion', disc: 'L5-S1', side: 'right', zone: 'central', mm: 5, widthMm: 18 },
    {
      kind: 'sequestration',
      disc: 'L3-L4',
      side: 'right',
      zone: 'subarticular',
      mm: 6,
      widthMm: 10,
      migration: { direction: 'up', mm: 17 },
    },
    { kind: 'protrusion', disc: 'L2-L3', side: 'left', zone: 'extraforaminal', mm: 6, widthMm: 14 },
    { kind: 'extrusion', disc: 'L1-L2', side: 'right', zone: 'foraminal', mm: 7, widthMm: 10 },
  );
  const pieces = voxelsOf(patient, TISSUE.discHerniation);
  const near = (level: string): { at: Vec3; label: number }[] =>
    pieces.filter(({ at }) => Math.abs(over(patient, level, at)) < 4);
  const middle = (level: string): number =>
    patient.truth.discs.find((d) => d.level === level)?.centre[0] ?? Number.NaN;

  it.each([
    ['L4-L5', 9],
    ['L5-S1', 5],
    ['L2-L3', 6],
    ['L1-L2', 7],
  ])('at %s stands %i mm out of its disc', (level, mm) => {
    const [found] = disc(patient, level).herniations;
    expect(Math.abs((found?.mm ?? 0) - mm)).toBeLessThan(VOXEL);
  });

  it('lies on the side asked for: left is +x', () => {
    expect(meanOf(near('L4-L5'), 0)).toBeGreaterThan(middle('L4-L5') + 3);
    expect(meanOf(near('L5-S1'), 0)).toBeLessThan(middle('L5-S1') - 1);
    expect(meanOf(near('L2-L3'), 0)).toBeGreaterThan(middle('L2-L3') + 18);
    expect(meanOf(near('L1-L2'), 0)).toBeLessThan(middle('L1-L2') - 8);
  });

  it('runs as far as it has migrated, behind the body, and no further', () => {
    const { migration } = disc(patient, 'L4-L5').herniations[0] ?? { migration: { upMm: 0, downMm: 0 } };
    expect(Math.abs(migration.downMm - 18)).toBeLessThan(1.5);
    expect(migration.upMm).toBeLessThan(8);
  });

  it('as a sequester does not touch its disc and goes up', () => {
    const { migration, mm } = disc(patient, 'L3-L4').herniations[0] ?? {
      migration: { upMm: 0, downMm: 9 },
      mm: 0,
    };
    expect(Math.abs(migration.upMm - 17)).toBeLessThan(1.5);
    expect(migration.downMm).toBe(0);
    expect(Math.abs(mm - 6)).toBeLessThan(1.5);
    const piece = pieces.filter(
      ({ at }) => over(patient, 'L3-L4', at) > 2 && over(patient, 'L3-L4', at) < 20,
    );
    const lowest = Math.min(...piece.map(({ at }) => over(patient, 'L3-L4', at)));
    expect(lowest).toBeGreaterThan(disc(patient, 'L3-L4').heights.middleMm / 2 - 1);
  });

  it('is labelled disc, and the sac gives way', () => {
    expect(pieces.every(({ label }) => label === LABEL.disc)).toBe(true);
    expect(disc(patient, 'L5-S1').sacAreaMm2).toBeLessThan(disc(healthy, 'L5-S1').sacAreaMm2 - 10);
  });
});

describe('stenoses', () => {
  const patient = draw(
    { kind: 'central-stenosis', disc: 'L2-L3', schizas: 'D' },
    { kind: 'central-stenosis', disc: 'L3-L4', schizas: 'C' },
    { kind: 'central-stenosis', disc: 'L4-L5', schizas: 'B' },
    { kind: 'foraminal-stenosis', disc: 'L3-L4', side: 'right', grade: 3 },
    { kind: 'foraminal-stenosis', disc: 'L4-L5', side: 'left', grade: 1 },
    { kind: 'foraminal-stenosis', disc: 'L5-S1', side: 'right', grade: 2 },
    { kind: 'lateral-recess-stenosis', disc: 'L5-S1', side: 'left', grade: 3 },
    { kind: 'lateral-recess-stenosis', disc: 'L4-L5', side: 'right', grade: 2 },
    { kind: 'lateral-recess-stenosis', disc: 'L3-L4', side: 'left', grade: 1 },
  );

  it('narrow the sac to the area of their grade and press the fluid out', () => {
    const [d, c, b] = ['L2-L3', 'L3-L4', 'L4-L5'].map((level) => disc(patient, level));
    expect([d, c, b].map((m) => m?.grades.schizas)).toEqual(['D', 'C', 'B']);
    expect(Math.abs((d?.sacAreaMm2 ?? 0) - 40)).toBeLessThan(4);
    expect(Math.abs((c?.sacAreaMm2 ?? 0) - 62)).toBeLessThan(5);
    expect(Math.abs((b?.sacAreaMm2 ?? 0) - 88)).toBeLessThan(6);
    expect(c?.fatBehindMm2).toBeGreaterThan(4);
    expect(d?.fatBehindMm2).toBeLessThan(4);
  });

  it('leave a healthy canal at grade A and between published limits', () => {
    for (const level of ['L2-L3', 'L3-L4', 'L4-L5']) {
      const { grades, sacAreaMm2 } = disc(healthy, level);
      expect(grades.schizas, level).toBe('A');
      // Controls at L4-L5: 152 ± 54 mm².
      expect(Math.abs(sacAreaMm2 - 152), level).toBeLessThan(108);
    }
  });

  it('of foramina take the fat on the side of their grade alone', () => {
    expect(disc(patient, 'L3-L4').grades.foramen).toEqual({ left: 0, right: 3 });
    expect(disc(patient, 'L4-L5').grades.foramen).toEqual({ left: 1, right: 0 });
    expect(disc(patient, 'L5-S1').grades.foramen).toEqual({ left: 0, right: 2 });
    expect(disc(patient, 'L3-L4').foramenApMm.right).toBeLessThan(3.5);
  });

  it('of recesses lower them on their side alone', () => {
    expect(disc(patient, 'L5-S1').grades.lateralRecess).toEqual({ left: 3, right: 0 });
    expect(disc(patient, 'L4-L5').grades.lateralRecess.right).toBe(2);
    expect(disc(patient, 'L3-L4').grades.lateralRecess.left).toBe(1);
    expect(disc(patient, 'L5-S1').recessHeightMm.right).toBe(disc(healthy, 'L5-S1').recessHeightMm.right);
  });

  it('of recesses leave the height of their grade, bone from behind pushing the sac aside', () => {
    const narrowed = draw({ kind: 'lateral-recess-stenosis', disc: 'L3-L4', side: 'left', grade: 2 });
    const { left, right } = disc(narrowed, 'L3-L4').recessHeightMm;
    expect(Math.abs(left - 2.3)).toBeLessThan(0.75);
    expect(right).toBe(disc(healthy, 'L3-L4').recessHeightMm.right);
    expect(voxelsOf(narrowed, TISSUE.csf).length).toBeLessThan(voxelsOf(healthy, TISSUE.csf).length);
  });

  it('leave healthy recesses open: up to the facet joint, the sac notwithstanding', () => {
    for (const level of ['L2-L3', 'L3-L4', 'L4-L5', 'L5-S1']) {
      const { left, right } = disc(healthy, level).recessHeightMm;
      // Normal above 5 mm, stenosis below 3 mm.
      expect(Math.min(left, right), level).toBeGreaterThan(4);
      expect(Math.max(left, right), level).toBeLessThan(13);
    }
  });
});

describe('joints, ligaments and slips', () => {
  const patient = draw(
    { kind: 'facet-hypertrophy', disc: 'L3-L4', side: 'left', grade: 3, effusion: true },
    { kind: 'flavum-hypertrophy', disc: 'L2-L3', mm: 6 },
    { kind: 'listhesis', disc: 'L5-S1', meyerding: 2, direction: 'anterior', lysis: true },
    { kind: 'listhesis', disc: 'L1-L2', mm: 4, direction: 'posterior', lysis: false },
    { kind: 'synovial-cyst', disc: 'L4-L5', side: 'right', mm: 9 },
    { kind: 'pfirrmann', disc: 'L4-L5', grade: 5, heightFactor: 0.5 },
  );

  it('thicken the ligament to what is asked for, on both sides', () => {
    const { flavumThicknessMm } = disc(patient, 'L2-L3');
    expect(Math.abs(flavumThicknessMm.left - 6)).toBeLessThan(1.2);
    expect(Math.abs(flavumThicknessMm.right - 6)).toBeLessThan(1.2);
    expect(disc(patient, 'L2-L3').sacAreaMm2).toBeLessThan(disc(healthy, 'L2-L3').sacAreaMm2);
  });

  it('put fluid in the left joint and narrow the canal', () => {
    const [z0, x0] = [2, 0].map(
      (axis) => patient.truth.discs.find((d) => d.level === 'L3-L4')?.centre[axis as 0 | 2] ?? 0,
    );
    const fluid = voxelsOf(patient, TISSUE.synovialFluid).filter(
      ({ at }) => Math.abs(at[2] - (z0 ?? 0)) < 14,
    );
    const left = fluid.filter(({ at }) => at[0] > (x0 ?? 0)).length;
    expect(left).toBeGreaterThan(1.4 * (fluid.length - left));
    expect(disc(patient, 'L3-L4').sacAreaMm2).toBeLessThan(disc(healthy, 'L3-L4').sacAreaMm2);
  });

  it('slip as far as asked for: forward by Meyerding, backward by mm', () => {
    expect(disc(patient, 'L5-S1').grades.meyerding).toBe(2);
    expect(disc(patient, 'L5-S1').listhesisMm).toBeGreaterThan(8);
    expect(Math.abs(disc(patient, 'L1-L2').listhesisMm + 4)).toBeLessThan(0.6);
  });

  it('hang a cyst into the canal on its side', () => {
    const wall = patient.truth.discs.find((d) => d.level === 'L4-L5')?.centre ?? [0, 0, 0];
    const cyst = voxelsOf(patient, TISSUE.synovialFluid).filter(
      ({ at }) => Math.abs(over(patient, 'L4-L5', at)) < 6 && at[1] < wall[1] + 40,
    );
    const inCanal = cyst.filter(({ at }) => Math.abs(at[0] - wall[0]) < 9);
    expect(meanOf(inCanal, 0)).toBeLessThan(wall[0] - 1);
    expect(inCanal.length * VOXEL ** 3).toBeGreaterThan(60);
    expect(disc(patient, 'L4-L5').sacAreaMm2).toBeLessThan(disc(healthy, 'L4-L5').sacAreaMm2 - 10);
  });

  it('lower a collapsed disc to its share of the height', () => {
    const ratio = disc(patient, 'L4-L5').heights.middleMm / disc(healthy, 'L4-L5').heights.middleMm;
    expect(ratio).toBeGreaterThan(0.4);
    expect(ratio).toBeLessThan(0.68);
    expect(disc(patient, 'L4-L5').grades.pfirrmann).toBe(5);
  });
});

describe('bones', () => {
  const patient = draw(
    { kind: 'compression-fracture', vertebra: 'L1', heightLoss: 0.4, acute: true, shape: 'wedge' },
    { kind: 'compression-fracture', vertebra: 'L2', heightLoss: 0.5, acute: false, shape: 'biconcave' },
    { kind: 'compression-fracture', vertebra: 'T12', heightLoss: 0.3, acute: false, shape: 'crush' },
    { kind: 'schmorl-node', disc: 'L3-L4', endplate: 'below', mm: 7 },
    { kind: 'haemangioma', vertebra: 'L3', mm: 14 },
    { kind: 'metastasis', vertebra: 'L5', mm: 10, count: 2 },
    { kind: 'modic', disc: 'L4-L5', type: 2, extent: 0.3 },
    { kind: 'tarlov-cyst', level: 'S2', side: 'left', mm: 14 },
    { kind: 'pedicle-screws', from: 'L4', to: 'L5', rod: true },
    { kind: 'annular-fissure', disc: 'L5-S1' },
  );
  const loss = (level: string, where: 'anteriorMm' | 'middleMm' | 'posteriorMm'): number =>
    1 - vertebra(patient, level).heights[where] / vertebra(healthy, level).heights[where];

  it('lose their height where the fracture says', () => {
    // Heights are read at 0.7 of the half depth: a wedge has lost 0.34 there of its 0.4 at the edge.
    expect(Math.abs(loss('L1', 'anteriorMm') - 0.34)).toBeLessThan(0.06);
    expect(Math.abs(loss('L1', 'posteriorMm') - 0.06)).toBeLessThan(0.06);
    expect(Math.abs(loss('L2', 'middleMm') - 0.5)).toBeLessThan(0.09);
    expect(loss('L2', 'middleMm')).toBeGreaterThan(loss('L2', 'anteriorMm') + 0.15);
    for (const where of ['anteriorMm', 'middleMm', 'posteriorMm'] as const)
      expect(Math.abs(loss('T12', where) - 0.3), where).toBeLessThan(0.06);
  });

  it('hold oedema only where the fracture is fresh', () => {
    const [l1, l2] = ['L1', 'L2'].map(
      (l) => patient.truth.vertebrae.find((v) => v.level === l)?.centre[2] ?? 0,
    );
    const water = voxelsOf(patient, TISSUE.marrowOedema);
    expect(water.length * VOXEL ** 3).toBeGreaterThan(4000);
    expect(water.every(({ at }) => Math.abs(at[2] - (l1 ?? 0)) < Math.abs(at[2] - (l2 ?? 0)))).toBe(true);
  });

  it('show marrow changes at their size, still labelled vertebra', () => {
    const sphere = (4 / 3) * Math.PI * 7 ** 3;
    // A ninth of a haemangioma is thick trabeculae.
    expect(volumeMm3(patient, TISSUE.haemangioma) / sphere).toBeGreaterThan(0.75);
    expect(volumeMm3(patient, TISSUE.haemangioma) / sphere).toBeLessThan(1);
    const deposits = volumeMm3(patient, TISSUE.metastasis) / ((4 / 3) * Math.PI * 5 ** 3);
    expect(deposits).toBeGreaterThan(0.9);
    expect(deposits).toBeLessThan(2.1);
    for (const tissue of [TISSUE.haemangioma, TISSUE.metastasis, TISSUE.modic2, TISSUE.schmorlNode]) {
      const voxels = voxelsOf(patient, tissue);
      const kept = voxels.filter(({ label }) => label === LABEL.vertebra).length;
      expect(kept / voxels.length).toBeGreaterThan(0.8);
    }
  });

  it('show Modic changes on both sides of the disc, no deeper than asked for', () => {
    const heights = voxelsOf(patient, TISSUE.modic2).map(({ at }) => over(patient, 'L4-L5', at));
    const half = disc(patient, 'L4-L5').heights.middleMm / 2;
    expect(Math.max(...heights)).toBeLessThan(half + 0.3 * 28 + 6);
    expect(Math.max(...heights)).toBeGreaterThan(half + 4);
    expect(Math.min(...heights)).toBeLessThan(-half - 4);
  });

  it('sink a node into the endplate below the disc, to its depth', () => {
    const depths = voxelsOf(patient, TISSUE.schmorlNode).map(({ at }) => -over(patient, 'L3-L4', at));
    expect(Math.min(...depths)).toBeGreaterThan(0);
    const deep = Math.max(...depths) - Math.min(...depths);
    expect(Math.abs(deep - 7)).toBeLessThan(2.5);
  });

  it('place the cyst of the left S2 root left of the sacral canal', () => {
    const cyst = voxelsOf(patient, TISSUE.perineuralCyst);
    const canal = voxelsOf(patient, TISSUE.csf).filter(({ at }) => at[2] < meanOf(cyst, 2) + 25);
    expect(meanOf(cyst, 0)).toBeGreaterThan(meanOf(canal, 0) + 1);
    expect(cyst.length * VOXEL ** 3).toBeGreaterThan(0.5 * (4 / 3) * Math.PI * 7 ** 3);
  });

  it('carry screws on both sides through the pedicles of L4 and L5', () => {
    const metal = voxelsOf(patient, TISSUE.metal);
    for (const level of ['L4', 'L5']) {
      const centre = patient.truth.vertebrae.find((v) => v.level === level)?.centre ?? [0, 0, 0];
      const inBody = metal.filter(
        ({ at, label }) => label === LABEL.vertebra && Math.abs(at[2] - centre[2]) < 20,
      );
      expect(
        inBody.some(({ at }) => at[0] > centre[0] + 5),
        level,
      ).toBe(true);
      expect(
        inBody.some(({ at }) => at[0] < centre[0] - 5),
        level,
      ).toBe(true);
      expect(Math.min(...inBody.map(({ at }) => at[1])), level).toBeLessThan(centre[1] + 8);
    }
    expect(metal.some(({ label }) => label === LABEL.canal)).toBe(false);
  });

  it('tear the annulus in the back of its disc', () => {
    const tear = voxelsOf(patient, TISSUE.annularFissure);
    const centre = patient.truth.discs.find((d) => d.level === 'L5-S1')?.centre ?? [0, 0, 0];
    expect(tear.length).toBeGreaterThan(20);
    expect(tear.every(({ at, label }) => at[1] > centre[1] + 6 && label === LABEL.disc)).toBe(true);
  });
});

it('fat presses the whole sac in epidural lipomatosis', () => {
  const patient = draw({ kind: 'epidural-lipomatosis', grade: 2 });
  for (const level of ['L3-L4', 'L4-L5', 'L5-S1']) {
    const ratio = disc(patient, level).sacAreaMm2 / disc(healthy, level).sacAreaMm2;
    // Grade 2 leaves 0.6 of the sac's diameters.
    expect(Math.abs(ratio - 0.36), level).toBeLessThan(0.07);
    expect(disc(patient, level).grades.schizas, level).not.toBe('A');
  }
});

it('paints the same findings for the same seed', () => {
  const findings = [
    { kind: 'metastasis', vertebra: 'L3', mm: 9, count: 3 },
    { kind: 'central-stenosis', disc: 'L4-L5', schizas: 'B' },
  ];
  const [a, b] = [draw(...findings), draw(...findings)];
  // Compared as bytes: an assertion on 18 million numbers takes minutes.
  expect(Buffer.compare(...([a, b].map(bytesOf) as [Buffer, Buffer]))).toBe(0);
});
