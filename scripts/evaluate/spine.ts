import { assessConfidence, spineFromLabels, type SpineEstimate } from '../../src/anatomy';
import { isIsocenterError } from '../../src/geometry';
import { discsAgainstTruth } from '../../src/regression';
import type { Spine } from '../../src/patient';
import type { LabelVolume } from '../../src/volume';
import type { SpineResult } from './results';

/** Levels and planes that the product finds in labels, against truth; a refusal finds none. */
export function measureSpine(
  labels: LabelVolume,
  confidence: number,
  truth: Spine,
  trueLabels: LabelVolume,
): SpineResult {
  let estimate: SpineEstimate;
  try {
    assessConfidence(confidence);
    estimate = spineFromLabels(labels);
  } catch (error) {
    if (!isIsocenterError(error)) throw error;
    return {
      refused: error.code,
      ...discsAgainstTruth([], truth.discs, labels, trueLabels),
      levelConfidence: null,
    };
  }
  return {
    ...discsAgainstTruth(estimate.discs, truth.discs, labels, trueLabels),
    levelConfidence: estimate.levelConfidence,
  };
}
