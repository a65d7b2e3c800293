import { describe, expect, test } from 'vitest';
import {
  addScaled,
  affineFromColumns,
  degToRad,
  LEFT,
  POSTERIOR,
  rotateAbout,
  type SliceGroup,
  type Vec3,
} from '../geometry';
import type { DiscLandmarks } from '../patient';
import { tiltGroup, translateGroup, type PlannedGroup } from '../planning';
import { sequenceByName } from '../scanner';
import { createVolume, LABEL, type LabelVolume } from '../volume';
import { areaConsequence, crossingBands, sacAreaMm2, STANDARD_RUBRIC, type AreaInput } from './index';

/** A sac of known radius at each height along a leaning axis, on an anisotropic grid that is itself turned and shifted. */
const CANAL_AT: Vec3 = [4, 30, -20];
const AXIS = rotateAbout([0, 0, 1], LEFT, degToRad(-12));
const GRID = ((): LabelVolume['voxelToPatient'] => {
  const turn = (v: Vec3): Vec3 => rotateAbout(v, [0, 0, 1], degToRad(20));
  const [i, j, k] = [turn([0.5, 0, 0]), turn([0, 0.4, 0]), [0, 0, 0.6] as Vec3];
  const corner = addScaled(addScaled(addScaled(CANAL_AT, i, -50), j, -60), k, -60);
  return affineFromColumns(i, j, k, corner);
})();

function sac(radiusAt: (heightMm: number) => number): LabelVolume {
  const dims = [101, 121, 121] as const;
  const data = new Uint8Array(dims[0] * dims[1] * dims[2]);
  const [ai, aj, ak, a0, bi, bj, bk, b0, , , ck, c0] = GRID as number[] & { length: 16 };
  let n = 0;
  for (let k = 0; k < dims[2]; k++)
    for (let j = 0; j < dims[1]; j++)
      for (let i = 0; i < dims[0]; i++, n++) {
        const x = (ai ?? 0) * i + (aj ?? 0) * j + (ak ?? 0) * k + (a0 ?? 0) - CANAL_AT[0];
        const y = (bi ?? 0) * i + (bj ?? 0) * j + (bk ?? 0) * k + (b0 ?? 0) - CANAL_AT[1];
        const z = (ck ?? 0) * k + (c0 ?? 0) - CANAL_AT[2];
        const height = x * AXIS[0] + y * AXIS[1] + z * AXIS[2];
        const off = Math.sqrt(Math.max(0, x * x + y * y + z * z - height * height));
        if (off <= radiusAt(height)) data[n] = LABEL.canal;
      }
  return createVolume(data, dims, GRID);
}

const disc: DiscLandmarks = {
  ...{ level: 'L4-L5', width: 50, depth: 36, height: 11, normal: AXIS },
  centre: addScaled(CANAL_AT, rotateAbout(POSTERIOR, LEFT, degToRad(-12)), -25),
};
const canal = [-40, -20, 0, 20, 40].map((h) => addScaled(CANAL_AT, AXIS, -h));
const onDisc: PlannedGroup = {
  ...{ name: 'L4-L5', kind: 'axial', level: 'L4-L5', centre: CANAL_AT },
  rowDirection: LEFT,
  columnDirection: rotateAbout(POSTERIOR, LEFT, degToRad(-12)),
  ...{ sliceCount: 5, sliceThickness: 4, sliceGap: 0.4, fovReadMm: 200, fovPhaseMm: 200 },
};
const radiusOf = (areaMm2: number): number => Math.sqrt(areaMm2 / Math.PI);
const read = (labels: LabelVolume | null, trainee: SliceGroup | null, more: Partial<AreaInput> = {}) =>
  areaConsequence({ labels, disc, canal, trainee, ai: null, rubric: STANDARD_RUBRIC, ...more });

describe('the dural sac on a plane', () => {
  const tube = sac(() => radiusOf(91));

  test.each([0, 10, 20, 30])('of a straight tube grows by 1/cos θ at %s°', (deg) => {
    const normal = rotateAbout(AXIS, LEFT, degToRad(deg));
    const area = sacAreaMm2(tube, { point: CANAL_AT, normal, thickness: 4 });
    expect(Math.abs(area / (91 / Math.cos(degToRad(deg))) - 1)).toBeLessThan(0.01);
  });

  test('shows what a tilt does to the reading, beside the AI and the truth', () => {
    const tilted = tiltGroup(onDisc, LEFT, 39.5);
    const area = read(tube, tilted, { ai: tiltGroup(onDisc, LEFT, 8) });
    expect(area.misread).toBe(true);
    expect(area.sentence).toMatch(
      /^The dural sac reads 11[78] mm² instead of 9[01] mm²: a stenosis would be missed/,
    );
    expect(Math.abs((area.aiMm2 ?? 0) - 91 / Math.cos(degToRad(8)))).toBeLessThan(1);
    const right = read(tube, onDisc);
    expect(Math.abs((right.traineeMm2 ?? 0) - (right.truthMm2 ?? 0))).toBeLessThan(0.01 * 91);
    expect(right.misread).toBe(false);
  });

  test('is missed by a slice beside a short stenosis, and said to be severe or not', () => {
    const waist = sac((height) => radiusOf(Math.abs(height) < 3 ? 70 : 160));
    const beside = translateGroup(
      { ...onDisc, sliceCount: 1, sliceThickness: 3, sliceGap: 2 },
      AXIS.map((v) => 2.2 * v) as unknown as Vec3,
    );
    expect(read(waist, { ...onDisc, sliceThickness: 3 }).truthMm2).toBeCloseTo(70, -0.5);
    expect(read(waist, beside).sentence).toMatch(
      /instead of (69|70|71) mm²: a severe stenosis would be called moderate/,
    );
    expect(read(waist, translateGroup(beside, [0, 0, 30])).sentence).toContain(
      'No slice shows the canal at L4-L5',
    );
  });

  test('is not invented where its outline is not known', () => {
    const area = read(null, onDisc);
    expect(area).toMatchObject({ traineeMm2: null, aiMm2: null, truthMm2: null, misread: false });
    expect(area.sentence).toContain('is not known for this patient');
    expect(
      read(
        sac(() => -1),
        onDisc,
      ).sentence,
    ).toContain('has ended');
  });
});

describe('groups that cross over the canal', () => {
  const sequence = { ...sequenceByName('t2-tse-ax'), concatenations: 1 };
  // One slice each, planes 30° apart about a left–right axis through the canal: the band is t / sin 30° wide.
  const single = { ...onDisc, sliceCount: 1, centre: addScaled(CANAL_AT, onDisc.columnDirection, -15) };
  const across: PlannedGroup = {
    ...tiltGroup({ ...single, centre: CANAL_AT }, LEFT, 30),
    name: 'L5-S1',
    level: 'L5-S1',
  };

  test('leave a band on each other’s images, told with its place and width', () => {
    const found = crossingBands([single, across], sequence, 0, canal);
    expect(found.map((b) => [b.group, b.companion, b.slice])).toEqual([
      ['L4-L5', 'L5-S1', 1],
      ['L5-S1', 'L4-L5', 1],
    ]);
    const [own] = found;
    expect((own?.toMm ?? 0) - (own?.fromMm ?? 0)).toBeCloseTo(4 / Math.sin(degToRad(30)), 3);
    expect(((own?.toMm ?? 0) + (own?.fromMm ?? 0)) / 2).toBeCloseTo(15, 3);
    expect(own?.canalMm).toBeCloseTo(8, 3);
  });

  test('do not when they are excited in different runs, or cross behind the canal', () => {
    const apart = { ...sequence, concatenations: 2 };
    expect(crossingBands([single, across], apart, 0, canal)).toEqual([]);
    const behind = translateGroup(across, addScaled([0, 0, 0], AXIS, 30));
    expect(crossingBands([single, behind], sequence, 0, canal)).toEqual([]);
  });
});
