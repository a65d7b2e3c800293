import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { labelsOnImage } from '../../regression';
import type { LabelVolume, Volume } from '../../volume';
import { overlay } from './overlay';

export const picturePath = (out: string, id: string): string => join(out, 'pictures', `${id}.png`);

/** Writes the middle slice of a case's image with found and true outlines. */
export function drawOverlay(
  out: string,
  id: string,
  image: Volume,
  found: LabelVolume,
  truth: LabelVolume,
): void {
  const path = picturePath(out, id);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, overlay(image, labelsOnImage(found, image), truth));
}
