import {
  add,
  addScaled,
  cross,
  dot,
  IsocenterError,
  mean,
  normalize,
  rejectFrom,
  scale,
  sub,
  SUPERIOR,
  LEFT,
  POSTERIOR,
  type Vec3,
} from '../geometry';
import type { DiscLandmarks, Spine } from '../patient';
import type { DiscLevel } from '../volume';
import { axialTarget, spineFrame } from './frame';
import { crossings } from './crossings';
import { anteriorBand } from './saturation';
import { PLANNING_DEFAULTS } from './settings';
import type { PlannedGroup, Prescription, SaturationBand } from './types';

/** What the planner did, why, and how sure it is (0 … 1). */
export interface Decision {
  readonly what: string;
  readonly why: string;
  readonly confidence: number;
}

export interface AutomaticPlan {
  readonly prescription: Prescription;
  readonly decisions: readonly Decision[];
}

export interface PlannerOptions {
  /** Discs to be angled; the lowest three when left out. */
  readonly levels?: readonly DiscLevel[];
  /** Confidence of each disc's plane, 0 … 1, as `anatomy` gives it; 1 when left out. */
  readonly discConfidence?: Readonly<Partial<Record<DiscLevel, number>>>;
  /** Confidence that the levels are counted right. */
  readonly levelConfidence?: number;
}

const degrees = (sine: number): string =>
  `${((Math.asin(Math.min(1, Math.abs(sine))) * 180) / Math.PI).toFixed(0)}°`;
const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
const mm = (value: number): string => `${value.toFixed(0)} mm`;

/** Slices needed to cover `extent`, outer face to outer face. */
const slicesFor = (extent: number, thickness: number, gap: number): number =>
  Math.ceil((extent + gap) / (thickness + gap));

/** Highest and lowest point to be seen, T12 to S2, as far as they are known or can be counted on from what is. */
export function spanOfInterest(spine: Spine): { top: Vec3; bottom: Vec3 } {
  const { sacralLengthMm, vertebraAndDiscMm } = PLANNING_DEFAULTS.sagittal;
  const t12 = spine.vertebrae.find((v) => v.level === 'T12');
  const highest = spine.discs[0];
  const lowest = spine.discs.at(-1);
  if (!highest || !lowest) throw noDiscs();
  const missing = ['T12-L1', 'L1-L2', 'L2-L3', 'L3-L4', 'L4-L5', 'L5-S1'].indexOf(highest.level);
  const above = (Math.max(0, missing) + 1) * vertebraAndDiscMm - highest.height;
  const below = lowest.level === 'L5-S1' ? sacralLengthMm : sacralLengthMm + vertebraAndDiscMm;
  const { superior } = spineFrame(spine);
  return {
    top: t12
      ? t12.upperEndplate.point
      : addScaled(highest.centre, normalize(add(highest.normal, superior)), above),
    bottom: addScaled(lowest.centre, lowest.normal, -below),
  };
}

const noDiscs = (): IsocenterError =>
  new IsocenterError(
    'planning-no-discs',
    'There is no disc to plan on.',
    'Scan a localizer that shows the lumbar spine and try again.',
  );

/** Midway between two points along each axis' own extent. */
function centreOfExtent(
  points: readonly Vec3[],
  axes: readonly [Vec3, Vec3, Vec3],
): { centre: Vec3; extent: Vec3 } {
  const origin = mean(points);
  const ranges = axes.map((axis) => {
    const along = points.map((p) => dot(sub(p, origin), axis));
    return [Math.min(...along), Math.max(...along)] as const;
  });
  const middle = ranges.map(([low, high]) => (low + high) / 2);
  const size = ranges.map(([low, high]) => high - low);
  const centre = axes.reduce<Vec3>((sum, axis, i) => addScaled(sum, axis, middle[i] ?? 0), origin);
  return { centre, extent: [size[0] ?? 0, size[1] ?? 0, size[2] ?? 0] };
}

const allPoints = (spine: Spine): Vec3[] => {
  const { top, bottom } = spanOfInterest(spine);
  return [top, bottom, ...spine.discs.map((d) => d.centre), ...spine.vertebrae.map((v) => v.centre)];
};

const widest = (spine: Spine): number => Math.max(...spine.discs.map((d) => d.width));
const deepest = (spine: Spine): number => Math.max(...spine.discs.map((d) => d.depth));

/** FOV that holds the span and a margin, in steps of 10 mm. */
function fovFor(extent: number): number {
  const { fovMm, fovMinMm, fovMaxMm } = PLANNING_DEFAULTS.sagittal;
  const needed = Math.ceil((extent + 20) / 10) * 10;
  return clamp(Math.max(needed, fovMm), fovMinMm, fovMaxMm);
}

/** Normal along the spine's own left, upright in the image: out through both foramina. */
function planSagittal(spine: Spine): PlannedGroup {
  const { sliceThickness, sliceGap, lateralMarginMm, minSlices, maxSlices } = PLANNING_DEFAULTS.sagittal;
  const { left, centre: middle } = spineFrame(spine);
  const columnDirection = scale(normalize(rejectFrom(SUPERIOR, left)), -1);
  const rowDirection = cross(left, columnDirection);
  const { centre, extent } = centreOfExtent(allPoints(spine), [left, rowDirection, columnDirection]);
  const lateral = spine.discs.map((d) => dot(sub(d.centre, centre), left));
  const reach = Math.max(...lateral) - Math.min(...lateral) + widest(spine) + 2 * lateralMarginMm;
  const fov = fovFor(extent[2]);
  return {
    name: 'sagittal',
    kind: 'sagittal',
    centre: addScaled(centre, left, dot(sub(middle, centre), left)),
    rowDirection,
    columnDirection,
    sliceCount: clamp(slicesFor(reach, sliceThickness, sliceGap), minSlices, maxSlices),
    sliceThickness,
    sliceGap,
    fovReadMm: fov,
    fovPhaseMm: fov,
  };
}

/** Square to the sagittal stack and along the spine: from the front of the bodies to behind the canal. */
function planCoronal(spine: Spine): PlannedGroup {
  const { fovMm, sliceThickness, sliceGap, anteriorMarginMm, posteriorMarginMm, minSlices, maxSlices } =
    PLANNING_DEFAULTS.coronal;
  const { left, superior, posterior } = spineFrame(spine);
  const columnDirection = scale(superior, -1);
  const { centre } = centreOfExtent(allPoints(spine), [left, posterior, superior]);
  const along = (p: Vec3): number => dot(sub(p, centre), posterior);
  const front = Math.min(...spine.discs.map((d) => along(d.centre))) - deepest(spine) / 2 - anteriorMarginMm;
  const canal = spine.canal.filter((p) =>
    spine.discs.some((d) => Math.abs(dot(sub(p, d.centre), superior)) < 20),
  );
  const rear = Math.max(...(canal.length > 0 ? canal : spine.discs.map((d) => d.centre)).map(along));
  const back = rear + posteriorMarginMm;
  return {
    name: 'coronal',
    kind: 'coronal',
    centre: addScaled(centre, posterior, (front + back) / 2),
    rowDirection: left,
    columnDirection,
    sliceCount: clamp(slicesFor(back - front, sliceThickness, sliceGap), minSlices, maxSlices),
    sliceThickness,
    sliceGap,
    fovReadMm: fovMm,
    fovPhaseMm: fovMm,
  };
}

/** Parallel to the disc in both tilts; rows stay as level as the disc allows. */
export function planAxial(disc: DiscLandmarks, canal: readonly Vec3[]): PlannedGroup {
  const { fovMm, sliceCount, sliceThickness, sliceGap } = PLANNING_DEFAULTS.axial;
  const rowDirection = normalize(rejectFrom(LEFT, disc.normal));
  return {
    name: disc.level,
    kind: 'axial',
    level: disc.level,
    centre: axialTarget(disc, canal),
    rowDirection,
    columnDirection: cross(disc.normal, rowDirection),
    sliceCount,
    sliceThickness,
    sliceGap,
    fovReadMm: fovMm,
    fovPhaseMm: fovMm,
  };
}

const tiltWords = (disc: DiscLandmarks): string => {
  const sagittal = `${degrees(dot(disc.normal, POSTERIOR))} ${dot(disc.normal, POSTERIOR) < 0 ? 'front edge down' : 'front edge up'}`;
  const side = dot(disc.normal, LEFT);
  const coronal =
    Math.abs(side) < 0.01
      ? 'level from side to side'
      : `${degrees(side)} ${side < 0 ? 'right' : 'left'} side down`;
  return `${sagittal}, ${coronal}`;
};

function axialDecision(disc: DiscLandmarks | undefined, level: DiscLevel, confidence: number): Decision {
  if (!disc) {
    return {
      what: `No slice group for ${level}.`,
      why: 'This disc was not found in the image.',
      confidence: 0,
    };
  }
  return {
    what: `${level}: parallel to the disc, ${tiltWords(disc)}.`,
    why: 'The plane lies midway between the two endplates, so the canal is cut square at the disc.',
    confidence,
  };
}

function crossingDecisions(groups: readonly PlannedGroup[], canal: readonly Vec3[]): Decision[] {
  return crossings(groups, canal).map(({ groups: [a, b], zone }) => ({
    what: `${a} and ${b} cross ${{ canal: 'over the canal', body: 'in front of the canal', behind: 'behind the canal' }[zone]}.`,
    why:
      zone === 'behind'
        ? 'The dark band there does no harm.'
        : 'The shared spins would be saturated: acquire the two groups one after the other, not interleaved.',
    confidence: 1,
  }));
}

function bandDecision(spine: Spine): { bands: SaturationBand[]; decision: Decision } {
  const planned = anteriorBand(spine);
  if (!planned) {
    return {
      bands: [],
      decision: { what: 'No saturation band.', why: 'Fewer than two discs were found.', confidence: 0 },
    };
  }
  const { usefulWithinMm } = PLANNING_DEFAULTS.saturationBand;
  const far = planned.farthestMm > usefulWithinMm;
  return {
    bands: [planned.band],
    decision: {
      what: `Saturation band in front of the bodies, ${mm(planned.clearanceMm)} clear of them.`,
      why: far
        ? `The lordosis leaves up to ${mm(planned.farthestMm)} between spine and band, so it may miss vessels that lie close to the bodies; nearer it would lie over a vertebra.`
        : 'It silences the aorta without touching vertebra or canal.',
      confidence: far ? 0.5 : 0.9,
    },
  };
}

/**
 * Plans the whole lumbar exam on a spine: sagittal and coronal stack, one axial group a disc, anterior saturation band.
 * @throws IsocenterError `planning-no-discs`
 */
export function planAutomatically(spine: Spine, options: PlannerOptions = {}): AutomaticPlan {
  if (spine.discs.length === 0) throw noDiscs();
  const levels = options.levels ?? PLANNING_DEFAULTS.axial.levels;
  const levelConfidence = options.levelConfidence ?? 1;
  const discOf = (level: DiscLevel): DiscLandmarks | undefined => spine.discs.find((d) => d.level === level);
  const sagittal = planSagittal(spine);
  const axial = levels.flatMap((level) => {
    const disc = discOf(level);
    return disc ? [planAxial(disc, spine.canal)] : [];
  });
  const groups = [sagittal, planCoronal(spine), ...axial];
  const { bands, decision } = bandDecision(spine);
  const { left } = spineFrame(spine);
  const decisions: Decision[] = [
    {
      what: `Sagittal stack of ${sagittal.sliceCount} slices, turned ${degrees(dot(left, SUPERIOR))} with the spine in the coronal view and ${degrees(dot(left, POSTERIOR))} in the axial view.`,
      why: 'Its middle follows the midline of the bodies; its ends reach beyond both foramina.',
      confidence: spine.discs.length >= 3 ? 0.9 : 0.5,
    },
    ...levels.map((level) =>
      axialDecision(discOf(level), level, Math.min(options.discConfidence?.[level] ?? 1, levelConfidence)),
    ),
    ...crossingDecisions(groups, spine.canal),
    decision,
  ];
  return { prescription: { schemaVersion: 1, groups, saturationBands: bands }, decisions };
}
