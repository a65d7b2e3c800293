import { describe, expect, test } from 'vitest';
import { fixtureSpine } from '../../../tests/fixtures/spine';
import type { SpineEstimate } from '../../anatomy';
import { addScaled, angleDeg, dot, sliceNormal, stackExtentMm, sub, type Vec3 } from '../../geometry';
import type { Spine } from '../../patient';
import { imageAffine, imageDims, sequenceByName, type Sequence, type Series } from '../../scanner';
import { createVolume, LABEL, voxelCount, type LabelVolume } from '../../volume';
import {
  applyCorrection,
  axialTarget,
  checkSeries,
  discFrame,
  planAutomatically,
  setFov,
  setSliceCount,
  shiftAlongNormal,
  spineFrame,
  tiltGroup,
  translateGroup,
  type Fault,
  type PlannedGroup,
  type QualityFinding,
  type QualityInput,
} from '../index';

const spine: Spine = fixtureSpine({ coronalDeg: [5, 2, -3, -6, -2, 3], offset: [14, -25, -60] });
const { groups } = planAutomatically(spine).prescription;
const planned = (name: string): PlannedGroup => {
  const group = groups.find((g) => g.name === name);
  if (!group) throw new Error(name);
  return group;
};
const disc = (level: string) => {
  const found = spine.discs.find((d) => d.level === level);
  if (!found) throw new Error(level);
  return found;
};

/** Deterministic noise of unit variance, nearly: sum of twelve equally distributed numbers. */
function noise(seed: number): () => number {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return () => Array.from({ length: 12 }, next).reduce((a, b) => a + b, -6);
}

/** A series whose pixels are given by a function of place (column, row, slice). */
function series(
  group: PlannedGroup,
  sequence: Sequence,
  value: (i: number, j: number, k: number) => number = () => 0,
): Series {
  const dims = imageDims(group, sequence);
  const data = new Uint16Array(voxelCount(dims));
  data.forEach((_, n) => {
    const i = n % dims[0];
    const j = Math.floor(n / dims[0]) % dims[1];
    data[n] = Math.max(0, Math.round(value(i, j, Math.floor(n / (dims[0] * dims[1])))));
  });
  const volume = createVolume(data, dims, imageAffine(group, sequence));
  return { id: 'x', group, sequence, seed: 1, volume, scanTimeS: 1, relativeSnr: 1, notes: [] };
}

const small = (name: string, change: Partial<Sequence> = {}): Sequence => ({
  ...sequenceByName(name),
  matrixRead: 64,
  matrixPhase: 64,
  ...change,
});

const T2 = small('t2-tse-sag');
const AX = small('t2-tse-ax');
const place = (group: PlannedGroup, more: Partial<QualityInput> = {}): QualityInput => ({
  series: series(group, group.kind === 'axial' ? AX : T2),
  ...{ labels: null, spine: null, group, planned: spine },
  ...more,
});
function finding(input: QualityInput, fault: Fault): QualityFinding {
  const found = checkSeries(input).findings.find((f) => f.fault === fault);
  if (!found) throw new Error(`nothing is said about ${fault}`);
  return found;
}

describe('where a stack lies', () => {
  test.each(['sagittal', 'L3-L4', 'L4-L5', 'L5-S1'])(
    'the planned group %s has nothing to correct',
    (name) => {
      const report = checkSeries(place(planned(name)));
      const ofPlace = report.findings.filter((f) => f.unit !== 'ratio');
      expect(ofPlace.filter((f) => f.grade !== 'ok')).toEqual([]);
      expect(ofPlace.length).toBeGreaterThan(3);
    },
  );

  test.each([7, -7])('a tilt by %i° about left is measured, and its correction takes it back', (tilt) => {
    const target = disc('L5-S1');
    const { left } = discFrame(target, spine.canal);
    const group = tiltGroup(planned('L5-S1'), left, tilt);
    const found = finding(place(group), 'angulation');
    expect(found.value).toBeCloseTo(7, 6);
    expect(found.grade).toBe('repeat');
    expect(found.correction?.words).toContain(
      `Tilt group L5-S1 by ${tilt > 0 ? '−' : '+'}7° in the sagittal view`,
    );
    if (!found.correction) throw new Error('no correction');
    const { group: back } = applyCorrection(group, AX, found.correction);
    expect(angleDeg(sliceNormal(back), target.normal)).toBeLessThan(1e-6);
    expect(finding(place(back), 'angulation').grade).toBe('ok');
  });

  test('a stack that is tilted and too high is turned and moved down by one correction', () => {
    const target = disc('L4-L5');
    const { left, superior } = discFrame(target, spine.canal);
    const off = translateGroup(planned('L4-L5'), addScaled([0, 0, 0], superior, 14));
    const group = tiltGroup(off, left, -7);
    const report = checkSeries(place(group));
    expect(report.verdict).toBe('repeat');
    const [first] = report.corrections;
    expect(first?.words).toBe('Tilt group L4-L5 by +7° in the sagittal view, move it 14 mm down.');
    if (!first) throw new Error('no correction');
    const { group: back } = applyCorrection(group, AX, first);
    expect(dot(sub(back.centre, axialTarget(target, spine.canal)), superior)).toBeCloseTo(0, 6);
  });

  test('the group of one disc under the name of another is a wrong level', () => {
    const group: PlannedGroup = { ...planned('L4-L5'), level: 'L5-S1' };
    expect(finding(place(group), 'level')).toMatchObject({ grade: 'repeat', value: 1 });
    expect(checkSeries(place(group)).notChecked.join()).toContain('Angulation');
  });

  test('a disc that is not known is said, not judged', () => {
    const without: Spine = { ...spine, discs: spine.discs.filter((d) => d.level !== 'L5-S1') };
    const report = checkSeries({ ...place(planned('L5-S1')), planned: without });
    expect(report.findings.some((f) => f.fault === 'angulation')).toBe(false);
    expect(report.notChecked.join()).toContain('L5-S1 was not found');
  });

  test.each([1, -1])('T12 or S2 outside the field is missed by as much as the stack is off (%i)', (sign) => {
    const { superior } = spineFrame(spine);
    const group = planned('sagittal');
    const off = translateGroup(group, addScaled([0, 0, 0], superior, sign * 90));
    const found = finding(place(off), 'coverage');
    expect(found.grade).toBe('repeat');
    if (!found.correction) throw new Error('no correction');
    expect(found.correction.words).toMatch(sign > 0 ? /down/ : /up/);
    expect(finding(place(applyCorrection(off, T2, found.correction).group), 'coverage').grade).toBe('ok');
  });

  test('a narrow sagittal stack misses foramina; the slices asked for reach them', () => {
    const group = setSliceCount(planned('sagittal'), 7);
    const found = finding(place(group), 'foramina');
    expect(found.grade).toBe('repeat');
    if (!found.correction) throw new Error('no correction');
    expect(finding(place(applyCorrection(group, T2, found.correction).group), 'foramina').value).toBe(100);
  });

  test('a field that cuts the disc is enlarged or moved until it does not', () => {
    for (const group of [
      setFov(planned('L4-L5'), 60),
      translateGroup(planned('L4-L5'), addScaled([0, 0, 0], planned('L4-L5').rowDirection, 75)),
    ]) {
      const found = finding(place(group), 'clipping');
      expect(found.grade).toBe('repeat');
      if (!found.correction) throw new Error('no correction');
      expect(finding(place(applyCorrection(group, AX, found.correction).group), 'clipping').grade).toBe('ok');
    }
  });

  test('disc on the edge of the image is cut although the landmarks lie inside', () => {
    const group = planned('L4-L5');
    const image = series(group, AX);
    const data = new Uint8Array(image.volume.data.length);
    for (let row = 20; row < 40; row++) data[row * 64] = LABEL.disc;
    const labels: LabelVolume = { ...image.volume, data };
    expect(finding({ ...place(group), series: image, labels }, 'clipping').grade).toBe('repeat');
  });

  test('a stack along its own normal is off by as much, and a long stack may be', () => {
    const short = setSliceCount(planned('L4-L5'), 4);
    expect(finding(place(shiftAlongNormal(short, 5)), 'position')).toMatchObject({ grade: 'repeat' });
    const long = setSliceCount(planned('L4-L5'), 15);
    expect(finding(place(shiftAlongNormal(long, 5)), 'position').grade).toBe('ok');
  });
});

describe('a stack that cuts the discs', () => {
  const stack = planned('sagittal');
  const { left } = spineFrame(spine);
  const aside = (group: PlannedGroup, mm: number): PlannedGroup =>
    translateGroup(group, addScaled([0, 0, 0], left, mm));
  const shiftOf = (from: PlannedGroup, to: PlannedGroup): number => dot(sub(to.centre, from.centre), left);

  /** What a network finds of a spine in a stack: of every disc the part between the outer faces. The canal is narrow and is seen whole. */
  function seenIn(group: PlannedGroup, patient: Spine): SpineEstimate {
    const normal = sliceNormal(group);
    const half = stackExtentMm(group) / 2;
    const discs = patient.discs.map((whole) => {
      const at = dot(sub(whole.centre, group.centre), normal);
      const [low, high] = [Math.max(-half, at - whole.width / 2), Math.min(half, at + whole.width / 2)];
      return {
        ...whole,
        centre: addScaled(whole.centre, normal, (low + high) / 2 - at),
        width: Math.max(0, high - low),
      };
    });
    const confident = Object.fromEntries(discs.map(({ level }) => [level, 0.95]));
    return {
      ...{ ...patient, discs, discConfidence: confident, coronalErrorDeg: {}, nameConfidence: confident },
      ...{ levelConfidence: 1, transition: null, warnings: [] },
    };
  }
  const placeFindings = (input: QualityInput): QualityFinding[] =>
    checkSeries(input).findings.filter(({ fault }) => ['angulation', 'foramina'].includes(fault));
  /** The stack after all that is asked for of its place. */
  const corrected = (group: PlannedGroup, findings: readonly QualityFinding[]): PlannedGroup =>
    findings.reduce(
      (to, { correction }) => (correction ? applyCorrection(to, T2, correction).group : to),
      group,
    );

  test.each([35, 20, -20, -35])('placed %i mm aside it is moved back, and not turned', (mm) => {
    const off = aside(stack, mm);
    const findings = placeFindings(place(off, { spine: seenIn(off, spine) }));
    expect(findings.map(({ fault, grade }) => [fault, grade])).toEqual([
      ['angulation', 'ok'],
      ['foramina', 'repeat'],
    ]);
    const back = corrected(off, findings);
    expect(shiftOf(off, back)).toBeCloseTo(-mm, 0);
    expect(sliceNormal(back)).toEqual(sliceNormal(off));
  });

  test('without a plan it is moved towards the spine; its angle is not judged', () => {
    const off = aside(stack, -30);
    const report = checkSeries({
      ...{ series: series(off, T2), labels: null, spine: seenIn(off, spine), group: off },
    });
    expect(report.findings.some(({ fault }) => fault === 'angulation')).toBe(false);
    expect(report.notChecked.join()).toMatch(/no plan shows which way the spine is turned/);
    const [first] = report.corrections;
    expect(first?.words).toMatch(/^Move group sagittal (\d+ mm \w+ and )*\d+ mm to the left/);
    expect(first?.edits.some(({ kind }) => kind === 'tilt')).toBe(false);
  });

  test.each([12, 30])(
    'of a patient who has moved %i mm aside follows the patient, and is not turned',
    (mm) => {
      const by = addScaled([0, 0, 0], left, mm);
      const moved = (points: readonly Vec3[]): Vec3[] => points.map((p) => addScaled(p, by, 1));
      const patient: Spine = {
        ...{ ...spine, canal: moved(spine.canal) },
        discs: spine.discs.map((d) => ({ ...d, centre: addScaled(d.centre, by, 1) })),
        vertebrae: spine.vertebrae.map((v) => ({ ...v, centre: addScaled(v.centre, by, 1) })),
      };
      const findings = placeFindings(place(stack, { spine: seenIn(stack, patient) }));
      expect(findings.map(({ grade }) => grade)).toContain('repeat');
      const after = corrected(stack, findings);
      expect(Math.abs(shiftOf(stack, after) - mm)).toBeLessThan(3);
      expect(sliceNormal(after)).toEqual(sliceNormal(stack));
    },
  );

  test('that is tilted as well is turned as the plan has it', () => {
    const { posterior, superior } = spineFrame(spine);
    const off = tiltGroup(aside(stack, 25), superior, 14);
    const [angulation] = placeFindings(place(off, { spine: seenIn(off, spine) }));
    expect(angulation?.value).toBeCloseTo(14, 0);
    if (!angulation?.correction) throw new Error('no correction');
    const { group: back } = applyCorrection(off, T2, angulation.correction);
    expect(angleDeg(sliceNormal(back), sliceNormal(stack))).toBeLessThan(1.5);
    expect(Math.abs(dot(sliceNormal(back), posterior))).toBeLessThan(0.03);
  });
});

describe('groups that share a TR', () => {
  const group = { ...planned('L4-L5'), sliceCount: 3 };
  const target = disc('L4-L5');
  const { left } = discFrame(target, spine.canal);
  const behind: Vec3 = axialTarget(target, spine.canal);
  const other: PlannedGroup = {
    ...tiltGroup(group, left, 25),
    name: 'other',
    centre: addScaled(behind, discFrame(target, spine.canal).posterior, 12),
  };

  test('crossing over the canal is to be run apart', () => {
    const found = finding({ ...place(group), companions: [other] }, 'crossing');
    expect(found.grade).toBe('repeat');
    expect(found.correction?.edits).toEqual([{ kind: 'split-run', apartFrom: ['other'] }]);
  });

  test('in runs of their own they do no harm', () => {
    const parted = series(group, { ...AX, concatenations: 2 });
    expect(finding({ ...place(group), series: parted, companions: [other] }, 'crossing').grade).toBe('ok');
  });

  test('a group that stays away does not cross', () => {
    const away = translateGroup(other, [0, 0, 200]);
    expect(finding({ ...place(group), companions: [away] }, 'crossing').grade).toBe('ok');
  });
});

describe('what is seen in the images', () => {
  const group = { ...planned('sagittal'), sliceCount: 1 };
  const canal = (i: number): boolean => i >= 30 && i < 36;
  const bone = (i: number): boolean => i >= 14 && i < 28;
  const labelled = (image: Series): LabelVolume => ({
    ...image.volume,
    data: Uint8Array.from(image.volume.data, (_, n) =>
      canal(n % 64) ? LABEL.canal : bone(n % 64) ? LABEL.vertebra : 0,
    ),
  });
  const judged = (image: Series, fault: Fault): QualityFinding =>
    finding({ ...place(group), series: image, labels: labelled(image) }, fault);

  test('signal to noise is that put in', () => {
    const random = noise(5);
    const fine = { ...T2, matrixRead: 256, matrixPhase: 256 };
    const mark = (i: number): number =>
      i >= 120 && i < 144 ? LABEL.canal : i >= 56 && i < 112 ? LABEL.vertebra : 0;
    const level = [2000, 1200, 0, 2800];
    const image = series(group, fine, (i) => (level[mark(i)] ?? 0) + 100 * random());
    const labels = { ...image.volume, data: Uint8Array.from(image.volume.data, (_, n) => mark(n % 256)) };
    const found = finding({ ...place(group), series: image, labels }, 'noise');
    // Canal 2800, bone 1200, noise 100; four edges in 256 pixels raise the noise by a few per cent.
    expect(found.value / (Math.sqrt(2800 * 1200) / 100)).toBeCloseTo(1, 1);
    expect(found.grade).toBe('ok');
  });

  test('half the signal to noise asked for takes four times the averages', () => {
    const random = noise(6);
    const image = series(group, { ...T2, averages: 1 }, () => 2000 + 250 * random());
    const found = judged(image, 'noise');
    expect(found.grade).toBe('repeat');
    expect(found.correction?.edits).toEqual([{ kind: 'setting', key: 'averages', value: '4' }]);
  });

  test('anatomy cut at the edge folds over without oversampling, and not where it ends in air', () => {
    const random = noise(7);
    const body = (from: number, to: number) =>
      series(group, { ...T2, phaseOversampling: 0 }, (i, j) =>
        j >= from && j < to && i > 5 && i < 58 ? 1500 + 50 * random() : Math.abs(40 * random()),
      );
    expect(judged(body(0, 64), 'wrap').grade).toBe('repeat');
    expect(judged(body(8, 56), 'wrap').grade).toBe('ok');
    const correction = judged(body(0, 64), 'wrap').correction;
    expect(correction?.edits[0]).toMatchObject({ kind: 'setting', key: 'phaseOversampling' });
  });

  test('fat of the back as bright as fluid is not suppressed; the inversion time that nulls it is named', () => {
    const stir = small('stir-sag', { inversionTimeMs: 120 });
    const random = noise(8);
    const image = (fat: number) =>
      series(group, stir, (i) => {
        if (i >= 60) return Math.abs(20 * random());
        const tissue = canal(i) ? 1000 : i < 48 ? 300 : i === 59 ? 500 : fat;
        return tissue + 20 * random();
      });
    expect(judged(image(40), 'fat').grade).toBe('ok');
    const found = judged(image(500), 'fat');
    expect(found.value).toBeCloseTo(50, 0);
    // 290 ms · ln 2, less what TR leaves.
    const [edit] = found.correction?.edits ?? [];
    expect(edit).toMatchObject({ kind: 'setting', key: 'inversionTimeMs' });
    expect(edit?.kind === 'setting' ? Number(edit.value) : NaN).toBeGreaterThan(170);
  });

  test('images that were not acquired are not judged for what the scanner does', () => {
    const image = series(group, T2);
    const real = {
      ...image,
      notes: [
        'The contrast of a real volume is fixed: the scanner only reformats it, so TR, TE, TI, flip angle, noise and saturation bands do not change the image.',
      ],
    };
    const report = checkSeries({ ...place(group), series: real });
    expect(report.findings.some((f) => f.fault === 'noise' || f.fault === 'motion')).toBe(false);
    expect(report.notChecked.join()).toContain('not acquired here');
  });
});
