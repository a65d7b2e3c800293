import { LABEL } from '../volume';
import anatomy from './data/anatomy.json';
import pelvis from './data/pelvis.json';
import type { SacralSegment } from './paintPelvis';
import { PART } from './part';
import { boxAround, type Canvas } from './raster';
import type { SacrumFrame } from './sacrumFrame';
import { SacrumPoint, unitOf } from './sacrumPoint';
import { STRUCTURE } from './structure';
import { TISSUE } from './tissues';
import type { Trunk } from './trunk';

const { cortexMm, cortexOutsideLabelMm, endplateInBoneMm } = anatomy.labels;
const { remnantDiscs } = pelvis;

/** Half the width of the box in which a sacrum lies, mm for one of unit size. */
const REACH_MM = 62;

/** Sacrum: bodies, alae, lateral masses pierced by the foramina, roof of the canal with its crest, rests of discs. */
export function paintSacrum(
  canvas: Canvas,
  segments: readonly SacralSegment[],
  trunk: Trunk,
  dishMm: number,
): void {
  const [s1] = segments;
  if (!s1) throw new Error('a sacrum has segments');
  const { dims, origin, voxelMm, covered } = canvas;
  const ends = segments.flatMap((s) => [s.top.point, s.bottom.point]);
  const { lo, hi } = boxAround(canvas, ends, REACH_MM * unitOf(s1));
  const point = new SacrumPoint(segments, trunk, dishMm);
  const painter = new SacrumPainter(canvas, point, trunk.sacrum);
  for (let k = lo[2]; k <= hi[2]; k++) {
    point.enterSlice(origin[2] + k * voxelMm);
    for (let j = lo[1]; j <= hi[1]; j++) {
      point.y = origin[1] + j * voxelMm;
      const [i0, i1] = point.rowRange(canvas, lo[0], hi[0]);
      const row = (k * dims[1] + j) * dims[0];
      const hidden = k >= covered.lo[2] && k <= covered.hi[2] && j >= covered.lo[1] && j <= covered.hi[1];
      for (let i = i0; i <= i1; i++) {
        if (hidden && i >= covered.lo[0] && i <= covered.hi[0]) {
          i = covered.hi[0];
          continue;
        }
        point.x = origin[0] + i * voxelMm;
        if (!point.locate()) continue;
        point.measure();
        painter.paint(row + i);
      }
    }
  }
}

/** What one voxel of the sacrum becomes. */
class SacrumPainter {
  constructor(
    private readonly canvas: Canvas,
    private readonly point: SacrumPoint,
    private readonly frame: SacrumFrame,
  ) {}

  paint(n: number): void {
    const { point } = this;
    if (point.inForamen) this.foramen(n);
    else if (point.depth > 0) {
      this.bone(n);
      this.remnant(n);
    }
  }

  private bone(n: number): void {
    const { tissues, labels, structures, parts } = this.canvas;
    const { depth, up, body } = this.point;
    if (up > -3 && parts[n] !== PART.none) return;
    const plate = body > 0 && up > -endplateInBoneMm - 0.5 && up < 1 && depth <= cortexMm;
    const marrow = depth > cortexMm;
    tissues[n] = marrow ? TISSUE.sacralMarrow : plate ? TISSUE.endplate : TISSUE.corticalBone;
    labels[n] = depth > (plate ? endplateInBoneMm : cortexOutsideLabelMm) ? LABEL.sacrum : LABEL.background;
    structures[n] = STRUCTURE.sacrum;
  }

  private foramen(n: number): void {
    const { tissues, labels, structures, parts } = this.canvas;
    if (parts[n] !== PART.none) return;
    const root = this.point.inRoot;
    tissues[n] = root ? TISSUE.nerveRoot : TISSUE.foraminalFat;
    labels[n] = LABEL.background;
    structures[n] = root ? STRUCTURE.nerveRoot : STRUCTURE.foraminalFat;
  }

  /** Rests of discs between the segments: a plate of disc between two of cortex. */
  private remnant(n: number): void {
    const { place, radius: r } = this.point;
    const i = Math.round(place) - 1;
    const half = remnantDiscs.halfThickness[i];
    const reach = remnantDiscs.reach[i];
    if (half === undefined || reach === undefined || r >= 1) return;
    const off = place - (i + 1);
    const away = Math.abs(off) * (this.frame.lengths[off < 0 ? i : i + 1] ?? 20);
    // Plates bow: the rest is thickest in the middle.
    const bowed = half * (1 - 0.4 * r * r);
    if (away > bowed + cortexMm || r > reach + 0.1) return;
    const { tissues, labels, structures } = this.canvas;
    const disc = away < bowed && r < reach;
    tissues[n] = disc ? TISSUE.sacralDisc : TISSUE.corticalBone;
    labels[n] = LABEL.sacrum;
    structures[n] = disc ? STRUCTURE.sacralDisc : STRUCTURE.sacrum;
  }
}
