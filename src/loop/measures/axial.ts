import { axialMeasures, calibrated, readDisc, type DiscReading } from '../../anatomy';
import type { SeenSeries, SeriesMeasure } from '../types';
import type { Vec3 } from '../../geometry';
import type { DiscLandmarks } from '../../patient';
import { canalAtDisc } from '../../planning';
import type { AxialSegmentation } from '../../segmentation';
import type { DiscLevel } from '../../volume';

/** Relaxation weighting that the network has been held against: fluid bright. */
const isT2 = ({ series }: Pick<SeenSeries, 'series'>): boolean => series.sequence.name.startsWith('t2');

const NOT_SHOWN = 'the stack does not show it';

function readingRows(
  where: DiscLevel,
  { herniation, centralStenosis, recessStenosis }: DiscReading,
): SeriesMeasure[] {
  const probability = (what: string, value: number | null): SeriesMeasure => ({
    ...{ where, what, unit: '%', value: value === null ? null : 100 * value },
    ...(value === null ? { reason: NOT_SHOWN } : {}),
  });
  const zone = [herniation.side, herniation.grade].filter((word) => word !== null).join(' ');
  return [
    probability(`disc herniation, probability${zone ? ` (${zone})` : ''}`, herniation.probability),
    probability(
      `central canal stenosis, probability (${centralStenosis.grade ?? 'not graded'})`,
      centralStenosis.probability,
    ),
    ...(['left', 'right'] as const).map((side) =>
      probability(
        `lateral recess stenosis probability, ${side} (grade ${recessStenosis[side].grade ?? 'not given'})`,
        recessStenosis[side].probability,
      ),
    ),
  ];
}

/** The disc an axial T2 group was planned for, and the middle of the canal beside it; null for series that are not measured. */
export function measuredDisc(
  seen: Pick<SeenSeries, 'series' | 'group' | 'planned'>,
): { readonly disc: DiscLandmarks; readonly canal: Vec3 } | null {
  const { group, planned } = seen;
  const disc = planned?.discs.find(({ level }) => level === group.level);
  const canal = planned && disc && canalAtDisc(planned.canal, disc);
  return group.kind === 'axial' && disc && canal && isT2(seen) ? { disc, canal } : null;
}

/**
 * What an axial T2 group tells of its disc: sac, recesses, herniation and the three readings; nothing of other series.
 * @param segmentation its slices, labelled around the canal that `measuredDisc` gives
 */
export function measureAxialSeries(seen: SeenSeries, segmentation: AxialSegmentation): SeriesMeasure[] {
  const place = measuredDisc(seen);
  if (!place) return [];
  const { disc, canal } = place;
  const measures = axialMeasures(segmentation, { disc, canal, heightMm: disc.height });
  const { sac, recessHeightMm, herniation } = measures;
  const row = (what: string, unit: string, value: number | null | undefined): SeriesMeasure =>
    value === null || value === undefined
      ? { where: disc.level, what, unit, value: null, reason: NOT_SHOWN }
      : { where: disc.level, what, unit, value };
  return [
    row('dural sac, area', 'mm²', sac && calibrated('sacAreaMm2', sac.areaMm2)),
    row('dural sac, AP diameter', 'mm', sac && calibrated('sacApMm', sac.apMm)),
    ...(['left', 'right'] as const).map((side) =>
      row(
        `lateral recess height, ${side}`,
        'mm',
        recessHeightMm && calibrated('recessHeightMm', recessHeightMm[side]),
      ),
    ),
    ...(herniation
      ? [
          row('herniation, depth', 'mm', calibrated('herniationDepthMm', herniation.depthMm)),
          row('herniation, width', 'mm', herniation.widthMm),
          row('herniation, up', 'mm', herniation.upMm),
          row('herniation, down', 'mm', herniation.downMm),
        ]
      : []),
    ...readingRows(disc.level, readDisc(measures)),
  ];
}
