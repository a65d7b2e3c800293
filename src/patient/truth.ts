import { addScaled, distance, dot, exactArcTanDeg, scale, sub, type Vec3 } from '../geometry';
import { LABEL } from '../volume';
import anatomy from './data/anatomy.json';
import data from './findings/data/findings.json';
import { flavumThicknessMm } from './findings/flavum';
import { placeOfDisc, type DiscPlace } from './findings/places';
import { leaveMm, STEP_MM, voxelAt } from './findings/probe';
import { recessHeightMm } from './findings/recess';
import type { Finding } from './findings/schema';
import type { Canvas } from './raster';
import { fromFrame, type SpineModel, type VertebraModel } from './spineModel';
import { measureForamen, type ForamenMeasures } from './truthForamen';
import { measureSac, schizasGrade } from './truthCanal';
import { measureHerniations } from './truthHerniation';
import type { DiscMeasures, Heights, LeftRight, SpineMeasures, VertebraMeasures } from './truthTypes';

/** Heights are measured at these shares of the half depth, front to back. */
const FRONT_TO_BACK = [-0.7, 0, 0.7] as const;
const SLIP_NAMED_MM = 2;

/** Measures the painted patient: everything but slips, angles and Pfirrmann grades is read from the maps. */
export function measureSpine(canvas: Canvas, spine: SpineModel, findings: readonly Finding[]): SpineMeasures {
  const discs = spine.discs.flatMap(({ level }) => {
    const place = placeOfDisc(spine, level);
    // The highest vertebra leaves the volume: what is cut cannot be measured.
    return place && voxelAt(canvas, place.above.upper.point) >= 0 ? [place] : [];
  });
  const foramina = discs.map((place) => both((side) => measureForamen(canvas, place, side)));
  const areas = foramina.flatMap(({ left, right }) => [left.rootAreaMm2, right.rootAreaMm2]);
  const usualRoot = areas.sort((a, b) => a - b)[Math.floor(areas.length / 2)] ?? 0;
  return {
    discs: discs.map((place, i) => {
      const foramen = foramina[i];
      if (!foramen) throw new Error('a disc has foramina');
      return measureDisc(canvas, place, findings, foramen, usualRoot);
    }),
    vertebrae: spine.vertebrae
      .filter((v) => voxelAt(canvas, v.upper.point) >= 0)
      .map((v) => measureVertebra(canvas, v)),
    ...measureCurves(spine),
  };
}

const both = <T>(of: (side: 1 | -1) => T): LeftRight<T> => ({ left: of(1), right: of(-1) });
const each = <T, U>({ left, right }: LeftRight<T>, of: (value: T) => U): LeftRight<U> => ({
  left: of(left),
  right: of(right),
});

function measureDisc(
  canvas: Canvas,
  place: DiscPlace,
  findings: readonly Finding[],
  foramen: LeftRight<ForamenMeasures>,
  usualRootMm2: number,
): DiscMeasures {
  const { disc } = place;
  const { holdsCord, middle, ...sac } = measureSac(canvas, disc.frame);
  const recess = both((side) => recessHeightMm(canvas, place, side));
  const slip = dot(sub(disc.below.point, disc.above.point), disc.frame.posterior);
  return {
    level: disc.level,
    heights: discHeights(canvas, place, slip),
    ...sac,
    recessHeightMm: recess,
    foramenApMm: each(foramen, (f) => f.apMm),
    foramenFatLost: each(foramen, (f) => f.fatLost),
    rootAreaMm2: each(foramen, (f) => f.rootAreaMm2),
    flavumThicknessMm: both((side) => flavumThicknessMm(canvas, place, side, middle)),
    listhesisMm: slip,
    herniations: measureHerniations(canvas, place, findings),
    grades: {
      pfirrmann: disc.parameters.pfirrmannGrade,
      schizas: schizasGrade({ ...sac, middle, holdsCord }),
      lateralRecess: each(recess, recessGrade),
      foramen: each(foramen, (f) => leeGrade(f, usualRootMm2)),
      meyerding: meyerdingGrade(slip, 2 * disc.below.halfDepth),
    },
  };
}

/** Bartynski grade by the recess's height. */
function recessGrade(heightMm: number): number {
  const { upperLimitsMm: limits } = data.lateralRecess;
  if (heightMm <= limits[3]) return 3;
  if (heightMm <= limits[2]) return 2;
  return heightMm <= limits[1] ? 1 : 0;
}

/** Lee grade: how much of the fat round the root is lost, then whether the root itself has given way. */
function leeGrade({ fatLost, rootAreaMm2 }: ForamenMeasures, usualRootMm2: number): number {
  const { lostDirections, rootChangedBelow } = data.foramen;
  if (fatLost < lostDirections[1]) return 0;
  if (fatLost < lostDirections[2]) return 1;
  return rootAreaMm2 < rootChangedBelow * usualRootMm2 ? 3 : 2;
}

function meyerdingGrade(slipMm: number, depthMm: number): number {
  const size = Math.abs(slipMm);
  if (size < SLIP_NAMED_MM) return 0;
  return 1 + data.meyerding.upperLimits.filter((limit) => size / depthMm > limit).length;
}

const { endplateInBoneMm } = anatomy.labels;
/** The edge lies between the last step inside and the first one outside. */
const HALF_STEP_MM = STEP_MM / 2;
/** Of a body's height: so far from its middle, beside its waist and the notch of the basivertebral vein, rays begin. */
const BESIDE_WAIST = 0.25;

const isBoneLabel =
  ({ labels }: Canvas) =>
  (n: number) => {
    const label = labels[n];
    return label === LABEL.vertebra || label === LABEL.sacrum;
  };

/** Free of bone upwards and downwards from the disc's plane; the endplate's bony part is not labelled as bone. */
function discHeights(canvas: Canvas, { disc }: DiscPlace, slipMm: number): Heights {
  const bone = isBoneLabel(canvas);
  // Where bone faces bone: a slip leaves half of it less at either end.
  const depth = (disc.above.halfDepth + disc.below.halfDepth - Math.abs(slipMm)) / 2;
  const up = disc.frame.superior;
  const at = (share: number): number => {
    const start = fromFrame(disc.frame, 0, share * depth, 0);
    const free = (direction: Vec3): number =>
      leaveMm(canvas, start, direction, 25, (n) => !bone(n), 0.3) + HALF_STEP_MM - endplateInBoneMm;
    return Math.max(0, free(up) + free(scale(up, -1)));
  };
  const [anteriorMm = 0, middleMm = 0, posteriorMm = 0] = FRONT_TO_BACK.map(at);
  return { anteriorMm, middleMm, posteriorMm };
}

function measureVertebra(canvas: Canvas, v: VertebraModel): VertebraMeasures {
  const bone = isBoneLabel(canvas);
  const depth = (v.upper.halfDepth + v.lower.halfDepth) / 2;
  const up = v.frame.superior;
  const beside = BESIDE_WAIST * distance(v.upper.point, v.lower.point);
  const at = (share: number): number => {
    const middle = fromFrame(v.frame, 0, share * depth, 0);
    const reach = (sign: 1 | -1): number => {
      // A deep biconcave fracture leaves no bone there.
      const from = bone(voxelAt(canvas, addScaled(middle, up, sign * beside))) ? beside : 0;
      const start = addScaled(middle, up, sign * from);
      const beyond = leaveMm(canvas, start, scale(up, sign), 40, bone, 0.9);
      return from + beyond + HALF_STEP_MM + endplateInBoneMm;
    };
    return reach(1) + reach(-1);
  };
  const [anteriorMm = 0, middleMm = 0, posteriorMm = 0] = FRONT_TO_BACK.map(at);
  return { level: v.level, heights: { anteriorMm, middleMm, posteriorMm } };
}

/** Signed angle of an endplate's normal in the plane of two axes, degrees; endplates are never near upside down. */
const leanDeg = (normal: Vec3, axis: 0 | 1): number => exactArcTanDeg(normal[axis] / normal[2]);

function measureCurves(spine: SpineModel): Pick<SpineMeasures, 'lordosisDeg' | 'cobbDeg'> {
  const lumbar = spine.vertebrae.filter((v) => v.level.startsWith('L'));
  const s1 = spine.vertebrae.find((v) => v.level === 'S1')?.upper.normal ?? spine.sacrumEndplate.normal;
  const top = lumbar[0]?.upper.normal ?? s1;
  const coronal = lumbar.flatMap((v) => [leanDeg(v.upper.normal, 0), leanDeg(v.lower.normal, 0)]);
  return {
    lordosisDeg: Math.abs(leanDeg(top, 1) - leanDeg(s1, 1)),
    cobbDeg: Math.max(...coronal) - Math.min(...coronal),
  };
}
