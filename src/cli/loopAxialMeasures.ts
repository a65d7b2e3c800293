import { axialMeasures, calibrated, readDisc, type DiscReading } from '../anatomy';
import type { SeenSeries, SeriesMeasure } from '../loop';
import { canalAtDisc } from '../planning';
import { labelAxialSlices, type VnetRunner } from '../segmentation';
import type { DiscLevel } from '../volume';

/** Relaxation weighting that the network has been held against: fluid bright. */
const isT2 = ({ series }: SeenSeries): boolean => series.sequence.name.startsWith('t2');

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
        `lateral recess stenosis, ${side}, probability (grade ${recessStenosis[side].grade ?? 'not given'})`,
        recessStenosis[side].probability,
      ),
    ),
  ];
}

/** What an axial T2 group tells of its disc: sac, recesses, herniation and the three readings; nothing of other series. */
export async function measureAxialSeries(seen: SeenSeries, network: VnetRunner): Promise<SeriesMeasure[]> {
  const { group, series, planned } = seen;
  const disc = planned.discs.find(({ level }) => level === group.level);
  const canal = disc && canalAtDisc(planned.canal, disc);
  if (group.kind !== 'axial' || !disc || !canal || !isT2(seen)) return [];
  const measures = axialMeasures(await labelAxialSlices(series.volume, network, canal), {
    ...{ disc, canal, heightMm: disc.height },
  });
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
        `lateral recess, ${side}, height`,
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
