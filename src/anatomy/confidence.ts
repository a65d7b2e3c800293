import { IsocenterError } from '../geometry';
import { ANATOMY_SETTINGS } from './settings';

/**
 * What the Dice to be expected of a segmentation (`Segmentation.confidence`, 0 … 1) says about the image: a sentence when
 * it is doubtful.
 * @throws IsocenterError `anatomy-not-lumbar`
 */
export function assessConfidence(confidence: number): string | null {
  const { refuseBelow, doubtBelow } = ANATOMY_SETTINGS.confidence;
  if (confidence < refuseBelow) {
    throw new IsocenterError(
      'anatomy-not-lumbar',
      `The network is too unsure of this image to plan on it (${(100 * confidence).toFixed(0)} %).`,
      'Use a sagittal image of the lumbar spine, T2 or T1 weighted.',
    );
  }
  if (confidence >= doubtBelow) return null;
  return `The network is unsure of this image (${(100 * confidence).toFixed(0)} %): check the AI's plan on the localizer.`;
}
