import type { Vec3 } from '../../geometry';
import { LABEL } from '../../volume';
import { paintBar, paintEllipsoid, type Canvas } from '../raster';
import { fromFrame, type SpineModel } from '../spineModel';
import { STRUCTURE } from '../structure';
import { TISSUE } from '../tissues';
import data from './data/findings.json';
import { ofKind, type Finding } from './schema';

const { diameterMm, lengthMm, rodDiameterMm, headRadiusMm } = data.screws;

interface Screw {
  readonly head: Vec3;
  readonly tip: Vec3;
  readonly across: Vec3;
}

/** Screws through the pedicles and rods between their heads. */
export function paintScrews(canvas: Canvas, spine: SpineModel, findings: readonly Finding[]): void {
  for (const { from, to, rod } of ofKind(findings, 'pedicle-screws')) {
    const order = [...spine.vertebrae.map((v) => v.level as string), 'S1'];
    const levels = order.slice(order.indexOf(from), order.indexOf(to) + 1);
    for (const side of [1, -1] as const) {
      const screws = levels.map((level) => screwOf(spine, level, side));
      for (const { head, tip, across } of screws) {
        const r = diameterMm / 2;
        paintBar(
          canvas,
          { a: head, b: tip, across, radiiA: [r, r], radiiB: [r * 0.8, r * 0.8] },
          metal(canvas),
        );
        const size = headRadiusMm;
        const axes: readonly [Vec3, Vec3, Vec3] = [
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 1],
        ];
        paintEllipsoid(canvas, head, axes, [size, size, size], metal(canvas));
      }
      if (!rod) continue;
      const r = rodDiameterMm / 2;
      screws.slice(1).forEach((screw, i) => {
        const above = screws[i];
        if (!above) return;
        paintBar(
          canvas,
          { a: above.head, b: screw.head, across: screw.across, radiiA: [r, r], radiiB: [r, r] },
          metal(canvas),
        );
      });
    }
  }
}

/** Metal within bone keeps the bone's label: it is still that vertebra. */
const metal = (canvas: Canvas) => (n: number) => {
  const label = canvas.labels[n] ?? 0;
  canvas.tissues[n] = TISSUE.metal;
  canvas.structures[n] = STRUCTURE.implant;
  if (label !== LABEL.vertebra && label !== LABEL.sacrum) canvas.labels[n] = LABEL.background;
};

/** From behind the facet through the pedicle, converging; in S1 from beside the facet below its endplate. */
function screwOf(spine: SpineModel, level: string, side: 1 | -1): Screw {
  const v = spine.vertebrae.find((candidate) => candidate.level === level);
  if (!v) {
    const { sacrum, sacrumEndplate } = spine;
    const back = sacrumEndplate.halfDepth;
    const half = sacrumEndplate.halfWidth;
    const head = fromFrame(sacrum, side * half * 0.92, back + 20, -15);
    const tip = fromFrame(sacrum, side * half * 0.4, back + 20 - lengthMm, -9);
    return { head, tip, across: sacrum.left };
  }
  const p = v.parameters;
  const wall = (p.upperDepthMm + p.lowerDepthMm) / 4;
  const lateral = p.canalWidthMm / 2 + p.pedicleWidthMm / 2 - 0.5;
  const height = p.heightMm / 2 - p.pedicleHeightMm / 2 - 1.5;
  const back = wall + p.canalApMm + 8;
  // The screw crosses the pedicle's middle, a fifth of its way in.
  const head = fromFrame(v.frame, side * (lateral + 3.5), back, height);
  const tip = fromFrame(v.frame, side * (lateral - 6.5), back - lengthMm, height);
  return { head, tip, across: v.frame.left };
}
