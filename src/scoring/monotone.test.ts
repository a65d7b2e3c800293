import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fixtureSpine, moveSpine } from '../../tests/fixtures/spine';
import { add, degToRad, normalize, rotateAbout, scale, type SliceGroup, type Vec3 } from '../geometry';
import {
  discFrame,
  planAutomatically,
  replaceGroup,
  spineFrame,
  tiltGroup,
  translateGroup,
  type PlannedGroup,
  type Prescription,
} from '../planning';
import { sequenceByName } from '../scanner';
import { scorePrescription, type Finding, type GroupScore, type Score } from './index';

const spine = fixtureSpine({ coronalDeg: [6, 2, -4, -7, -3, 2], offset: [12, -20, -70] });
const plan = planAutomatically(spine).prescription;

const named = <T extends { readonly name: string }>(from: readonly T[], name: string): T => {
  const found = from.find((g) => g.name === name);
  if (!found) throw new Error(name);
  return found;
};
const groupOf = (name: string): PlannedGroup => named(plan.groups, name);
const scoreOf = (score: Score, name: string): GroupScore => named(score.groups, name);
const withGroup = (group: PlannedGroup): Prescription => replaceGroup(plan, group);

const unit = fc
  .tuple(
    fc.double({ min: -1, max: 1, noNaN: true }),
    fc.double({ min: -1, max: 1, noNaN: true }),
    fc.double({ min: -1, max: 1, noNaN: true }),
  )
  .filter(([x, y, z]) => Math.hypot(x, y, z) > 0.1)
  .map((v): Vec3 => normalize(v));
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

/** The group on its way to the disc: centre on a straight line, the tilt wound back in proportion. */
const onTheWay = (target: PlannedGroup, axis: Vec3, deg: number, shift: Vec3, left: number): PlannedGroup =>
  translateGroup(tiltGroup(target, axis, deg * left), scale(shift, left));

/** Groups at two parts of their way to the truth, the far one first. */
const twoStops = fc
  .tuple(
    fc.record({
      a: between(0, 2 * Math.PI),
      deg: between(0, 20),
      sliceCount: fc.integer({ min: 1, max: 19 }),
    }),
    fc.tuple(unit, between(0, 14)),
    fc.tuple(between(0, 1), between(0, 1)),
  )
  .map(([tilt, [d, mm], [s, t]]) => ({
    ...tilt,
    shift: scale(d, mm),
    far: Math.max(s, t),
    near: Math.min(s, t),
  }));

describe('moving a plane towards the truth never lowers the score', () => {
  const technique = {
    steps: [{ groups: ['L4-L5', 'sagittal'], sequence: sequenceByName('t2-tse-ax') }],
    body: { widthMm: 340, depthMm: 220, centre: [0, -40, 0] as Vec3 },
  };
  const heldAgainst = (group: PlannedGroup): { total: number; findings: readonly Finding[] } => {
    const result = scorePrescription({ trainee: withGroup(group), reference: spine, technique });
    return {
      total: result.points,
      findings: scoreOf(result, group.name).againstReference?.findings ?? [],
    };
  };
  const check = (target: PlannedGroup, [u, v]: readonly [Vec3, Vec3], criteria: number) =>
    fc.assert(
      fc.property(twoStops, ({ a, deg, sliceCount, shift, far, near }) => {
        const stack = { ...target, sliceCount };
        // Tilt axes lie in the plane that is wanted; turning within it is free.
        const axis = add(scale(u, Math.cos(a)), scale(v, Math.sin(a)));
        const before = heldAgainst(onTheWay(stack, axis, deg, shift, far));
        const after = heldAgainst(onTheWay(stack, axis, deg, shift, near));
        expect(after.total).toBeGreaterThanOrEqual(before.total - 1e-6);
        expect(before.findings).toHaveLength(criteria);
        before.findings.forEach((f, i) =>
          expect(after.findings[i]?.points, f.criterion).toBeGreaterThanOrEqual(f.points - 1e-6),
        );
      }),
      { numRuns: 40, seed: 20261129 },
    );

  test('an axial group: every criterion and the whole', () => {
    const disc = spine.discs.find((d) => d.level === 'L4-L5');
    if (!disc) throw new Error('no disc');
    const { left, posterior } = discFrame(disc, spine.canal);
    check(groupOf('L4-L5'), [left, posterior], 10);
  });
  test('the sagittal stack: every criterion and the whole', () => {
    const { posterior, superior } = spineFrame(spine);
    check(groupOf('sagittal'), [posterior, superior], 9);
  });
});

test('moving patient and plan together changes nothing', () => {
  const off = withGroup(translateGroup(tiltGroup(groupOf('L3-L4'), [1, 0.4, 0], 6), [3, -4, 2]));
  const before = scorePrescription({ trainee: off, reference: spine });
  fc.assert(
    fc.property(unit, between(-15, 15), unit, between(0, 80), (axis, deg, d, mm) => {
      const offset = scale(d, mm);
      const turn = (v: Vec3): Vec3 => rotateAbout(v, axis, degToRad(deg));
      const move = <G extends SliceGroup>(g: G): G => ({
        ...g,
        centre: add(turn(g.centre), offset),
        rowDirection: turn(g.rowDirection),
        columnDirection: turn(g.columnDirection),
      });
      const moved: Prescription = { ...off, groups: off.groups.map(move), saturationBands: [] };
      const reference = moveSpine(spine, { rotation: { axis, deg }, offset });
      const after = scorePrescription({ trainee: moved, reference });
      for (const group of before.groups) {
        const same = scoreOf(after, group.name);
        expect(same.points).toBeCloseTo(group.points, 5);
        group.againstReference?.findings.forEach((f, i) =>
          expect(same.againstReference?.findings[i]?.value).toBeCloseTo(f.value, 5),
        );
      }
    }),
    { numRuns: 25 },
  );
});
