import { affineSpacing } from '../../geometry';
import type { AxialSegmentation } from '../../segmentation';
import { axialSlices, type AxialPlace } from './axialSlice';
import { herniationExtent, type HerniationExtent } from './herniation';
import { likelyHerniation, type LikelyHerniation } from './likelyHerniation';
import { recessHeightsMm } from './recess';
import { sacAtDisc, type SacSection } from './sac';

/** What an axial stack at a disc shows. Null where it does not show it. */
export interface AxialMeasures {
  /** Thecal sac on the disc's plane. */
  readonly sac: Pick<SacSection, 'areaMm2' | 'apMm' | 'widthMm'> | null;
  /** Free height of the lateral recesses at the upper edge of the pedicles below, mm. */
  readonly recessHeightMm: { readonly left: number; readonly right: number } | null;
  /** Disc tissue outside its disc, as labelled. */
  readonly herniation: HerniationExtent | null;
  readonly likelyHerniation: LikelyHerniation;
  /** Expected Dice of the sac, 0 … 1. */
  readonly confidence: number | null;
}

export interface DiscPlaceOnAxials extends AxialPlace {
  /** Between the endplates. */
  readonly heightMm: number;
}

/** Measures a labelled axial stack at a disc. */
export function axialMeasures(segmentation: AxialSegmentation, place: DiscPlaceOnAxials): AxialMeasures {
  const { labels, confidence } = segmentation;
  const slices = axialSlices(segmentation, place);
  const spacingMm = affineSpacing(labels.voxelToPatient)[2];
  return {
    sac: sacAtDisc(slices),
    recessHeightMm: recessHeightsMm(slices, place.heightMm),
    herniation: herniationExtent(slices, place.heightMm, spacingMm),
    likelyHerniation: likelyHerniation(slices, place.heightMm, spacingMm),
    confidence,
  };
}
