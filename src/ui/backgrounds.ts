import { acquiredKey, type CaseState } from '../exercise';
import type { Series } from '../scanner';
import { localizerLabel, seriesLabel } from './imageSeries';

/** A finished series that can lie behind the slice groups. */
export interface Background {
  readonly id: string;
  readonly label: string;
  readonly series: Series;
}

/** Localizers first, then series in the order they were finished. */
export const backgrounds = ({ localizer, series, scenario }: CaseState): Background[] => [
  ...localizer.map((s, i) => ({
    id: `localizer-${i}`,
    label: localizerLabel(s),
    series: s,
  })),
  ...series.map((acquired) => ({
    id: acquiredKey(acquired),
    label: seriesLabel(scenario, acquired.series.sequence, acquired.groupName, acquired.run),
    series: acquired.series,
  })),
];
