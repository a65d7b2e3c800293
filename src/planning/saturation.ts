import {
  add,
  addScaled,
  cross,
  degToRad,
  dot,
  IsocenterError,
  mean,
  normalize,
  rejectFrom,
  rotateAbout,
  scale,
  sub,
  type Vec3,
} from '../geometry';
import type { Spine } from '../patient';
import { discFrame } from './frame';
import { PLANNING_DEFAULTS } from './settings';
import { spineFrame } from './spineFrame';
import type { SaturationBand } from './types';

/** Name of the first band of a lumbar exam, the one in front that protocols ask for. */
export const SATURATION_BAND_NAME = 'anterior';

/** What a band is called on the console: `Sat band`, further ones by their number. */
export const bandTitle = ({ name }: Pick<SaturationBand, 'name'>): string =>
  name === SATURATION_BAND_NAME ? 'Sat band' : name;

/** A name that no band of the plan has yet. */
function freeBandName(taken: readonly Pick<SaturationBand, 'name'>[]): string {
  const names = taken.map(({ name }) => name);
  if (!names.includes(SATURATION_BAND_NAME)) return SATURATION_BAND_NAME;
  for (let number = 2; ; number++) {
    const name = `Sat band ${number}`;
    if (!names.includes(name)) return name;
  }
}

/** A new band for planning by hand: upright, at the centre of the localizer (LPS mm), never on the answer. */
export const initialBand = (
  localizerCentre: Vec3,
  others: readonly Pick<SaturationBand, 'name'>[] = [],
): SaturationBand => ({
  name: freeBandName(others),
  centre: localizerCentre,
  normal: [0, 1, 0],
  thickness: PLANNING_DEFAULTS.saturationBand.thickness,
});

export const translateBand = (band: SaturationBand, deltaLps: Vec3): SaturationBand => ({
  ...band,
  centre: add(band.centre, deltaLps),
});

/** Rotates the band about its own centre, right-handed about `axis` (any length). */
export const tiltBand = (band: SaturationBand, axis: Vec3, deg: number): SaturationBand => ({
  ...band,
  normal: normalize(rotateAbout(band.normal, normalize(axis), degToRad(deg))),
});

/** @throws IsocenterError `saturation-band-invalid` */
export function setBandThickness(band: SaturationBand, thickness: number): SaturationBand {
  if (thickness > 0 && Number.isFinite(thickness)) return { ...band, thickness };
  throw new IsocenterError(
    'saturation-band-invalid',
    'A saturation band needs a thickness above 0 mm.',
    'Give it a thickness, or remove the band.',
  );
}

/** Points on the front of the vertebral column, top to bottom: rims of discs and endplates. */
function frontPoints(spine: Spine): Vec3[] {
  return spine.discs.flatMap((disc) => {
    const { posterior, superior } = discFrame(disc, spine.canal);
    const front = addScaled(disc.centre, posterior, -disc.depth / 2);
    const half = disc.height / 2;
    return [addScaled(front, superior, half), front, addScaled(front, superior, -half)];
  });
}

/** The canal's wall: points around its centreline. */
function canalPoints(spine: Spine): Vec3[] {
  const { left, posterior } = spineFrame(spine);
  const r = PLANNING_DEFAULTS.saturationBand.canalRadiusMm;
  return spine.canal.flatMap((p) => [
    addScaled(p, left, r),
    addScaled(p, left, -r),
    addScaled(p, posterior, r),
    addScaled(p, posterior, -r),
  ]);
}

/** Points that no band may reach: rims of discs and bodies all around, and the canal. */
function protectedPoints(spine: Spine): Vec3[] {
  const rims = spine.discs.flatMap((disc) => {
    const { left, posterior, superior } = discFrame(disc, spine.canal);
    return [-1, 0, 1].flatMap((h) => {
      const at = addScaled(disc.centre, superior, (h * disc.height) / 2);
      return [
        at,
        addScaled(at, left, disc.width / 2),
        addScaled(at, left, -disc.width / 2),
        addScaled(at, posterior, disc.depth / 2),
        addScaled(at, posterior, -disc.depth / 2),
      ];
    });
  });
  return [...rims, ...spine.vertebrae.map((v) => v.centre), ...canalPoints(spine)];
}

/**
 * Distance from the band's nearer face to the nearest vertebra, disc or canal, mm; negative when the band lies over
 * one of them.
 */
export function bandClearanceMm(band: SaturationBand, spine: Spine): number {
  const distances = protectedPoints(spine).map(
    (p) => Math.abs(dot(sub(p, band.centre), band.normal)) - band.thickness / 2,
  );
  return Math.min(...distances);
}

/** Whether a band lies in front of the spine, near enough to silence the vessels there: the protocol's own counts as such. */
export function isAnteriorBand(band: SaturationBand, spine: Spine): boolean {
  const { posterior } = spineFrame(spine);
  const isInFront = dot(sub(band.centre, mean(spine.discs.map((disc) => disc.centre))), posterior) < 0;
  return isInFront && bandClearanceMm(band, spine) <= PLANNING_DEFAULTS.saturationBand.usefulWithinMm;
}

/** A band in front of the bodies, parallel to the spine in the sagittal view, and what there is to say about it. */
export interface PlannedBand {
  readonly band: SaturationBand;
  readonly clearanceMm: number;
  /** Largest distance from the band's rear face to the front of L1 to L5, where the vessels run, mm. */
  readonly farthestMm: number;
}

/** @returns null when the spine has too few discs to know its direction */
export function anteriorBand(spine: Spine): PlannedBand | null {
  const fronts = frontPoints(spine);
  if (spine.discs.length < 2) return null;
  const { thickness, clearanceMm } = PLANNING_DEFAULTS.saturationBand;
  const { left } = spineFrame(spine);
  const middle = (fronts.length - 1) / 2;
  const along = fronts.reduce<Vec3>((sum, p, i) => addScaled(sum, p, middle - i), [0, 0, 0]);
  const up = normalize(rejectFrom(along, left));
  const posterior = cross(up, left);
  const centre = mean(fronts);
  // The rear face stays in front of the foremost point, whatever the lordosis.
  const positions = protectedPoints(spine).map((p) => dot(sub(p, centre), posterior));
  const face = Math.min(...positions) - clearanceMm;
  const band: SaturationBand = {
    name: 'anterior',
    centre: add(centre, scale(posterior, face - thickness / 2)),
    normal: posterior,
    thickness,
  };
  const vessels = spine.discs.filter((d) => d.level !== 'L5-S1' && d.level.startsWith('L'));
  const gaps = frontPoints({ ...spine, discs: vessels.length > 0 ? vessels : spine.discs }).map(
    (p) => dot(sub(p, centre), posterior) - face,
  );
  return { band, clearanceMm: bandClearanceMm(band, spine), farthestMm: Math.max(...gaps) };
}
