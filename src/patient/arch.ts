import { addScaled, type Vec3 } from '../geometry';
import type { Bar } from './raster';
import { STRUCTURE } from './structure';
import { fromFrame, type Frame, type VertebraModel } from './spineModel';
import { SIDES, type Side } from './facetJoint';

/** Landmarks of a posterior arch that its parts share, in the vertebra's own frame [left, posterior, superior] mm. */
export interface ArchLayout {
  readonly at: (left: number, posterior: number, superior: number) => Vec3;
  /** Posterior wall of the body. */
  readonly wall: number;
  readonly halfCanal: number;
  readonly canalAp: number;
  readonly pedicleX: number;
  readonly pedicleZ: number;
  readonly laminaZ: number;
  readonly laminaHalf: number;
  readonly spinousRoot: number;
  readonly rootZ: number;
}

export function archLayout(v: VertebraModel): ArchLayout {
  const p = v.parameters;
  const h = p.heightMm;
  const wall = (p.upperDepthMm + p.lowerDepthMm) / 4;
  const w = p.canalWidthMm / 2;
  return {
    at: (l, q, s) => fromFrame(v.frame, l, q, s),
    wall,
    halfCanal: w,
    canalAp: p.canalApMm,
    pedicleX: w + p.pedicleWidthMm / 2 - 0.3,
    pedicleZ: h / 2 - p.pedicleHeightMm / 2 - 1.5,
    laminaZ: -0.24 * h,
    laminaHalf: h * 0.31,
    spinousRoot: wall + p.canalApMm + 3.4,
    rootZ: -0.34 * h,
  };
}

export interface ArchPart {
  readonly bar: Bar;
  readonly structure: number;
}

/** Pedicles, laminae, transverse and spinous processes; the articular processes belong to the joints. */
export function archParts(v: VertebraModel): ArchPart[] {
  return [...spinousParts(v), ...SIDES.flatMap((side) => sideParts(v, side))];
}

/** Spinous process: a tall blade, thicker at its root and in a bulb at its tip. */
function spinousParts(v: VertebraModel): ArchPart[] {
  const p = v.parameters;
  const l = archLayout(v);
  const g = p.archScale;
  const half = p.spinousHalfHeightMm;
  const tip = l.spinousRoot + p.spinousLengthMm;
  const tipZ = l.rootZ - p.spinousDropMm;
  const along = (f: number): Vec3 =>
    l.at(p.spinousLeanMm * f * f, l.spinousRoot + f * (tip - l.spinousRoot), l.rootZ + f * (tipZ - l.rootZ));
  const blade = (a: Vec3, b: Vec3, ra: [number, number], rb: [number, number], capMm: number): ArchPart => ({
    bar: { a, b, across: v.frame.left, radiiA: ra, radiiB: rb, capMm },
    structure: STRUCTURE.spinousProcess,
  });
  const end = p.spinousLengthMm;
  return [
    blade(along(-0.06), along(0.55), [4.4 * g, half * 0.95], [3.7 * g, half * 0.84], 2.5),
    blade(along(0.5), along(1 - 4 / end), [3.7 * g, half * 0.84], [4 * g, half], 4.5),
    blade(
      addScaled(along(0.72), v.frame.superior, -half * 0.3),
      addScaled(along(1 - 3.5 / end), v.frame.superior, -half * 0.42),
      [3.8 * g, half * 0.4],
      [5 * g, half * 0.55],
      4,
    ),
  ];
}

function sideParts(v: VertebraModel, side: Side): ArchPart[] {
  const p = v.parameters;
  const l = archLayout(v);
  const f = v.frame;
  const g = p.archScale;
  const w = l.halfCanal;
  const { wall, canalAp: ap, pedicleX, pedicleZ, laminaZ, laminaHalf } = l;
  const thoracic = v.level.startsWith('T');
  const pw = p.pedicleWidthMm / 2;
  const ph = p.pedicleHeightMm / 2;
  const at = (left: number, q: number, s: number): Vec3 => l.at(side * left, q, s);
  const span = p.transverseSpanMm / 2;
  const broad = p.transverseBreadth;
  const part = (bar: Bar, structure: number): ArchPart => ({ bar, structure });
  return [
    part(
      {
        a: at(pedicleX - 0.5, wall - 5, pedicleZ),
        b: at(pedicleX + 0.5, wall + ap * 0.5, pedicleZ - 0.5),
        across: f.left,
        radiiA: [pw * 1.05, ph],
        radiiB: [pw, ph * 0.95],
        capMm: 3,
      },
      STRUCTURE.pedicle,
    ),
    // Pars interarticularis: from behind the pedicle down and inwards.
    part(
      {
        a: at(pedicleX, wall + ap * 0.62, pedicleZ - 1),
        b: at(w * 0.84, wall + ap * 0.97, laminaZ - 1),
        across: f.superior,
        radiiA: [ph * 0.85, 4.6 * g],
        radiiB: [laminaHalf * 0.8, 4 * g],
      },
      STRUCTURE.lamina,
    ),
    // Lamina: a plate that leans back downwards, to the root of the spinous process.
    part(
      {
        a: at(w * 0.84, wall + ap * 0.98, laminaZ),
        b: at(1, l.spinousRoot + 0.5, l.rootZ + 1),
        across: addScaled(f.superior, f.posterior, -0.22),
        radiiA: [laminaHalf, 3.4 * g],
        radiiB: [laminaHalf * 1.1, 3.4 * g],
      },
      STRUCTURE.lamina,
    ),
    // Transverse process: a flat rod, thickest at its root.
    part(
      {
        a: at(pedicleX + 0.5, wall + ap * 0.45, pedicleZ - 1),
        b: at(pedicleX + 0.35 * (span - pedicleX), wall + ap * (thoracic ? 0.7 : 0.42), pedicleZ - 1),
        across: f.superior,
        radiiA: [6 * g, 5 * g],
        radiiB: [4.8 * g * broad, 3.2 * g],
      },
      STRUCTURE.transverseProcess,
    ),
    part(
      {
        a: at(pedicleX + 0.3 * (span - pedicleX), wall + ap * (thoracic ? 0.68 : 0.42), pedicleZ - 1),
        b: at(span - 3, wall + ap * (thoracic ? 1 : 0.55), pedicleZ + (thoracic ? 2 : -0.5)),
        across: f.superior,
        radiiA: [4.8 * g * broad, 3.2 * g],
        radiiB: [5.2 * g * broad * broad, 2.9 * g],
      },
      STRUCTURE.transverseProcess,
    ),
    ...(p.joinsSacrum ? [alaBridge(v, side, at(span - 7, wall + ap * 0.5, pedicleZ - 3))] : []),
  ];
}

/** Bone between the broad transverse process of a transitional vertebra and the ala below it. */
function alaBridge(v: VertebraModel, side: Side, from: Vec3): ArchPart {
  const down = addScaled(addScaled(from, v.frame.superior, -v.parameters.heightMm), v.frame.left, -side * 4);
  return {
    bar: { a: from, b: down, across: v.frame.left, radiiA: [10, 5], radiiB: [13, 8], capMm: 3 },
    structure: STRUCTURE.transverseProcess,
  };
}

/** Where the articular processes leave the arch. */
export function processRoots(v: VertebraModel, side: Side): { superior: Vec3; inferior: Vec3 } {
  const l = archLayout(v);
  return {
    superior: l.at(side * (l.pedicleX + 0.5), l.wall + l.canalAp * 0.66, l.pedicleZ),
    inferior: l.at(side * l.halfCanal * 0.82, l.wall + l.canalAp * 1.02, l.laminaZ),
  };
}

/** Midline of a spinous process from root to tip with its half height: ligaments hang between two of them. */
export function spinousLine(v: VertebraModel): { root: Vec3; tip: Vec3; halfHeight: number; frame: Frame } {
  const p = v.parameters;
  const l = archLayout(v);
  return {
    root: l.at(0, l.spinousRoot, l.rootZ),
    tip: l.at(p.spinousLeanMm, l.spinousRoot + p.spinousLengthMm, l.rootZ - p.spinousDropMm),
    halfHeight: p.spinousHalfHeightMm,
    frame: v.frame,
  };
}
