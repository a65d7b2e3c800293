import { IsocenterError } from '../geometry';
import type { Volume } from '../volume';
import rule from './modality.json';

/**
 * Refuses computed tomography by its Hounsfield units: the networks find a spine in it, but have never seen one.
 * @throws IsocenterError `segmentation-not-mr`
 */
export function assertMagneticResonance({ data }: Volume): void {
  let air = 0;
  for (const value of data) if (value < rule.airBelow) air++;
  if (air <= rule.airShare * data.length) return;
  throw new IsocenterError(
    'segmentation-not-mr',
    'This looks like computed tomography: much of it lies far below zero, as air does in Hounsfield units.',
    'Use a magnetic resonance image of the lumbar spine.',
  );
}
