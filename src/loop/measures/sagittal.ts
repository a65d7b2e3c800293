import { sagittalMeasures, type Measured } from '../../anatomy';
import type { SeenSeries, SeriesMeasure } from '../types';

/** One number of a measure that may be missing. */
function row<T>(
  where: string,
  what: string,
  unit: string,
  measured: Measured<T>,
  read: (value: T) => number,
): SeriesMeasure {
  if ('reason' in measured) return { where, what, unit, value: null, reason: measured.reason };
  return { where, what, unit, value: read(measured.value) };
}

const HEIGHTS = [
  ['anterior', 'anteriorMm'],
  ['middle', 'middleMm'],
  ['posterior', 'posteriorMm'],
] as const;

/** What a sagittal series tells of the spine's shape; nothing of other series. */
export function measureSagittalSeries({ group, labels, spine }: SeenSeries): SeriesMeasure[] {
  if (group.kind !== 'sagittal' || !labels || !spine) return [];
  const { discs, vertebrae, lordosisDeg, cobb } = sagittalMeasures(labels, spine);
  return [
    row('spine', 'lordosis L1 to S1', 'deg', lordosisDeg, (deg) => deg),
    row('spine', 'Cobb angle', 'deg', cobb, ({ deg }) => deg),
    ...discs.flatMap(({ level, heights, heightIndex, listhesis }) => [
      ...HEIGHTS.map(([name, key]) => row(level, `disc height, ${name}`, 'mm', heights, (h) => h[key])),
      row(level, 'disc height index', '', heightIndex, (index) => index),
      row(level, 'slip, forwards', 'mm', listhesis, ({ mm }) => mm),
      row(level, 'Meyerding grade', '', listhesis, ({ meyerding }) => meyerding),
    ]),
    ...vertebrae.flatMap(({ level, heights, deformity }) => [
      ...HEIGHTS.map(([name, key]) => row(level, `body height, ${name}`, 'mm', heights, (h) => h[key])),
      row(level, 'wedge, anterior over posterior', '', deformity, ({ wedgeRatio }) => wedgeRatio),
      row(level, 'Genant grade', '', deformity, ({ genant }) => genant),
    ]),
  ];
}
