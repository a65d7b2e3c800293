import { LABEL } from '../volume';
import { canalSections, forEachAlongCanal } from './alongCanal';
import type { CanalCourse } from './canalCourse';
import { drawRoots, strandsAt, type Strand } from './cauda';
import anatomy from './data/anatomy.json';
import { PART } from './part';
import { alongValues, type Canvas } from './raster';
import type { Draw } from './random';
import { STRUCTURE } from './structure';
import { TISSUE } from './tissues';

const { canal: CANAL } = anatomy;
/** Half width of the gap between the two flava at the midline, mm. */
const FLAVA_GAP_MM = 0.55;
/** Flava cover the middle of the way between two vertebrae, knots from the disc: full until, gone at. */
const FLAVUM_FULL = 0.42;
const FLAVUM_GONE = 0.8;
/** Lateral of this share of the half width is the lateral recess. */
const RECESS = 0.5;
/** Depth of a recess from the hind wall of body and disc, mm, where nothing narrows it. */
const RECESS_DEPTH_MM = 7;

/** What the sac must leave alone: whatever was painted before it gives way to nothing. */
const STAYS = new Uint8Array(256);
for (const t of [
  TISSUE.endplate,
  TISSUE.nucleusPfirrmann1,
  TISSUE.nucleusPfirrmann2,
  TISSUE.nucleusPfirrmann3,
  TISSUE.nucleusPfirrmann4,
  TISSUE.nucleusPfirrmann5,
  TISSUE.nuclearCleft,
  TISSUE.annulusInner,
  TISSUE.annulusOuter,
  TISSUE.annularFissure,
  TISSUE.discHerniation,
  TISSUE.synovialFluid,
  TISSUE.perineuralCyst,
  TISSUE.metal,
])
  STAYS[t] = 1;

/** Measures of the canal at one section, mm. */
interface Shape {
  readonly halfWidth: number;
  readonly halfAp: number;
  readonly sacHalfWidth: number;
  readonly sacHalfAp: number;
  readonly sacOffset: number;
  readonly flavum: number;
  readonly facetLeft: number;
  readonly facetRight: number;
  readonly recessLeft: number;
  readonly recessRight: number;
  /** 1 at a disc, 0 at the middle of a body. */
  readonly atDisc: number;
  readonly cordHalfWidth: number;
  readonly cordHalfAp: number;
  readonly strands: readonly Strand[];
}

/** 1 near a disc's knot (odd numbers), 0 near the vertebrae's. */
function nearDisc(course: CanalCourse, knot: number, full: number, gone: number): number {
  if (knot > 2 * course.vertebrae - 1 + gone) return 0;
  const away = Math.abs(knot - (2 * Math.floor(knot / 2) + 1));
  return away <= full ? 1 : away >= gone ? 0 : (gone - away) / (gone - full);
}

/** The value of the disc's knot nearest to `knot`: ligaments and facets do not thin out towards the vertebrae. */
function ofDisc(values: readonly number[], knot: number): number {
  return values[2 * Math.floor(knot / 2) + 1] ?? 0;
}

function shapeAt(course: CanalCourse, knot: number, strands: readonly Strand[]): Shape {
  const disc = nearDisc(course, knot, FLAVUM_FULL, FLAVUM_GONE);
  const above = course.endKnot - knot;
  // The sac ends in a cone a little longer than a segment's half.
  const taper = above <= 0 ? 0 : Math.sqrt(Math.min(1, above / 1.2));
  const cord = Math.max(0, Math.min(1, (course.conusKnot - knot) / CANAL.conusTaperKnots));
  const conus = cord * (2 - cord);
  return {
    halfWidth: alongValues(course.bonyWidth, knot) / 2,
    halfAp: alongValues(course.bonyAp, knot) / 2,
    sacHalfWidth: (alongValues(course.sacWidth, knot) / 2) * taper,
    sacHalfAp: (alongValues(course.sacAp, knot) / 2) * taper,
    sacOffset: alongValues(course.sacOffset, knot),
    flavum: ofDisc(course.flavumMm, knot) * disc,
    facetLeft: ofDisc(course.facetMm.left, knot) * disc,
    facetRight: ofDisc(course.facetMm.right, knot) * disc,
    recessLeft: ofDisc(course.recessMm.left, knot) * disc,
    recessRight: ofDisc(course.recessMm.right, knot) * disc,
    atDisc: nearDisc(course, knot, 0.2, 1),
    cordHalfWidth: CANAL.cordHalfWidthMm * conus,
    cordHalfAp: CANAL.cordHalfApMm * conus,
    strands,
  };
}

/**
 * Depth inside the bony canal, mm (approximate), for a point left of and behind its centre: flat in front, where it
 * lies on bodies and discs, and pointed behind, between the laminae.
 */
function canalDepth(left: number, posterior: number, s: Shape): number {
  const a = (left < 0 ? -left : left) / s.halfWidth;
  const b = (posterior < 0 ? -posterior : posterior) / s.halfAp;
  const round = Math.sqrt(a * a + b * b);
  const a2 = a * a;
  const b2 = b * b;
  const r =
    posterior < 0
      ? 0.25 * round + 0.75 * Math.sqrt(Math.sqrt(a2 * a2 + b2 * b2))
      : 0.45 * round + 0.55 * (a + b);
  return (1 - r) * (s.halfWidth < s.halfAp ? s.halfWidth : s.halfAp);
}

/** Bony canal with its fat, veins and ligaments; in what they leave free the sac with cord and cauda equina. */
export function paintCanal(canvas: Canvas, course: CanalCourse, draw: Draw): void {
  const sections = canalSections(course);
  const roots = drawRoots(course, draw);
  const shapes = sections.map(({ knot }) => shapeAt(course, knot, strandsAt(roots, course, knot)));
  const cordBack = CANAL.cordBack + draw.uniform(-0.15, 0.15);
  const cordSize = draw.uniform(0.93, 1.07);
  const reach = (section: number): number => {
    const shape = shapes[section];
    return shape ? Math.sqrt(shape.halfWidth * shape.halfWidth + shape.halfAp * shape.halfAp) : 0;
  };
  forEachAlongCanal(canvas, sections, reach, (n, left, posterior, index, share) => {
    const shape = shapes[share < 0.5 ? index : index + 1];
    if (!shape || left >= shape.halfWidth || left <= -shape.halfWidth) return;
    if (posterior >= shape.halfAp || posterior <= -shape.halfAp || canvas.parts[n] === PART.body) return;
    const t = canvas.tissues[n] ?? 0;
    if (STAYS[t]) return;
    const outside = wallTissue(shape, left, posterior);
    if (outside === undefined) return;
    canvas.parts[n] = PART.none;
    canvas.instances[n] = 0;
    canvas.labels[n] = LABEL.background;
    if (outside !== 0) {
      canvas.tissues[n] = outside;
      canvas.structures[n] =
        outside === TISSUE.ligamentumFlavum
          ? STRUCTURE.ligamentumFlavum
          : outside === TISSUE.ligament
            ? STRUCTURE.posteriorLongitudinalLigament
            : STRUCTURE.epiduralVein;
      return;
    }
    const back = posterior - shape.sacOffset;
    const u = left / shape.sacHalfWidth;
    const v = back / shape.sacHalfAp;
    const u2 = u * u;
    const v2 = v * v;
    const r = 0.7 * Math.sqrt(u2 + v2) + 0.3 * Math.sqrt(Math.sqrt(u2 * u2 + v2 * v2));
    if (!(r < 1)) {
      const dura = (r - 1) * shape.sacHalfAp < CANAL.duraMm;
      canvas.tissues[n] = dura ? TISSUE.ligament : TISSUE.epiduralFat;
      canvas.structures[n] = STRUCTURE.epiduralFat;
      return;
    }
    canvas.labels[n] = LABEL.canal;
    const cu = left / (shape.cordHalfWidth * cordSize);
    const cv = (back - cordBack * shape.sacHalfAp) / (shape.cordHalfAp * cordSize);
    if (cu * cu + cv * cv < 1) {
      canvas.tissues[n] = TISSUE.cord;
      canvas.structures[n] = STRUCTURE.cord;
    } else if (onStrand(shape.strands, left, back)) {
      canvas.tissues[n] = TISSUE.caudaEquina;
      canvas.structures[n] = STRUCTURE.caudaEquina;
    } else {
      canvas.tissues[n] = TISSUE.csf;
      canvas.structures[n] = STRUCTURE.sacCsf;
    }
  });
}

function onStrand(strands: readonly Strand[], left: number, back: number): boolean {
  for (const s of strands) {
    const a = left - s.left;
    const b = back - s.posterior;
    if (a * a + b * b < s.radius2) return true;
  }
  return false;
}

/** Tissue of the canal's lining at a point; 0 where fat and sac may be, undefined outside the canal. */
function wallTissue(s: Shape, left: number, posterior: number): number | undefined {
  const facet = left > 0 ? s.facetLeft : s.facetRight;
  const a = (left < 0 ? -left : left) / s.halfWidth;
  let depth = canalDepth(left, posterior, s);
  // Large articular processes come from behind and beside.
  if (facet > 0 && posterior > -0.5 * s.halfAp) depth -= facet * Math.min(1, 0.25 + a);
  if (depth <= 0) return undefined;
  const front = posterior + s.halfAp;
  const recess = left > 0 ? s.recessLeft : s.recessRight;
  if (recess > 0 && a > RECESS && front > RECESS_DEPTH_MM - recess) return undefined;
  if (s.flavum > 0 && posterior > -0.35 * s.halfAp && depth < s.flavum && Math.abs(left) > FLAVA_GAP_MM)
    return TISSUE.ligamentumFlavum;
  const hind = CANAL.hindLigamentHalfWidthMm;
  const band = hind.body + (hind.disc - hind.body) * s.atDisc;
  const start = (CANAL.gapAtBodyMm - CANAL.hindLigamentMm) * (1 - s.atDisc);
  if (front > start && front < start + CANAL.hindLigamentMm && Math.abs(left) < band) return TISSUE.ligament;
  const vein = CANAL.epiduralVein;
  if (s.atDisc < 0.5 && front < vein.depthMm && Math.abs(a - vein.lateral) * s.halfWidth < vein.halfWidthMm)
    return TISSUE.epiduralVein;
  return 0;
}
