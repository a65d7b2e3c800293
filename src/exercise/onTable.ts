import { affineSpacing, applyToPoint } from '../geometry';
import { TISSUE, type Patient, type TissueMap } from '../patient';
import type { BodyExtent } from '../planning';
import { localizerGroups, scanFigures, sequenceByName } from '../scanner';

// What a score has to know of the patient on the table.

export const LOCALIZER_SEQUENCE = 'localizer-gre';

/** Outline of the whole body of a virtual patient, whose map's axes are those of the patient. */
export function bodyExtent({ tissues }: TissueMap): BodyExtent {
  const [nx, ny] = tissues.dims;
  const box = { x0: nx, x1: -1, y0: ny, y1: -1 };
  tissues.data.forEach((tissue, n) => {
    if (tissue === TISSUE.air) return;
    const x = n % nx;
    const y = Math.floor(n / nx) % ny;
    if (x < box.x0) box.x0 = x;
    if (x > box.x1) box.x1 = x;
    if (y < box.y0) box.y0 = y;
    if (y > box.y1) box.y1 = y;
  });
  const [dx, dy] = affineSpacing(tissues.voxelToPatient);
  return {
    widthMm: (box.x1 - box.x0 + 1) * dx,
    depthMm: (box.y1 - box.y0 + 1) * dy,
    centre: applyToPoint(tissues.voxelToPatient, [
      (box.x0 + box.x1) / 2,
      (box.y0 + box.y1) / 2,
      (tissues.dims[2] - 1) / 2,
    ]),
  };
}

/** Seconds the three stacks of this patient's localizer take together. */
export function localizerTimeS(patient: Patient): number {
  const sequence = sequenceByName(LOCALIZER_SEQUENCE);
  return Object.values(localizerGroups(patient)).reduce(
    (sum, group) => sum + scanFigures(group, sequence).scanTimeS,
    0,
  );
}
