import {
  add,
  addScaled,
  cross,
  exactCosDeg,
  exactSinDeg,
  dot,
  lerp,
  normalize,
  scale,
  sub,
  midPlane,
  type Plane,
  type Vec3,
} from '../geometry';
import type { DiscLevel, VertebraLevel } from '../volume';
import anatomy from './data/anatomy.json';
import type { SpineParameters, DiscParameters, VertebraParameters } from './parameters';

/** Right-handed frame in the patient: `left` × `posterior` = `superior` for an upright vertebra. */
export interface Frame {
  readonly origin: Vec3;
  readonly left: Vec3;
  readonly posterior: Vec3;
  readonly superior: Vec3;
}

export interface Endplate extends Plane {
  readonly halfWidth: number;
  readonly halfDepth: number;
}

/** An endplate that faces a disc: a dish whose mean plane this is, its rim higher than its centre by `dishMm`. */
export interface DishedEndplate extends Endplate {
  readonly dishMm: number;
}

export interface VertebraModel {
  readonly level: VertebraLevel;
  readonly frame: Frame;
  readonly upper: DishedEndplate;
  readonly lower: DishedEndplate;
  readonly parameters: VertebraParameters;
}

export interface DiscModel {
  readonly level: DiscLevel;
  readonly frame: Frame;
  /** Lower endplate of the vertebra above, upper endplate of the one below. */
  readonly above: DishedEndplate;
  readonly below: DishedEndplate;
  readonly parameters: DiscParameters;
}

export interface SpineModel {
  /** T10 … L5 in the usual spine, all above the sacrum. */
  readonly vertebrae: readonly VertebraModel[];
  /** T10-T11 … L5-S1 in the usual spine. */
  readonly discs: readonly DiscModel[];
  /** Highest segment of the sacrum: S1, or S2 below a lumbarised S1. */
  readonly sacrumLevel: VertebraLevel;
  /** Frame of the sacrum's upper endplate. */
  readonly sacrum: Frame;
  readonly sacrumEndplate: DishedEndplate;
}

/** Turns `v` about unit `axis` (right-handed), Rodrigues' formula in exact arithmetic. */
export function turnAbout(v: Vec3, axis: Vec3, deg: number): Vec3 {
  const c = exactCosDeg(deg);
  const along = dot(axis, v) * (1 - c);
  return addScaled(addScaled(scale(v, c), cross(axis, v), exactSinDeg(deg)), axis, along);
}

/** Tilt θ forward about the left axis, φ to the left about the posterior axis, then ψ about the own long axis. */
function frameFromAngles(origin: Vec3, thetaDeg: number, phiDeg: number, psiDeg: number): Frame {
  const turn = (v: Vec3): Vec3 => turnAbout(turnAbout(v, [1, 0, 0], thetaDeg), [0, 1, 0], phiDeg);
  const superior = turn([0, 0, 1]);
  const left = turnAbout(turn([1, 0, 0]), superior, psiDeg);
  return { origin, left, posterior: cross(superior, left), superior };
}

/** Coronal tilt of a scoliotic curve, unit amplitude, at `u` levels above its apex; zero beyond five levels. */
function scoliosisTilt(u: number): number {
  const a = Math.abs(u);
  if (a >= 5) return 0;
  return a < 2.5 ? -exactSinDeg(36 * u) : -Math.sign(u) * 0.5 * (1 + exactCosDeg(72 * (a - 2.5)));
}

const scoliosisTurn = (u: number): number => {
  const c = Math.abs(u) >= 4 ? 0 : exactCosDeg(22.5 * u);
  return c * c;
};

const DISC_SHARE = 0.25;
const { upperDishFactor, lowerDishFactor } = anatomy.shape;

/** Stacks endplates, vertebrae and discs from S1 upward and puts the centre of L3 at the isocentre. */
export function buildSpine(p: SpineParameters): SpineModel {
  const phiAt = (t: number): number =>
    p.coronalTiltDeg +
    p.scoliosis.sign * (p.scoliosis.cobbDeg / 2) * scoliosisTilt(t - p.scoliosis.apexPosition);
  const psiAt = (t: number): number =>
    p.axialTurnDeg +
    p.scoliosis.sign * p.scoliosis.axialRotationDeg * scoliosisTurn(t - p.scoliosis.apexPosition);

  let theta = p.lumbosacralAngleDeg;
  const sacrum = frameFromAngles([0, 0, 0], theta, phiAt(0), psiAt(0));
  const sacrumEndplate: DishedEndplate = {
    point: sacrum.origin,
    normal: sacrum.superior,
    halfWidth: p.sacrum.upperWidth / 2,
    halfDepth: p.sacrum.upperDepth / 2,
    dishMm: (p.levels[0]?.vertebra.endplateConcavityMm ?? 0) * upperDishFactor,
  };
  const vertebrae: VertebraModel[] = [];
  const discs: DiscModel[] = [];
  let below = sacrumEndplate;
  p.levels.forEach(({ vertebra, disc }, i) => {
    const discFrame = frameFromAngles(
      [0, 0, 0],
      theta - disc.wedgeDeg / 2,
      phiAt(i + DISC_SHARE / 2) + disc.tiltDeg,
      psiAt(i),
    );
    theta -= disc.wedgeDeg;
    let point = addScaled(below.point, discFrame.superior, disc.heightMm);
    point = addScaled(point, discFrame.posterior, -disc.listhesisMm);
    const low = frameFromAngles(point, theta, phiAt(i + DISC_SHARE) + vertebra.tiltDeg, psiAt(i + 0.6));
    const mid = frameFromAngles(
      point,
      theta - vertebra.wedgeDeg / 2,
      phiAt(i + 0.6) + vertebra.tiltDeg,
      psiAt(i + 0.6) + vertebra.turnDeg,
    );
    theta -= vertebra.wedgeDeg;
    const topPoint = addScaled(point, mid.superior, vertebra.heightMm);
    const top = frameFromAngles(topPoint, theta, phiAt(i + 1) + vertebra.tiltDeg, psiAt(i + 0.6));
    const lower: DishedEndplate = {
      point,
      normal: low.superior,
      halfWidth: vertebra.lowerWidthMm / 2,
      halfDepth: vertebra.lowerDepthMm / 2,
      dishMm: vertebra.endplateConcavityMm * lowerDishFactor,
    };
    const upper: DishedEndplate = {
      point: topPoint,
      normal: top.superior,
      halfWidth: vertebra.upperWidthMm / 2,
      halfDepth: vertebra.upperDepthMm / 2,
      dishMm: vertebra.endplateConcavityMm * upperDishFactor,
    };
    // The one definition of a disc: midway between the facing endplates, normal bisecting theirs.
    const { point: origin, normal: superior } = midPlane(lower, below);
    const left = normalize(cross(discFrame.posterior, superior));
    discs.unshift({
      level: disc.level,
      frame: { origin, left, posterior: cross(superior, left), superior },
      above: lower,
      below,
      parameters: disc,
    });
    const frame = { ...mid, origin: lerp(point, topPoint, 0.5) };
    vertebrae.unshift({ level: vertebra.level, frame, upper, lower, parameters: vertebra });
    below = upper;
  });
  const l3 = vertebrae.find((v) => v.level === 'L3');
  if (!l3) throw new Error('the spine has no L3');
  return translate(
    { vertebrae, discs, sacrumLevel: p.sacrum.level, sacrum, sacrumEndplate },
    sub(p.centreMm, l3.frame.origin),
  );
}

function translate(spine: SpineModel, shift: Vec3): SpineModel {
  const moveFrame = (f: Frame): Frame => ({ ...f, origin: add(f.origin, shift) });
  const movePlate = (e: DishedEndplate): DishedEndplate => ({ ...e, point: add(e.point, shift) });
  return {
    vertebrae: spine.vertebrae.map((v) => ({
      ...v,
      frame: moveFrame(v.frame),
      upper: movePlate(v.upper),
      lower: movePlate(v.lower),
    })),
    discs: spine.discs.map((d) => ({
      ...d,
      frame: moveFrame(d.frame),
      above: movePlate(d.above),
      below: movePlate(d.below),
    })),
    sacrumLevel: spine.sacrumLevel,
    sacrum: moveFrame(spine.sacrum),
    sacrumEndplate: movePlate(spine.sacrumEndplate),
  };
}

/** Patient point of local coordinates (left, posterior, superior), mm. */
export const fromFrame = (f: Frame, left: number, posterior: number, superior: number): Vec3 =>
  add(addScaled(addScaled(f.origin, f.left, left), f.posterior, posterior), scale(f.superior, superior));
