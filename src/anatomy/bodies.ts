import { add, addScaled, dot, normalize, scale, sub, type Plane, type Vec3 } from '../geometry';
import type { VertebraLandmarks } from '../patient';
import { VERTEBRA_LEVELS, type DiscLevel, type VertebraLevel } from '../volume';
import type { Canal } from './canal';
import { axesAt } from './discAxes';
import type { DiscPlane } from './discPlane';
import { fitPlane, selectFaces } from './planeFit';
import { sidePlane } from './regularise';
import { ANATOMY_SETTINGS } from './settings';
import { nearby, toLocal, type Surface } from './surface';

/** A disc's plane with its name. */
export interface NamedPlane {
  readonly level: DiscLevel;
  readonly plane: DiscPlane;
}

export const vertebraAbove = (level: DiscLevel): VertebraLevel | undefined =>
  VERTEBRA_LEVELS.find((v) => level.startsWith(`${v}-`));

export const vertebraBelow = (level: DiscLevel): VertebraLevel | undefined =>
  VERTEBRA_LEVELS.find((v) => level.endsWith(`-${v}`));

const midpoint = (a: Vec3, b: Vec3): Vec3 => scale(add(a, b), 0.5);

/** The vertebra above the highest disc, when its upper endplate is in the image. */
function topVertebra(
  top: NamedPlane,
  next: NamedPlane | undefined,
  bone: Surface,
  canal: Canal | null,
): VertebraLandmarks | null {
  const level = vertebraAbove(top.level);
  if (!level) return null;
  const { typicalHeightMm, minHeightMm } = ANATOMY_SETTINGS.body;
  const lowerEndplate = sidePlane(top.plane, 'upper');
  const body = next
    ? distanceBetween(sidePlane(top.plane, 'lower'), sidePlane(next.plane, 'upper'))
    : typicalHeightMm;
  const expected = Math.max(minHeightMm, body);
  const guess = addScaled(lowerEndplate.point, lowerEndplate.normal, expected);
  const axes = axesAt(guess, lowerEndplate.normal, canal);
  const points = selectFaces(
    toLocal(nearby(bone, { point: guess, normal: axes.normal, reachMm: 30, halfMm: 7 }, Infinity), axes),
    (u, v, _, facing) => facing > 0 && Math.abs(u) < 16 && Math.abs(v) < 13,
  );
  const fit = fitPlane(points);
  const enough = points.weight.reduce((s, w) => s + w, 0) > 150;
  if (!fit || !enough || fit.residual > 1.5) return null;
  const normal = normalize(
    addScaled(addScaled(axes.normal, axes.left, -fit.slopeLeft), axes.posterior, -fit.slopePosterior),
  );
  const upperEndplate: Plane = { point: addScaled(guess, axes.normal, fit.height), normal };
  return { level, centre: midpoint(upperEndplate.point, lowerEndplate.point), upperEndplate, lowerEndplate };
}

const distanceBetween = (a: Plane, b: Plane): number => Math.abs(dot(sub(a.point, b.point), a.normal));

/** Vertebral bodies between named discs, top to bottom, S1 included. */
export function findBodies(
  planes: readonly NamedPlane[],
  bone: Surface,
  canal: Canal | null,
): VertebraLandmarks[] {
  const bodies: VertebraLandmarks[] = [];
  const first = planes[0];
  const top = first ? topVertebra(first, planes[1], bone, canal) : null;
  if (top) bodies.push(top);
  planes.forEach((above, i) => {
    const level = vertebraBelow(above.level);
    if (!level) return;
    const upperEndplate = sidePlane(above.plane, 'lower');
    if (level === 'S1') {
      const centre = addScaled(
        upperEndplate.point,
        upperEndplate.normal,
        -ANATOMY_SETTINGS.body.sacralDepthMm,
      );
      bodies.push({ level, centre, upperEndplate });
      return;
    }
    const below = planes[i + 1];
    // After a missing disc the next plane is not this vertebra's.
    if (!below || vertebraAbove(below.level) !== level) return;
    const lowerEndplate = sidePlane(below.plane, 'upper');
    bodies.push({
      level,
      centre: midpoint(upperEndplate.point, lowerEndplate.point),
      upperEndplate,
      lowerEndplate,
    });
  });
  return bodies;
}
