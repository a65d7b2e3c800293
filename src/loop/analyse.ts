import { assessConfidence, spineFromLabels, type SpineEstimate } from '../anatomy';
import { isIsocenterError } from '../geometry';
import type { Volume } from '../volume';
import type { Analysis, LoopEngines } from './types';

/** Labels and landmarks of an image with what has to be said of them. @throws what the segmentation or the anatomy refuse */
export async function analyse(
  volume: Volume,
  engines: Pick<LoopEngines, 'segment'>,
): Promise<Analysis & { readonly spine: SpineEstimate }> {
  const { labels, confidence } = await engines.segment(volume);
  const spine = spineFromLabels(labels);
  const doubt = assessConfidence(confidence);
  return { labels, spine, confidence, doubts: [...(doubt === null ? [] : [doubt]), ...spine.warnings] };
}

/** As `analyse`, but an image in which no spine is found is only a doubt. */
export async function analyseIfPossible(
  volume: Volume,
  engines: Pick<LoopEngines, 'segment'>,
): Promise<Analysis> {
  try {
    return await analyse(volume, engines);
  } catch (error) {
    if (!isIsocenterError(error)) throw error;
    return { labels: null, spine: null, confidence: null, doubts: [error.message] };
  }
}
