import { describe, expect, it } from 'vitest';
import {
  addScaled,
  affineFromColumns,
  applyToPoint,
  cross,
  dot,
  normalize,
  rotateAbout,
  scale,
  sub,
  type Vec3,
} from '../../geometry';
import { AXIAL_LABEL, CERTAIN, type AxialSegmentation } from '../../segmentation';
import { createVolume } from '../../volume';
import { axialMeasures, type DiscPlaceOnAxials } from '.';

const LEFT: Vec3 = [1, 0, 0];
/** A disc leaning as L5-S1 does, away from the origin. */
const normal = normalize(rotateAbout([0, 0, 1], LEFT, 0.5));
const posterior = cross(normal, LEFT);
const canal: Vec3 = [12, 41, -230];
const place: DiscPlaceOnAxials = {
  disc: { centre: addScaled(canal, posterior, -28), normal },
  canal,
  heightMm: 9,
};

/** Where a point lies to the left of, behind and above the canal's middle on the disc's plane. */
type Paint = (left: number, back: number, up: number) => number;

const SPACING = { column: 0.4, row: 0.5, slice: 4.4 };

/** A label map of seven slices, its planes tilted against the disc, painted in the disc's own directions. */
function stack(paint: Paint, tiltDeg = 0, slices = 7): AxialSegmentation {
  const turn = (v: Vec3): Vec3 => rotateAbout(v, LEFT, (tiltDeg * Math.PI) / 180);
  const [columns, rows] = [201, 181];
  const [x, y, z] = [
    scale(LEFT, SPACING.column),
    scale(turn(posterior), SPACING.row),
    scale(turn(normal), SPACING.slice),
  ];
  const corner = [
    [x, -100],
    [y, -120],
    [z, -(slices - 1) / 2],
  ].reduce((at, [axis, n]) => addScaled(at, axis as Vec3, n as number), canal);
  const voxelToPatient = affineFromColumns(x, y, z, corner);
  const data = new Uint8Array(columns * rows * slices);
  data.forEach((_, n) => {
    const at = applyToPoint(voxelToPatient, [
      n % columns,
      Math.floor(n / columns) % rows,
      Math.floor(n / (columns * rows)),
    ]);
    const away = sub(at, canal);
    data[n] = paint(dot(away, LEFT), dot(away, posterior), dot(away, normal));
  });
  const labels = createVolume(data, [columns, rows, slices], voxelToPatient);
  const { bone, disc, canal: sac, epidural, herniation } = AXIAL_LABEL;
  const certain = (...codes: number[]) => ({
    ...labels,
    data: data.map((code) => (codes.includes(code) ? CERTAIN : 0)),
  });
  const likelihood = {
    herniated: certain(herniation),
    free: certain(sac, epidural),
    solid: certain(bone, disc, herniation),
  };
  return { labels, confidence: 0.9, likelihood };
}

const tube: Paint = (left, back) =>
  (left / 8) ** 2 + (back / 6) ** 2 <= 1 ? AXIAL_LABEL.canal : AXIAL_LABEL.background;

/**
 * Pedicles 11 mm from the middle, the body 8 mm in front of it, a recess that is 5 mm high on the left, 2 mm on the right up to
 * the joint; on the left the sac reaches into it behind 2 mm of fat and its dura.
 */
const recesses: Paint = (left, back) => {
  if (Math.abs(left) >= 11 && Math.abs(left) < 18) return AXIAL_LABEL.bone;
  if (back < -8) return back > -30 ? AXIAL_LABEL.bone : AXIAL_LABEL.background;
  const height = left > 0 ? 5 : 2;
  if (Math.abs(left) >= 6 && back >= -8 + height) return AXIAL_LABEL.bone;
  if (back < -6) return AXIAL_LABEL.epidural;
  return back < -5.2 ? AXIAL_LABEL.background : AXIAL_LABEL.canal;
};

/** Disc in front of −8 mm, and of it a tongue 4 mm deep and 10 mm wide, 3 mm to the left, from −2.2 to 6.6 mm. */
const tongue: Paint = (left, back, up) => {
  if (Math.abs(up) < 4.5 && back <= -8 && back > -40 && Math.abs(left) < 22) return AXIAL_LABEL.disc;
  if (back > -8 && back <= -4 && Math.abs(left - 3) <= 5 && up > -2.3 && up < 6.7)
    return AXIAL_LABEL.herniation;
  return AXIAL_LABEL.background;
};

describe('measures of an axial stack', () => {
  it('measures an ellipse’s area, depth and width on an oblique, anisotropic grid', () => {
    const sac = axialMeasures(stack(tube), place).sac;
    expect(sac?.areaMm2).toBeCloseTo(Math.PI * 8 * 6, -1);
    expect(Math.abs((sac?.areaMm2 ?? 0) / (Math.PI * 8 * 6) - 1)).toBeLessThan(0.02);
    expect(Math.abs((sac?.apMm ?? 0) - 12)).toBeLessThan(0.6);
    expect(Math.abs((sac?.widthMm ?? 0) - 16)).toBeLessThan(0.6);
  });

  it('reads a tube cut askew larger by 1/cos of the tilt', () => {
    const straight = axialMeasures(stack(tube), place).sac?.areaMm2 ?? 0;
    const askew = axialMeasures(stack(tube, 20), place).sac?.areaMm2 ?? 0;
    expect(askew / straight).toBeCloseTo(1 / Math.cos((20 * Math.PI) / 180), 1);
  });

  it('reads a sac that is pressed shut between open slices as none, and says nothing of one at the stack’s end', () => {
    const shut = stack((left, back, up) => (Math.abs(up) < 2 ? AXIAL_LABEL.disc : tube(left, back, up)));
    const closed = axialMeasures(shut, place).sac;
    for (const size of ['areaMm2', 'apMm', 'widthMm'] as const) expect(closed?.[size]).toBeCloseTo(0, 6);
    const ends = stack((left, back, up) => (up < 2 ? AXIAL_LABEL.disc : tube(left, back, up)));
    expect(axialMeasures(ends, place).sac).toBeNull();
  });

  it('tells the left recess from the right', () => {
    const found = axialMeasures(stack(recesses), place).recessHeightMm;
    // The dura, 0.8 mm, is neither free nor solid: it does not count, and does not end what is free.
    expect(Math.abs((found?.left ?? 0) - 4.2)).toBeLessThan(0.5);
    expect(Math.abs((found?.right ?? 0) - 2)).toBeLessThan(0.5);
  });

  it('measures a herniation’s depth, width, side, volume and reach', () => {
    const found = axialMeasures(stack(tongue), place).herniation;
    expect(Math.abs((found?.depthMm ?? 0) - 4)).toBeLessThan(0.6);
    expect(Math.abs((found?.widthMm ?? 0) - 10)).toBeLessThan(0.8);
    expect(Math.abs((found?.leftMm ?? 0) - 3)).toBeLessThan(0.4);
    // Two slices: on the disc's plane and 4.4 mm above it.
    expect(Math.abs((found?.volumeMm3 ?? 0) / (4 * 10 * 2 * SPACING.slice) - 1)).toBeLessThan(0.1);
    expect(found?.upMm).toBeCloseTo(1.5 * SPACING.slice, 3);
    expect(found?.downMm).toBeCloseTo(0.5 * SPACING.slice, 3);
  });

  it('knows how likely tissue is that is nowhere the likeliest label, beside the foramen too', () => {
    const beside = stack((left, back, up) =>
      left > 28 && left < 36 && back > -30 && back < -20 && Math.abs(up) < 2.3
        ? AXIAL_LABEL.herniation
        : AXIAL_LABEL.background,
    );
    const found = axialMeasures(beside, place);
    expect(found.likelyHerniation.peak).toBeGreaterThan(0.99);
    expect(Math.abs((found.herniation?.leftMm ?? 0) - 32)).toBeLessThan(0.5);
    const { herniated } = beside.likelihood;
    const unsure = { ...herniated, data: herniated.data.map((p) => Math.round(p / 3)) };
    const doubted = { ...beside, likelihood: { ...beside.likelihood, herniated: unsure } };
    expect(axialMeasures(doubted, place).likelyHerniation.peak).toBeCloseTo(1 / 3, 2);
    // It lies at the disc.
    expect(found.likelyHerniation.awayMm3).toBe(0);
  });

  it('sees a free piece away from the disc', () => {
    const piece = stack((left, back, up) =>
      Math.abs(left - 4) <= 4 && Math.abs(back + 5) <= 3 && up < -12
        ? AXIAL_LABEL.herniation
        : AXIAL_LABEL.background,
    );
    const { awayMm3 } = axialMeasures(piece, place).likelyHerniation;
    expect(Math.abs(awayMm3 / (8 * 6 * SPACING.slice) - 1)).toBeLessThan(0.15);
  });

  it('lets what is half solid end half of a recess', () => {
    const open = axialMeasures(stack(recesses), place).recessHeightMm?.left ?? 0;
    const whole = stack(recesses);
    const { solid } = whole.likelihood;
    // Everywhere a little: the expected height falls, and stays above none.
    const veil = { ...solid, data: solid.data.map((p) => Math.max(p, CERTAIN / 10)) };
    const veiled = axialMeasures({ ...whole, likelihood: { ...whole.likelihood, solid: veil } }, place);
    expect(veiled.recessHeightMm?.left).toBeLessThan(open - 1);
    expect(veiled.recessHeightMm?.left).toBeGreaterThan(0.5);
  });

  it('says nothing of what the stack does not show', () => {
    const empty = axialMeasures(
      stack(() => AXIAL_LABEL.background),
      place,
    );
    expect(empty).toMatchObject({ sac: null, herniation: null });
    // One slice on the disc's plane does not reach the pedicles below.
    expect(axialMeasures(stack(recesses, 0, 1), place).recessHeightMm).toBeNull();
  });
});
