import type { Spine } from '../patient';
import type { Decision } from './automaticTypes';
import { PLANNER_RULES } from './plannerSettings';
import { anteriorBand } from './saturation';
import { PLANNING_DEFAULTS } from './settings';
import type { SaturationBand } from './types';
import { mm } from './words';

/** The anterior band with what there is to say about it. */
export function planBand(spine: Spine): {
  bands: readonly SaturationBand[];
  decision: Decision;
  unmet: readonly string[];
} {
  const planned = anteriorBand(spine);
  if (!planned)
    return {
      bands: [],
      decision: {
        what: 'No saturation band.',
        why: 'With fewer than two discs the front of the spine is not known.',
        confidence: 0,
      },
      unmet: ['No saturation band could be placed: too few discs were found.'],
    };
  const { usefulWithinMm } = PLANNING_DEFAULTS.saturationBand;
  const { bandFar, bandNear } = PLANNER_RULES.confidence;
  const far = planned.farthestMm > usefulWithinMm;
  return {
    bands: [planned.band],
    decision: {
      what: `Saturation band in front of the bodies, ${mm(planned.clearanceMm)} clear of them.`,
      why: far
        ? `The lordosis leaves up to ${mm(planned.farthestMm)} between spine and band, so it may miss vessels that lie close to the bodies; nearer it would lie over a vertebra.`
        : 'It silences the aorta without touching vertebra or canal.',
      confidence: far ? bandFar : bandNear,
    },
    unmet: [],
  };
}
