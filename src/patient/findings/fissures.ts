import { addScaled } from '../../geometry';
import { LABEL } from '../../volume';
import { paintEllipsoid, type Canvas } from '../raster';
import type { SpineModel } from '../spineModel';
import { TISSUE } from '../tissues';
import { placeOfDisc } from './places';
import { isDisc, leaveMm } from './probe';
import { ofKind, type Finding } from './schema';

/** A tear in the posterior annulus that holds fluid: the high-intensity zone. */
export function paintFissures(canvas: Canvas, spine: SpineModel, findings: readonly Finding[]): void {
  for (const { disc } of ofKind(findings, 'annular-fissure')) {
    const place = placeOfDisc(spine, disc);
    if (!place) continue;
    const { frame, above } = place.disc;
    const inDisc = (n: number): boolean => isDisc(canvas.tissues[n] ?? 0);
    const edge = leaveMm(canvas, frame.origin, frame.posterior, 2 * above.halfDepth, inDisc);
    const centre = addScaled(frame.origin, frame.posterior, edge - 1.8);
    paintEllipsoid(canvas, centre, [frame.left, frame.posterior, frame.superior], [4, 1.2, 1.6], (n) => {
      if (inDisc(n) && canvas.labels[n] === LABEL.disc) canvas.tissues[n] = TISSUE.annularFissure;
    });
  }
}
