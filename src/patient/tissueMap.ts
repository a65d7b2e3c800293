import type { TissueMap, TissueSource } from './types';

/** The map that holds the whole patient. */
export function wholeMap({ tissueMaps }: Pick<TissueSource, 'tissueMaps'>): TissueMap {
  const last = tissueMaps.at(-1);
  if (!last) throw new Error('a patient needs a tissue map');
  return last;
}
