import { describe, expect, test } from 'vitest';
import { fixtureSpine } from '../../tests/fixtures/spine';
import { addScaled, degToRad, dot, lerp, rotateAbout, scale, type Vec3 } from '../geometry';
import type { Spine } from '../patient';
import {
  discFrame,
  initialGroup,
  planAutomatically,
  replaceGroup,
  tiltGroup,
  translateGroup,
  type PlannedGroup,
  type Prescription,
} from '../planning';
import {
  parseRubric,
  parseSpine,
  rate,
  scorePrescription,
  STANDARD_RUBRIC,
  type GroupScore,
  type Score,
} from './index';
import rubricJson from './rubric.json';

const spine = fixtureSpine({ coronalDeg: [6, 2, -4, -7, -3, 2], offset: [12, -20, -70] });
const plan = planAutomatically(spine).prescription;

const groupOf = (from: Prescription, name: string): PlannedGroup => {
  const group = from.groups.find((g) => g.name === name);
  if (!group) throw new Error(name);
  return group;
};
const frameOf = (level: string) => {
  const disc = spine.discs.find((d) => d.level === level);
  if (!disc) throw new Error(level);
  return discFrame(disc, spine.canal);
};
const scoreOf = (score: Score, name: string): GroupScore => {
  const group = score.groups.find((g) => g.name === name);
  if (!group) throw new Error(name);
  return group;
};
const value = (group: GroupScore, criterion: string): number =>
  group.againstReference?.findings.find((f) => f.criterion === criterion)?.value ?? NaN;
const withGroup = (group: PlannedGroup): Prescription => replaceGroup(plan, group);
const score = (trainee: Prescription, reference: Spine | Prescription = spine, truth?: Spine): Score =>
  scorePrescription({ trainee, reference, truth });

describe('the same plan', () => {
  test.each([
    ['against the anatomy it was made on', spine],
    ['against itself', plan],
  ])('%s has no error', (_, reference) => {
    const result = score(plan, reference);
    expect(result.points).toBeCloseTo(100, 6);
    expect(result.passed).toBe(true);
    expect(result.criticalErrors).toEqual([]);
    for (const level of ['L3-L4', 'L4-L5', 'L5-S1']) {
      const group = scoreOf(result, level);
      for (const c of ['sagittalTilt', 'coronalTilt', 'offset', 'centring'])
        expect(value(group, c)).toBeCloseTo(0, 6);
      expect(group.areaFactor).toBeCloseTo(1, 9);
    }
  });
});

describe('signs, by rotations made by hand', () => {
  const { left, posterior, superior } = frameOf('L4-L5');
  const base = groupOf(plan, 'L4-L5');
  const findings = (group: PlannedGroup): GroupScore => scoreOf(score(withGroup(group)), 'L4-L5');

  // Right-handed about left: superior turns forwards (left × superior = −posterior), the front edge goes down.
  test('+4° about left: front edge 4° too low', () => {
    const g = findings(tiltGroup(base, left, 4));
    expect(value(g, 'sagittalTilt')).toBeCloseTo(-4, 8);
    expect(value(g, 'coronalTilt')).toBeCloseTo(0, 8);
    expect(g.againstReference?.findings[0]).toMatchObject({ band: 'pass' });
    expect(g.againstReference?.findings[0]?.sentence).toContain(
      'tilted 4.0° too far to the feet in front: raise the front edge',
    );
  });

  // Right-handed about posterior: superior turns left (posterior × superior = left), the left edge goes down.
  test('+6° about posterior: left edge 6° too low', () => {
    const g = findings(tiltGroup(base, posterior, 6));
    expect(value(g, 'coronalTilt')).toBeCloseTo(6, 8);
    expect(value(g, 'sagittalTilt')).toBeCloseTo(0, 8);
    expect(g.againstReference?.findings[1]?.sentence).toContain(
      'tilted 6.0° too far to the feet on the left',
    );
    expect(g.areaFactor).toBeCloseTo(1 / Math.cos(degToRad(6)), 8);
  });

  test('2 mm up: too high; 12 mm left: centring', () => {
    const g = findings(translateGroup(base, addScaled(scale(superior, 2), left, 12)));
    expect(value(g, 'offset')).toBeCloseTo(2, 8);
    expect(value(g, 'centring')).toBeCloseTo(12, 8);
    expect(g.againstReference?.findings.find((f) => f.criterion === 'centring')?.sentence).toContain(
      'to the left',
    );
  });

  test('the sagittal stack: turned about posterior its top leans right, about superior its left goes back', () => {
    const sagittal = groupOf(plan, 'sagittal');
    const lean = scoreOf(score(withGroup(tiltGroup(sagittal, [0, 1, 0], -5))), 'sagittal');
    expect(value(lean, 'coronalTilt')).toBeGreaterThan(4.5);
    const turned = scoreOf(score(withGroup(tiltGroup(sagittal, [0, 0, 1], 5))), 'sagittal');
    expect(value(turned, 'rotation')).toBeGreaterThan(4.5);
    const aside = scoreOf(score(withGroup(translateGroup(sagittal, [-9, 0, 0]))), 'sagittal');
    expect(value(aside, 'midline')).toBeCloseTo(-9, 0);
  });
});

test('a slice is an unsigned plane: rows run backwards cost nothing but are noticed', () => {
  const base = groupOf(plan, 'L3-L4');
  const flipped = { ...base, rowDirection: scale(base.rowDirection, -1) };
  const group = scoreOf(score(withGroup(flipped)), 'L3-L4');
  expect(group.points).toBeCloseTo(25, 6);
  expect(group.notes.join(' ')).toContain('mirrored');
});

describe('bands', () => {
  const tilt = STANDARD_RUBRIC.axial.sagittalTilt;
  test.each([
    [3, 'full', 1],
    [-3, 'full', 1],
    [5, 'pass', 0.7],
    [7.5, 'partial', 0.35],
    [10, 'partial', 0],
    [10.1, 'fail', 0],
  ])('a tilt of %s° is %s', (deg, band, fraction) => {
    const got = rate(deg, tilt, 0.7);
    expect(got.band).toBe(band);
    expect(got.fraction).toBeCloseTo(fraction, 9);
  });
  test('a rubric with an unknown key is refused by name', () => {
    expect(() => parseRubric({ ...rubricJson, bonus: 1 })).toThrow('"bonus"');
  });
});

describe('a stack that misses its purpose', () => {
  const turned = (degrees: number): GroupScore =>
    scoreOf(score(withGroup(tiltGroup(groupOf(plan, 'L3-L4'), [1, 0, 0], degrees))), 'L3-L4');
  test('does not pass on the rest: 15° off the disc, everything else right', () => {
    const group = turned(15);
    expect((100 * group.points) / group.maxPoints).toBeLessThanOrEqual(40 + 1e-9);
    expect(group.band).toBe('fail');
  });
  test('a stack within the pass limit does pass', () => {
    expect((100 * turned(4).points) / turned(4).maxPoints).toBeGreaterThan(STANDARD_RUBRIC.passPoints);
  });
});

describe('levels', () => {
  test('a stack on the wrong disc is a critical error without points', () => {
    const wrong = { ...groupOf(plan, 'L3-L4'), name: 'L4-L5', level: 'L4-L5' as const };
    const result = score(withGroup(wrong));
    const group = scoreOf(result, 'L4-L5');
    expect(group.points).toBe(0);
    expect(group.criticalErrors[0]).toContain('called L4-L5 but lies on L3-L4');
    expect(result.passed).toBe(false);
  });
  test('a missing group is a critical error', () => {
    const result = score({ ...plan, groups: plan.groups.filter((g) => g.name !== 'L5-S1') });
    expect(result.criticalErrors.join(' ')).toContain('no slice group for L5-S1');
    expect(result.points).toBeCloseTo(75, 6);
  });
  test('a saturation band over the spine is one, too', () => {
    const [band] = plan.saturationBands;
    if (!band) throw new Error('no band');
    const over = { ...band, centre: addScaled(band.centre, band.normal, 30) };
    const result = score({ ...plan, saturationBands: [over] });
    expect(result.passed).toBe(false);
    expect(result.summary[0]).toMatch(/saturation band "anterior" lies over the spine/);
  });
});

describe('a wrong reference', () => {
  // An AI that turned every disc by 9°.
  const tilted: Spine = {
    ...spine,
    discs: spine.discs.map((d) => ({ ...d, normal: rotateAbout(d.normal, [1, 0, 0], degToRad(9)) })),
  };
  const ai = planAutomatically(tilted).prescription;
  const held = scorePrescription({ trainee: plan, reference: tilted, truth: spine, ai });

  test('never fails a trainee who is right, and its own error is shown', () => {
    expect(held.points).toBeCloseTo(100, 6);
    const group = scoreOf(held, 'L4-L5');
    expect(group.counted).toBe('truth');
    expect(group.againstReference?.points).toBeLessThan(75);
    expect(Math.abs(group.referenceAgainstTruth?.sagittalTiltDeg ?? 0)).toBeCloseTo(9, 1);
    expect(held.known.join(' ')).toMatch(/The AI is wrong at L4-L5: its plane lies 9\.0° and/);
  });

  test('stands in a column of its own, between trainee and truth', () => {
    const row = scoreOf(held, 'L4-L5').values.find((v) => v.criterion === 'sagittalTilt');
    expect(row?.trainee).toMatchObject({ value: expect.closeTo(0, 6) as number, band: 'full' });
    expect(Math.abs(row?.ai?.value ?? 0)).toBeCloseTo(9, 1);
    expect(row?.truth).toMatchObject({ value: expect.closeTo(0, 6) as number, band: 'full' });
  });

  test('is no excuse: nearer to truth is worth more all the way from the AI’s plane', () => {
    const from = groupOf(ai, 'L4-L5');
    const points = [1, 0.8, 0.6, 0.4, 0.2, 0].map((left) => {
      const turned = tiltGroup(from, [1, 0, 0], -9 * (1 - left));
      const trainee = withGroup({ ...turned, centre: groupOf(plan, 'L4-L5').centre });
      return scoreOf(scorePrescription({ trainee, reference: tilted, truth: spine, ai }), 'L4-L5').points;
    });
    expect(points).toEqual(points.toSorted((a, b) => a - b));
    expect(points.at(-1)).toBeGreaterThan((points[0] ?? 0) + 5);
  });

  test('that is unsure of a disc or of the levels marks nothing there, where truth is not known', () => {
    const confidence = { discs: { 'L4-L5': 0.3 }, levels: 1 };
    const off = withGroup(tiltGroup(groupOf(plan, 'L4-L5'), [1, 0, 0], 14));
    const unsure = scorePrescription({ trainee: off, reference: spine, confidence });
    expect(scoreOf(unsure, 'L4-L5').counts).toBe(false);
    expect(unsure.points).toBeCloseTo(100, 6);
    expect(unsure.known.join(' ')).toContain('The AI is unsure of L4-L5 (30 %)');
    const other = { ...groupOf(plan, 'L3-L4'), name: 'L4-L5', level: 'L4-L5' as const };
    const renamed = (levels: number) =>
      scorePrescription({ trainee: withGroup(other), reference: spine, confidence: { discs: {}, levels } });
    expect(renamed(0.7).criticalErrors).toEqual([]);
    expect(renamed(0.9).criticalErrors.join(' ')).toContain('called L4-L5 but lies on L3-L4');
  });
});

test('a disc that the patient does not have is not asked for', () => {
  const four: Spine = { ...spine, discs: spine.discs.filter((d) => d.level !== 'L4-L5') };
  const result = scorePrescription({
    trainee: { ...plan, groups: plan.groups.filter((g) => g.name !== 'L4-L5') },
    truth: four,
  });
  expect(result.criticalErrors).toEqual([]);
  expect(scoreOf(result, 'L4-L5').counts).toBe(false);
});

test('a beginner who leaves the group unrotated at the localizer centre does not pass', () => {
  const centre = lerp(spine.discs[2]?.centre ?? [0, 0, 0], spine.discs[3]?.centre ?? [0, 0, 0], 0.5);
  const groups = [
    initialGroup('sagittal', undefined, centre),
    ...(['L3-L4', 'L4-L5', 'L5-S1'] as const).map((level) => initialGroup('axial', level, centre)),
  ];
  const result = score({ schemaVersion: 1, groups, saturationBands: [] });
  expect(result.passed).toBe(false);
  expect(result.points).toBeLessThan(50);
});

test('a truth file is read, flipped normals turned up, unknown keys named', () => {
  const json: unknown = JSON.parse(JSON.stringify({ ...spine, schemaVersion: 1, name: 'x', seed: 3 }));
  expect(parseSpine(json).discs).toEqual(spine.discs);
  const lean = {
    discs: spine.discs.map(({ level, centre, normal, width, depth }) => ({
      level,
      centre,
      normal: scale(normal, -1),
      width,
      depth,
    })),
  };
  expect(
    dot(parseSpine(lean).discs[0]?.normal ?? [0, 0, 0], spine.discs[0]?.normal ?? [0, 0, 0]),
  ).toBeCloseTo(1, 9);
  expect(parseSpine(lean).discs[0]?.centre).toEqual(spine.discs[0]?.centre);
  expect(() => parseSpine({ ...spine, colour: 1 })).toThrow('"colour"');
});

test('groups that lie any way, plans and truths that face the front: scores, never a fault', () => {
  const ways: [Vec3, Vec3][] = [
    [
      [1, 0, 0],
      [0, 0, -1],
    ],
    [
      [0, 1, 0],
      [0, 0, -1],
    ],
    [
      [1, 0, 0],
      [0, 1, 0],
    ],
  ];
  for (const [rowDirection, columnDirection] of ways) {
    const groups = plan.groups.map((g) => ({ ...g, rowDirection, columnDirection }));
    for (const reference of [groups, groups.filter(({ kind }) => kind !== 'coronal')]) {
      const result = scorePrescription({
        trainee: plan,
        reference: { schemaVersion: 1, groups: reference, saturationBands: [] },
      });
      expect(result.points).toBeGreaterThanOrEqual(0);
      expect(result.points).toBeLessThan(100);
    }
  }
  const frontal: Spine = {
    ...spine,
    canal: [],
    discs: spine.discs.map((d) => ({ ...d, normal: [0, 1, 0] })),
  };
  expect(scorePrescription({ trainee: plan, reference: frontal }).passed).toBe(false);
});
