import { join } from 'node:path';
import { weightsKey } from '../evaluate/networks';
import type { Measurements } from '../evaluate/results';

/** Seeds that no network was trained on and no limit was chosen on. */
export const FIRST_SEED = 3000;
export const MOST_PHANTOMS = 100;

export const REAL = join(import.meta.dirname, '../../../shared/data/spider-t2-space/test');

/** Cases are kept here, outside the project, apart for every set of weights. */
export const workFolder = (names: Measurements['networks']): string =>
  join(process.env['ISOCENTER_LOOP'] ?? '/tmp/isocenter-loop', weightsKey(names));
