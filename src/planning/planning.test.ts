import { describe, expect, test } from 'vitest';
import { FIXTURE, fixtureSpine, moveSpine } from '../../tests/fixtures/spine';
import {
  angleDeg,
  assertSliceGroup,
  cross,
  dot,
  signedAngleAboutDeg,
  sliceCentre,
  sliceNormal,
  stackExtentMm,
  sub,
  type Vec3,
} from '../geometry';
import {
  addGroup,
  axialTarget,
  bandClearanceMm,
  initialBand,
  setBandThickness,
  tiltBand,
  translateBand,
  createHistory,
  crossings,
  emptyPrescription,
  initialGroup,
  insideGroup,
  parallelTo,
  parsePrescription,
  perpendicularTo,
  planAutomatically,
  record,
  redo,
  redoWords,
  removeGroup,
  replaceGroup,
  serializePrescription,
  threePointPlan,
  tiltGroup,
  translateGroup,
  undo,
  undoWords,
  type PlannedGroup,
} from './index';

const spine = fixtureSpine({ coronalDeg: [6, 2, -4, -7, -3, 2], offset: [12, -20, -70] });
const { prescription, decisions } = planAutomatically(spine);
const groupOf = (name: string): PlannedGroup => {
  const group = prescription.groups.find((g) => g.name === name);
  if (!group) throw new Error(name);
  return group;
};
const axial = initialGroup('axial', 'L4-L5', [3, -8, 20]);

describe('a plan file', () => {
  test('comes back as it was written', () => {
    expect(parsePrescription(serializePrescription(prescription))).toEqual(prescription);
    expect(parsePrescription(JSON.parse(serializePrescription(prescription)))).toEqual(prescription);
  });

  test.each([
    ['an unknown key', { ...prescription, tilt: 3 }, '"tilt"'],
    ['an unknown key of a group', { ...prescription, groups: [{ ...axial, angle: 3 }] }, '"angle"'],
    ['a level that is none', { ...prescription, groups: [{ ...axial, level: 'L4-L6' }] }, 'groups.0.level'],
    ['two groups of one name', { ...prescription, groups: [axial, axial] }, '"L4-L5"'],
    ['text that is not JSON', '{', 'not a JSON file'],
    ['another version', { ...prescription, schemaVersion: 2 }, 'schemaVersion'],
  ])('with %s is refused by name', (_, json, words) => {
    expect(() => parsePrescription(json)).toThrow(words);
  });

  test('with directions that are not square is refused', () => {
    const skew = { ...axial, columnDirection: [0, 0.9, 0.1] };
    expect(() => parsePrescription({ ...prescription, groups: [skew] })).toThrow('right angles');
  });
});

describe('edits', () => {
  test('tilt turns about the centre, right-handed: +10° about left raises the back of an axial stack', () => {
    const tilted = tiltGroup(axial, [2, 0, 0], 10);
    expect(tilted.centre).toEqual(axial.centre);
    expect(tilted.columnDirection[2]).toBeCloseTo(Math.sin((10 * Math.PI) / 180), 12);
    expect(signedAngleAboutDeg(sliceNormal(axial), sliceNormal(tilted), [1, 0, 0])).toBeCloseTo(10, 10);
  });

  test('a thousand small edits leave unit directions at right angles', () => {
    let group = axial;
    for (let i = 0; i < 1000; i++) group = tiltGroup(group, [i % 3, 1, (i * 7) % 5], 0.7);
    expect(() => assertSliceGroup(group)).not.toThrow();
    expect(dot(group.rowDirection, group.columnDirection)).toBeCloseTo(0, 12);
  });

  test('parallel and perpendicular take the shortest way', () => {
    const n: Vec3 = [0.1, -0.5, 0.8];
    expect(angleDeg(sliceNormal(parallelTo(axial, n)), n)).toBeLessThan(1e-6);
    expect(angleDeg(sliceNormal(parallelTo(axial, [-n[0], -n[1], -n[2]])), n)).toBeLessThan(1e-6);
    const square = perpendicularTo(axial, n);
    expect(angleDeg(sliceNormal(square), n)).toBeCloseTo(90, 8);
    expect(angleDeg(sliceNormal(square), sliceNormal(axial))).toBeCloseTo(90 - angleDeg(n, [0, 0, 1]), 8);
  });

  test('three points lay the stack through them, shown as usual', () => {
    const points: [Vec3, Vec3, Vec3] = [
      [20, 0, 5],
      [-20, 0, 5],
      [0, 40, 25],
    ];
    const group = threePointPlan(axial, points);
    for (const p of points) expect(dot(sub(p, group.centre), sliceNormal(group))).toBeCloseTo(0, 10);
    expect(group.rowDirection[0]).toBeCloseTo(1, 10);
    expect(group.columnDirection[1]).toBeGreaterThan(0.8);
    expect(() => threePointPlan(axial, [points[0], points[1], [0, 0, 5]])).toThrow('on one line');
  });

  test('a prescription takes, replaces and gives back groups by name', () => {
    const one = addGroup(emptyPrescription, axial);
    expect(() => addGroup(one, axial)).toThrow('already');
    const moved = replaceGroup(one, translateGroup(axial, [1, 2, 3]));
    expect(moved.groups[0]?.centre).toEqual([4, -6, 23]);
    expect(removeGroup(moved, 'L4-L5').groups).toEqual([]);
    expect(() => removeGroup(one, 'L5-S1')).toThrow('no slice group named "L5-S1"');
  });

  test('undo and redo walk the steps with their words; a new edit gives up what was undone', () => {
    let history = record(record(createHistory(1), 2, 'Tilt L4-L5'), 3, 'Shift L4-L5');
    expect(undoWords(history)).toBe('Shift L4-L5');
    history = undo(undo(undo(history)));
    expect(history.present).toBe(1);
    expect(redoWords(history)).toBe('Tilt L4-L5');
    expect(redo(history).present).toBe(2);
    history = record(redo(history), 9, 'FOV');
    expect(redo(history)).toBe(history);
    expect(undo(history).present).toBe(2);
  });
});

describe('crossings', () => {
  const canal: Vec3[] = Array.from({ length: 60 }, (_, i) => [0, 30, 60 - 2 * i]);
  const flat = initialGroup('axial', 'L3-L4', [0, 10, 20]);
  const below = initialGroup('axial', 'L4-L5', [0, 10, -20]);
  test('parallel stacks do not cross', () => {
    expect(crossings([flat, below], canal)).toEqual([]);
  });
  // Facing sides 40 − 10.8 − 10.8/cos 20° = 17.7 mm apart at y = 10 meet 17.7/tan 20° = 48.6 mm behind it: at y = 58.6,
  // behind the canal (y = 30 ± 10); 20 mm nearer they already overlap at the canal.
  test('behind, over and in front of the canal', () => {
    const tilted = tiltGroup(below, [1, 0, 0], 20);
    expect(crossings([flat, tilted], canal)).toMatchObject([{ groups: ['L3-L4', 'L4-L5'], zone: 'behind' }]);
    const near = translateGroup(tilted, [0, 0, 20]);
    expect(crossings([flat, near], canal)).toMatchObject([{ zone: 'canal' }]);
    const front = tiltGroup(below, [1, 0, 0], -20);
    expect(crossings([flat, front], canal)).toMatchObject([{ zone: 'body' }]);
  });
});

describe('planAutomatically', () => {
  test('lays an axial group into each of the three lowest discs, in both tilts', () => {
    for (const level of ['L3-L4', 'L4-L5', 'L5-S1'] as const) {
      const disc = spine.discs.find((d) => d.level === level);
      const group = groupOf(level);
      if (!disc) throw new Error(level);
      expect(angleDeg(sliceNormal(group), disc.normal)).toBeLessThan(1e-6);
      expect(dot(sub(group.centre, disc.centre), disc.normal)).toBeCloseTo(0, 6);
      expect(group.centre).toEqual(axialTarget(disc, spine.canal));
      expect(group.rowDirection[0]).toBeGreaterThan(0.9);
      expect(group.columnDirection[1]).toBeGreaterThan(0.7);
      expect(stackExtentMm(group)).toBeGreaterThan(FIXTURE.discHeight + 6);
    }
  });

  test('runs the sagittal stack along the midline, out through both foramina and from T12 to S2', () => {
    const group = groupOf('sagittal');
    expect(group.rowDirection[1]).toBeGreaterThan(0.95);
    expect(group.columnDirection[2]).toBeLessThan(-0.95);
    for (const disc of spine.discs) {
      for (const side of [-FIXTURE.width / 2, FIXTURE.width / 2])
        expect(insideGroup(group, [disc.centre[0] + side, disc.centre[1] + 20, disc.centre[2]])).toBe(true);
    }
    for (const v of spine.vertebrae) expect(insideGroup(group, v.upperEndplate.point)).toBe(true);
    const s1 = spine.vertebrae.at(-1);
    expect(
      insideGroup(group, [s1?.centre[0] ?? 0, (s1?.centre[1] ?? 0) + 30, (s1?.centre[2] ?? 0) - 45]),
    ).toBe(true);
    const middle = sliceCentre(group, (group.sliceCount - 1) / 2);
    expect(middle).toEqual(group.centre);
  });

  test('shifts, tilts and thickens a saturation band about its own centre', () => {
    const band = initialBand([1, 2, 3]);
    expect(bandClearanceMm(translateBand(band, [0, -500, 0]), spine)).toBeGreaterThan(400);
    const tilted = tiltBand(band, [2, 0, 0], 90);
    expect(tilted.centre).toEqual([1, 2, 3]);
    tilted.normal.forEach((value, n) => expect(value).toBeCloseTo([0, 0, 1][n] ?? 0, 12));
    expect(setBandThickness(band, 60)).toEqual({ ...band, thickness: 60 });
    expect(() => setBandThickness(band, Number.NaN)).toThrow(/thickness above 0/);
  });

  test('keeps the saturation band in front of bodies and canal', () => {
    const [band] = prescription.saturationBands;
    if (!band) throw new Error('no band');
    expect(bandClearanceMm(band, spine)).toBeGreaterThanOrEqual(5 - 1e-6);
    expect(bandClearanceMm({ ...band, centre: spine.discs[2]?.centre ?? band.centre }, spine)).toBeLessThan(
      0,
    );
  });

  test('moves with the patient', () => {
    const motion = { rotation: { axis: [0.2, 1, 0.1] as Vec3, deg: 8 }, offset: [30, 10, -20] as Vec3 };
    const moved = moveSpine(spine, motion);
    const plan = planAutomatically(moved).prescription;
    for (const level of ['L3-L4', 'L4-L5', 'L5-S1']) {
      const before = groupOf(level);
      const after = plan.groups.find((g) => g.name === level);
      const expected = moveSpine({ ...spine, canal: [before.centre] }, motion).canal[0];
      after?.centre.forEach((x, i) => expect(x).toBeCloseTo(expected?.[i] ?? 0, 6));
    }
    const sagittal = plan.groups[0];
    expect(sagittal && Math.abs(cross(sagittal.rowDirection, sagittal.columnDirection)[0])).toBeGreaterThan(
      0.9,
    );
  });

  test('plans and speaks only of the kinds that are asked for', () => {
    const axials = planAutomatically(spine, { turn: 'sagittal-series', kinds: ['axial'] });
    expect(axials.prescription.groups.map((g) => g.kind)).toEqual(['axial', 'axial', 'axial']);
    expect(axials.decisions.some((d) => /coronal/i.test(d.what))).toBe(false);
    expect(planAutomatically(spine, { turn: 'localizer', kinds: ['axial'] }).prescription.groups).toEqual([]);
  });

  test('lays the coronal stack from in front of the bodies to behind the canal, square to the sagittal one', () => {
    const coronal = groupOf('coronal');
    const [normal, sagittal] = [sliceNormal(coronal), sliceNormal(groupOf('sagittal'))];
    expect(Math.abs(dot(normal, sagittal))).toBeLessThan(1e-6);
    expect(Math.abs(normal[1])).toBeGreaterThan(0.9);
    for (const disc of spine.discs) {
      const [x, y, z] = disc.centre;
      expect(insideGroup(coronal, [x, y - disc.depth / 2, z])).toBe(true);
    }
    for (const point of spine.canal.filter(([, , z]) => Math.abs(z - (spine.discs[3]?.centre[2] ?? 0)) < 60))
      expect(insideGroup(coronal, point)).toBe(true);
  });

  test('lays one straight block of touching slices from L3 to S1 and says how far it lies off each disc', () => {
    const {
      prescription: plan,
      decisions: why,
      unmet,
    } = planAutomatically(spine, {
      ...{ axialStyle: 'block', kinds: ['axial'] },
    });
    const [block, ...others] = plan.groups;
    if (!block) throw new Error('no block');
    expect(others).toEqual([]);
    expect(block.sliceGap).toBe(0);
    for (const { level, centre, normal } of spine.discs.slice(-3)) {
      expect(insideGroup(block, centre)).toBe(true);
      const off = angleDeg(sliceNormal(block), normal);
      expect(why[0]?.what).toContain(`${off.toFixed(0)}° off ${level}`);
    }
    expect(unmet.join(' ')).toMatch(/cuts L5-S1 \d+° off its plane/);
  });

  test('lays a stack through a named vertebra, from disc to disc, or through a named disc', () => {
    const through = (level: 'L2' | 'L1-L2'): PlannedGroup[] => [
      ...planAutomatically(spine, { axialStyle: 'level', through: level, kinds: ['axial'] }).prescription
        .groups,
    ];
    const [stack] = through('L2');
    const body = spine.vertebrae.find(({ level }) => level === 'L2');
    if (!stack || !body) throw new Error('no stack');
    for (const { level, centre } of spine.discs)
      if (level.includes('L2')) expect(insideGroup(stack, centre)).toBe(true);
    expect(insideGroup(stack, body.centre)).toBe(true);
    const disc = spine.discs.find(({ level }) => level === 'L1-L2');
    const [angled] = through('L1-L2');
    expect(angled && disc && angleDeg(sliceNormal(angled), disc.normal)).toBeLessThan(1e-6);
    expect(() => planAutomatically(spine, { axialStyle: 'level' })).toThrow(/needs the level/);
  });

  test('oversamples across the body as much as its outline asks for, and turns the phase where that is too much', () => {
    const centre = spine.discs[4]?.centre ?? [0, 0, 0];
    const runOf = (depthMm: number, widthMm: number) =>
      planAutomatically(spine, {
        ...{ kinds: ['axial'], levels: ['L4-L5'] },
        body: { depthMm, widthMm, centre },
      });
    const sequenceOf = (depthMm: number, widthMm: number) => runOf(depthMm, widthMm).steps[0]?.sequence;
    const [slim, stout] = [sequenceOf(180, 300), sequenceOf(260, 380)];
    expect(slim).toMatchObject({ phaseEncodeDirection: 'AP' });
    expect(stout).toMatchObject({ phaseEncodeDirection: 'AP' });
    expect(stout?.phaseOversampling).toBeGreaterThan(slim?.phaseOversampling ?? NaN);
    // What is encoded reaches as far as the body, whose middle lies in front of the field's.
    const group = groupOf('L4-L5');
    const reach = 260 / 2 + Math.abs(group.centre[1] - centre[1]);
    expect((0.5 + (stout?.phaseOversampling ?? 0)) * group.fovPhaseMm).toBeGreaterThanOrEqual(reach);
    expect(runOf(700, 800).unmet.join(' ')).toMatch(/L4-L5: the body reaches beyond .* folds into the image/);
  });

  test('says of a disc under a tall vertebra that its slices do not reach the pedicle', () => {
    expect(planAutomatically(spine).unmet.join(' ')).not.toMatch(/too many/);
    const vertebrae = spine.vertebrae.map((v) => {
      const [x, y, z] = v.upperEndplate.point;
      return v.level === 'L4'
        ? { ...v, upperEndplate: { ...v.upperEndplate, point: [x, y, z + 35] as Vec3 } }
        : v;
    });
    const { unmet } = planAutomatically({ ...spine, vertebrae }, { levels: ['L4-L5'] });
    expect(unmet.join(' ')).toMatch(
      /^L4-L5: 9 slices end \d+ mm short of the pedicle, as more would be too many/,
    );
  });

  test('says why, and names what it could not plan', () => {
    expect(decisions.every((d) => d.what.length > 0 && d.why.length > 0)).toBe(true);
    const short = planAutomatically({ ...spine, discs: spine.discs.slice(0, 5) });
    expect(short.prescription.groups.map((g) => g.name)).not.toContain('L5-S1');
    expect(short.decisions.map((d) => d.what)).toContain('No slice group for L5-S1.');
    expect(() => planAutomatically({ ...spine, discs: [] })).toThrow('no disc');
  });

  test('a new group starts unrotated at the localizer, never on the answer', () => {
    expect(initialGroup('axial', 'L5-S1', [1, 2, 3])).toMatchObject({
      centre: [1, 2, 3],
      rowDirection: [1, 0, 0],
      level: 'L5-S1',
    });
    expect(initialGroup('sagittal', undefined, [1, 2, 3])).toMatchObject({
      columnDirection: [0, 0, -1],
      name: 'sagittal',
    });
  });
});
