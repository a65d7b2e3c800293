import { addScaled, dot, normalize, stackExtentMm, sub, type Vec3 } from '../../src/geometry';
import type { Spine } from '../../src/patient';
import {
  anteriorBand,
  discFrame,
  parallelTo,
  axialTarget,
  setFov,
  setSliceCount,
  shiftAlongNormal,
  spanOfInterest,
  spineFrame,
  tiltGroup,
  translateBand,
  translateGroup,
  type Fault,
  type PlannedGroup,
  type SaturationBand,
} from '../../src/planning';
import { draws, type Draws } from './draws';
import { plannedGroups } from './scans';

/** A stack that is placed wrongly in one way, or not at all. */
export interface Place {
  readonly name: string;
  readonly fault: Fault | null;
  readonly group: PlannedGroup;
  readonly bands: readonly SaturationBand[];
}

const between = (draw: Draws, low: number, high: number): number => low + (high - low) * draw();

function sagittalPlaces(seed: number, spine: Spine, group: PlannedGroup): Place[] {
  const draw = draws(seed, 'sagittal places');
  const frame = spineFrame(spine);
  const sign = (): 1 | -1 => (draw() < 0.5 ? -1 : 1);
  const planned = anteriorBand(spine);
  const bands = planned ? [planned.band] : [];
  const over = planned ? planned.clearanceMm + between(draw, 6, 15) : 0;
  const axis = draw() < 0.5 ? frame.posterior : frame.superior;
  const base = { group, bands: [] };
  // T12 or S2 loses 8 to 25 mm.
  const { top, bottom } = spanOfInterest(spine);
  const fovMm = Math.max(group.fovReadMm, group.fovPhaseMm);
  const [above, below] = [top, bottom].map((p) => dot(sub(p, group.centre), frame.superior));
  const lost = between(draw, 8, 25);
  const alongBody = sign() > 0 ? fovMm / 2 + (below ?? 0) + lost : -(fovMm / 2 - (above ?? 0) + lost);
  const shifted = (direction: Vec3, mm: number): PlannedGroup =>
    translateGroup(group, addScaled([0, 0, 0], direction, mm));
  return [
    { ...base, name: 'sagittal', fault: null, bands },
    {
      ...{ ...base, name: 'sagittal along the body', fault: 'coverage' },
      group: shifted(frame.superior, alongBody),
    },
    {
      ...{ ...base, name: 'sagittal too narrow', fault: 'foramina' },
      group: setSliceCount(group, Math.floor(between(draw, 0.5, 0.7) * group.sliceCount)),
    },
    {
      ...{ ...base, name: 'sagittal aside', fault: 'foramina' },
      group: shifted(frame.left, sign() * between(draw, 14, 20)),
    },
    {
      ...{ ...base, name: 'sagittal turned', fault: 'angulation' },
      group: tiltGroup(group, axis, sign() * between(draw, 10, 15)),
    },
    {
      ...{ ...base, name: 'sagittal off to front or back', fault: 'clipping' },
      // An edge of the field comes to lie 15 to 30 mm from the middle of the spine.
      group: shifted(frame.posterior, sign() * (fovMm / 2 - 30 + between(draw, 0, 15))),
    },
    ...bands.map((band): Place => {
      const moved = translateBand(band, addScaled([0, 0, 0], normalize(band.normal), over));
      return { ...base, name: 'band over the spine', fault: 'saturation', bands: [moved] };
    }),
  ];
}

function axialPlaces(seed: number, spine: Spine, group: PlannedGroup): Place[] {
  const draw = draws(seed, 'axial places');
  const disc = spine.discs.find((d) => d.level === group.level);
  if (!disc) return [];
  const frame = discFrame(disc, spine.canal);
  const sign = (): 1 | -1 => (draw() < 0.5 ? -1 : 1);
  const at = spine.discs.indexOf(disc);
  const other = spine.discs[at - 1] ?? spine.discs[at + 1];
  const narrow = draw() < 0.5;
  const aside = addScaled([0, 0, 0], group.rowDirection, sign() * between(draw, 68, 80));
  const base = { bands: [] };
  return [
    { ...base, name: 'axial', fault: null, group },
    { ...base, name: 'axial tilted by +7°', fault: 'angulation', group: tiltGroup(group, frame.left, 7) },
    { ...base, name: 'axial tilted by −7°', fault: 'angulation', group: tiltGroup(group, frame.left, -7) },
    {
      ...{ ...base, name: 'axial leaning by 7°', fault: 'angulation' },
      group: tiltGroup(group, frame.posterior, 7 * sign()),
    },
    {
      ...{ ...base, name: 'axial up or down', fault: 'position' },
      group: shiftAlongNormal(
        group,
        sign() * ((stackExtentMm(group) - disc.height) / 2 + between(draw, 1, 4)),
      ),
    },
    ...(other
      ? [
          {
            ...{ ...base, name: 'axial at another level', fault: 'level' as const },
            group: {
              ...parallelTo(group, other.normal),
              centre: axialTarget(other, spine.canal),
            },
          },
        ]
      : []),
    {
      ...{ ...base, name: 'axial cut off', fault: 'clipping' },
      group: narrow ? setFov(group, between(draw, 60, 75)) : translateGroup(group, aside),
    },
  ];
}

/** Every way in which the stacks of a patient are placed, on what is true of him. */
export function placesOf(seed: number, spine: Spine): Place[] {
  const { sagittal, axial } = plannedGroups(seed, spine);
  return [...sagittalPlaces(seed, spine, sagittal), ...axialPlaces(seed, spine, axial)];
}
