import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FIXTURE, fixtureSpine } from '../../../tests/fixtures/spine';
import { fixtureLabels, sagittalGrid } from '../../../tests/fixtures/spineLabels';
import {
  add,
  addScaled,
  applyToPoint,
  cross,
  dot,
  normalize,
  rejectFrom,
  rotateAbout,
  scale,
  sub,
  type Plane,
  type Vec3,
} from '../../geometry';
import { readNifti } from '../../io';
import type { Heights, Spine } from '../../patient';
import { createVolume, LABEL, type DiscLevel, type Dims, type LabelVolume } from '../../volume';
import { spineFromLabels } from '../spine';
import { deformity } from './deformity';
import { measured, notMeasured } from './measured';
import { sagittalMeasures, type SagittalMeasures } from './sagittalMeasures';

const measure = (labels: LabelVolume): SagittalMeasures => sagittalMeasures(labels, spineFromLabels(labels));

const MIDDLE: Vec3 = [-4, -10, 112];
const DIMS: Dims = [130, 245, 15];
const GRID = sagittalGrid(MIDDLE, DIMS, [1.1, 1.1, 4.4], [0.2, 0.5, 1], 7);

/** Everything above a disc moved forwards along its plane; the disc itself half as far. */
function slipped(spine: Spine, level: DiscLevel, mm: number): Spine {
  const at = spine.discs.findIndex((d) => d.level === level);
  const disc = spine.discs[at];
  if (!disc) throw new Error(`no ${level}`);
  const forwards = scale(normalize(rejectFrom([0, -1, 0], disc.normal)), mm);
  const move = (p: Vec3, share: number): Vec3 => addScaled(p, forwards, share);
  const plane = (p: Plane): Plane => ({ ...p, point: move(p.point, 1) });
  return {
    discs: spine.discs.map((d, i) => (i > at ? d : { ...d, centre: move(d.centre, i === at ? 0.5 : 1) })),
    vertebrae: spine.vertebrae.map((v, i) =>
      i > at
        ? v
        : {
            ...{ ...v, centre: move(v.centre, 1), upperEndplate: plane(v.upperEndplate) },
            ...(v.lowerEndplate ? { lowerEndplate: plane(v.lowerEndplate) } : {}),
          },
    ),
    // The canal keeps clear of every body.
    canal: mm < 0 ? spine.canal.map((p) => move(p, 1)) : spine.canal,
  };
}

/** Distance between two planes along a direction, on the line through a point. */
function between(upper: Plane, lower: Plane, through: Vec3, along: Vec3): number {
  const to = (p: Plane): number => dot(sub(p.point, through), p.normal) / dot(along, p.normal);
  return to(upper) - to(lower);
}

/** The endplate belongs to the bone and lies half of SPIDER's 1.8 mm outside its label. */
const ENDPLATES = 1.8;

/** Closed form at 0.7 of the half depth in front, in the middle and behind. */
function trueHeights(upper: Plane, lower: Plane, centre: Vec3, up: Vec3, endplates: number): Heights {
  const back = normalize(rejectFrom([0, 1, 0], up));
  const at = (share: number): number =>
    between(upper, lower, addScaled(centre, back, (share * FIXTURE.depth) / 2), up) + endplates;
  return { anteriorMm: at(-0.7), middleMm: at(0), posteriorMm: at(0.7) };
}

const off = (a: Heights | null, b: Heights): number =>
  a === null
    ? Infinity
    : Math.max(
        Math.abs(a.anteriorMm - b.anteriorMm),
        Math.abs(a.middleMm - b.middleMm),
        Math.abs(a.posteriorMm - b.posteriorMm),
      );

const reasonOf = (m: { value: unknown; reason?: string } | undefined): string | undefined =>
  m?.value === null ? m.reason : undefined;

describe('sagittal measures of a spine built from planes, on an oblique grid of thick slices', () => {
  // L2 is 16° lower in front than behind, and the spine bends to the side.
  const sagittalDeg = [12, 8, 24, 4, -12, -26];
  const coronalDeg = [6, 2, -4, -7, -3, 2];
  const built = slipped(slipped(fixtureSpine({ sagittalDeg, coronalDeg }), 'L4-L5', 7), 'L1-L2', -4);
  const labels = fixtureLabels(built, DIMS, GRID);
  const found = measure(labels);

  it('reads disc heights between the endplates', () => {
    for (const { level, heights, listhesis } of found.discs) {
      if (Math.abs(listhesis.value?.mm ?? 0) > 2) continue;
      const disc = built.discs.find((d) => d.level === level);
      const [upper, lower] = [1, -1].map((side) => ({
        point: addScaled(disc?.centre ?? MIDDLE, disc?.normal ?? [0, 0, 1], (side * FIXTURE.discHeight) / 2),
        normal: disc?.normal ?? [0, 0, 1],
      })) as [Plane, Plane];
      const truth = trueHeights(upper, lower, upper.point, upper.normal, -ENDPLATES);
      expect(off(heights.value, truth), level).toBeLessThan(0.5);
    }
    expect(found.discs.map((d) => d.level)).toEqual(built.discs.map((d) => d.level));
  });

  it('reads vertebral heights, wedged or not', () => {
    for (const v of built.vertebrae.slice(1, -1)) {
      const up = normalize(add(v.upperEndplate.normal, v.lowerEndplate?.normal ?? [0, 0, 1]));
      const truth = trueHeights(v.upperEndplate, v.lowerEndplate ?? v.upperEndplate, v.centre, up, ENDPLATES);
      const mine = found.vertebrae.find((m) => m.level === v.level);
      expect(off(mine?.heights.value ?? null, truth), v.level).toBeLessThan(0.7);
    }
    // 28 + 1.8 mm in the middle; its endplates 8° off square to it: 2·12.6·tan 8° = 3.54 mm less in front, more behind.
    const l2 = found.vertebrae.find((v) => v.level === 'L2')?.deformity.value;
    expect(l2?.wedgeRatio).toBeCloseTo((29.8 - 3.54) / (29.8 + 3.54), 1);
    expect(l2).toMatchObject({ shape: 'wedge', genant: 1 });
  });

  it('puts the mean height of a disc over that of the bodies beside it', () => {
    const l34 = found.discs.find((d) => d.level === 'L3-L4');
    expect(l34?.heightIndex.value).toBeCloseTo((11 - 1.8) / (28 + 1.8), 1);
    const l5s1 = found.discs.find((d) => d.level === 'L5-S1');
    expect(l5s1?.heightIndex.value).toBeGreaterThan(0.25);
  });

  it('measures how far a vertebra has slipped, forwards and backwards', () => {
    const slip = (level: string) => found.discs.find((d) => d.level === level)?.listhesis.value;
    expect(Math.abs((slip('L4-L5')?.mm ?? 0) - 7)).toBeLessThan(0.6);
    expect(slip('L4-L5')).toMatchObject({ direction: 'anterior', meyerding: 1 });
    expect(Math.abs((slip('L1-L2')?.mm ?? 0) + 4)).toBeLessThan(0.6);
    expect(slip('L1-L2')).toMatchObject({ direction: 'posterior', meyerding: 1 });
    // The fixture's sacrum does not taper: what is added for that is all that is found, and it is no slip.
    for (const level of ['L2-L3', 'L3-L4', 'L5-S1'])
      expect(slip(level), level).toMatchObject({ direction: 'none', meyerding: 0 });
  });

  it('measures lordosis and the Cobb angle with its end vertebrae', () => {
    expect(Math.abs((found.lordosisDeg.value ?? 0) - 38)).toBeLessThan(1);
    // L1's upper endplate leans 6° to the left, those at L3-L4 7° to the right.
    expect(found.cobb.value?.deg).toBeGreaterThan(12);
    expect(found.cobb.value?.deg).toBeLessThan(14);
    expect(found.cobb.value?.upper).toBe('L1');
    expect(['L3', 'L4']).toContain(found.cobb.value?.lower);
  });

  it('measures the same where the patient lies elsewhere and turned about his long axis', () => {
    const move = { rotation: { axis: [0, 0, 1] as Vec3, deg: 5 }, offset: [37, -52, 210] as Vec3 };
    const turned = fixtureLabels(built, DIMS, movedGrid(GRID, move), (p) =>
      rotateAbout(sub(p, move.offset), [0, 0, 1], (-5 * Math.PI) / 180),
    );
    const again = measure(turned);
    again.discs.forEach(({ heights, listhesis }, i) => {
      const before = found.discs[i];
      if (heights.value && before?.heights.value)
        expect(off(heights.value, before.heights.value)).toBeLessThan(0.3);
      expect(Math.abs((listhesis.value?.mm ?? 0) - (before?.listhesis.value?.mm ?? 0))).toBeLessThan(0.5);
    });
  });

  const edited = (edit: (label: number, p: Vec3) => number): LabelVolume => {
    const [nx, ny] = labels.dims;
    const data = labels.data.map((label, n) =>
      edit(
        label,
        applyToPoint(labels.voxelToPatient, [n % nx, Math.floor(n / nx) % ny, Math.floor(n / (nx * ny))]),
      ),
    );
    return createVolume(data, labels.dims, labels.voxelToPatient);
  };
  const heightOver = (level: DiscLevel, p: Vec3): number => {
    const disc = built.discs.find((d) => d.level === level);
    return disc ? dot(sub(p, disc.centre), disc.normal) : Infinity;
  };

  it('says what it could not measure and why: a level that is not labelled', () => {
    const without = measure(
      edited((label, p) =>
        label === LABEL.disc && Math.abs(heightOver('L2-L3', p)) < 9 ? LABEL.background : label,
      ),
    );
    const gone = without.discs.find((d) => d.level === 'L2-L3');
    expect(reasonOf(gone?.heights)).toBe('L2-L3 was not found in the image.');
    for (const level of ['L2', 'L3'])
      expect(reasonOf(without.vertebrae.find((v) => v.level === level)?.heights), level).toMatch(/not found/);
    expect(reasonOf(without.cobb)).toMatch(/^L2 is not whole/);
    expect(Math.abs((without.lordosisDeg.value ?? 0) - 38)).toBeLessThan(1);
  });

  it('gives no height where bone bridges the disc', () => {
    const bridged = measure(
      edited((label, p) => {
        const disc = built.discs.find((d) => d.level === 'L3-L4');
        const back = disc ? dot(sub(p, disc.centre), normalize(cross(disc.normal, [1, 0, 0]))) : 0;
        const inBridge = Math.abs(heightOver('L3-L4', p)) < 6 && back < 2 && back > -20;
        return inBridge && (label === LABEL.disc || label === LABEL.background) ? LABEL.vertebra : label;
      }),
    );
    expect(reasonOf(bridged.discs.find((d) => d.level === 'L3-L4')?.heights)).toMatch(/touch/);
  });

  it('gives no side-to-side angle from three slices, and no lordosis without the sacrum', () => {
    const narrow: Dims = [DIMS[0], DIMS[1], 3];
    const slab = measure(fixtureLabels(built, narrow, sagittalGrid(MIDDLE, narrow, [1.1, 1.1, 4.4])));
    expect(reasonOf(slab.cobb)).toMatch(/side to side/);
    expect(slab.lordosisDeg.value).not.toBeNull();
    expect(slab.discs.every((d) => d.heights.value !== null)).toBe(true);
    const high = measure(edited((label, p) => (heightOver('L5-S1', p) < 9 ? LABEL.background : label)));
    expect(reasonOf(high.lordosisDeg)).toMatch(/S1|L1/);
  });
});

/** A grid moved with the patient. */
function movedGrid(grid: readonly number[], move: { rotation: { deg: number }; offset: Vec3 }): number[] {
  const out = grid.slice();
  for (const column of [0, 1, 2, 3]) {
    const v: Vec3 = [grid[column] ?? 0, grid[4 + column] ?? 0, grid[8 + column] ?? 0];
    const turned = rotateAbout(v, [0, 0, 1], (move.rotation.deg * Math.PI) / 180);
    const moved = column === 3 ? add(turned, move.offset) : turned;
    moved.forEach((x, row) => (out[4 * row + column] = x));
  }
  return out;
}

describe('deformity', () => {
  const body = (anteriorMm: number, middleMm: number, posteriorMm: number) =>
    measured({ anteriorMm, middleMm, posteriorMm });
  const usual = [body(28, 27, 28), body(28, 27, 28)];

  it.each([
    { heights: body(27, 26, 28), shape: 'none', genant: 0 },
    { heights: body(22, 26, 28), shape: 'wedge', genant: 1 },
    { heights: body(20, 25, 28), shape: 'wedge', genant: 2 },
    { heights: body(27, 16, 28), shape: 'biconcave', genant: 3 },
    { heights: body(20, 20, 20), shape: 'crush', genant: 2 },
  ])('grades $shape $genant by the height lost', ({ heights, shape, genant }) => {
    expect(deformity(heights, usual).value).toMatchObject({ shape, genant });
  });

  it('knows no crush without both neighbours, and nothing of a body that was not measured', () => {
    expect(deformity(body(20, 20, 20), [notMeasured('x'), body(28, 27, 28)]).value).toMatchObject({
      shape: 'none',
      genant: 0,
    });
    expect(deformity(notMeasured('no body'), usual)).toEqual({ value: null, reason: 'no body' });
  });
});

const DATA = new URL('../../../../shared/data/spider-t2-space/test/', import.meta.url);

it.skipIf(!existsSync(DATA))(
  'real label maps (reference data absent when skipped): sizes of two real spines without fused levels',
  () => {
    const names = readdirSync(DATA).filter((f) => f.endsWith('_labels.nii.gz'));
    for (const name of names.filter((n) => /^(22|98)_/.test(n))) {
      const { data, dims, voxelToPatient } = readNifti({
        name,
        bytes: new Uint8Array(readFileSync(new URL(name, DATA))),
      });
      const { discs, vertebrae } = measure(createVolume(Uint8Array.from(data), dims, voxelToPatient));
      // SPIDER labels no sacrum: the disc on it has bone on one side alone.
      const l5s1 = discs.find((d) => d.level === 'L5-S1');
      expect(reasonOf(l5s1?.heights), name).toMatch(/not both seen/);
      for (const { level, heights } of discs.filter((d) => d.level.startsWith('L') && d !== l5s1)) {
        expect(heights.value?.middleMm, `${name} ${level}`).toBeGreaterThan(5);
        expect(heights.value?.middleMm, `${name} ${level}`).toBeLessThan(16);
      }
      for (const { level, heights } of vertebrae.filter((v) => v.level.startsWith('L'))) {
        expect(heights.value?.posteriorMm, `${name} ${level}`).toBeGreaterThan(18);
        expect(heights.value?.posteriorMm, `${name} ${level}`).toBeLessThan(38);
      }
    }
  },
);
