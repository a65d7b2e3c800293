import { affineSpacing } from '../geometry';
import { LABEL, type LabelVolume, type Volume } from '../volume';
import settings from './voids.json' with { type: 'json' };

const isBone = (label: number | undefined): boolean => label === LABEL.vertebra || label === LABEL.sacrum;

/** Middle value of the image within bone; 0 where there is none. */
function medianInBone(image: Volume, labels: LabelVolume): number {
  const values = Float64Array.from(
    labels.data.reduce<number[]>((found, label, n) => {
      if (isBone(label)) found.push(image.data[n] ?? 0);
      return found;
    }, []),
  ).sort();
  return values[values.length >> 1] ?? 0;
}

/**
 * Volume of bone without signal, mm³, away from its cortex in the plane of the slices: marrow always has some, metal has
 * none. `labels` lie on the grid of `image`.
 */
export function voidInBoneMm3(image: Volume, labels: LabelVolume): number {
  const [columns, rows] = labels.dims;
  const [dx, dy, dz] = affineSpacing(labels.voxelToPatient);
  const dark = settings.belowMedian * medianInBone(image, labels);
  const [i, j] = [
    Math.max(1, Math.round(settings.insideMm / dx)),
    Math.max(1, Math.round(settings.insideMm / dy)),
  ];
  let count = 0;
  labels.data.forEach((label, n) => {
    if (!isBone(label) || (image.data[n] ?? 0) >= dark) return;
    const x = n % columns;
    const y = Math.floor(n / columns) % rows;
    if (x < i || y < j || x + i >= columns || y + j >= rows) return;
    if ([n - i, n + i, n - j * columns, n + j * columns].every((m) => isBone(labels.data[m]))) count++;
  });
  return count * dx * dy * dz;
}

/** What to say of a series whose bone lacks signal; null where it does not. Not for sequences that silence marrow fat. */
export function voidDoubt(image: Volume, labels: LabelVolume): string | null {
  const mm3 = voidInBoneMm3(image, labels);
  if (mm3 < settings.leastMm3) return null;
  return `${(mm3 / 1000).toFixed(1)} cm³ of the labelled bone give no signal: there may be metal in the spine, and how far the AI may be wrong near it is not known. Check planes and names of these levels on the image before they are used.`;
}
