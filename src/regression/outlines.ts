import { createVolume, type LabelVolume, type Volume } from '../volume';

/** Values of a map of outlines. */
export const OUTLINE = { found: 1, truth: 2, both: 3 } as const;

/** Whether a voxel is labelled and one beside it in its slice differs; the image's edge is no outline. */
function isOutline({ data, dims: [columns, rows] }: LabelVolume, n: number): boolean {
  const label = data[n];
  if (!label) return false;
  const x = n % columns;
  const y = Math.floor(n / columns) % rows;
  return (
    (x > 0 && data[n - 1] !== label) ||
    (x < columns - 1 && data[n + 1] !== label) ||
    (y > 0 && data[n - columns] !== label) ||
    (y < rows - 1 && data[n + columns] !== label)
  );
}

/** Outlines of found and true labels on one grid, slice by slice: values of `OUTLINE`, 0 elsewhere. */
export function outlinesOf(found: LabelVolume | null, truth: LabelVolume): Volume<Uint8Array> {
  const data = new Uint8Array(truth.data.length);
  for (let n = 0; n < data.length; n++)
    data[n] = (found && isOutline(found, n) ? OUTLINE.found : 0) | (isOutline(truth, n) ? OUTLINE.truth : 0);
  return createVolume(data, truth.dims, truth.voxelToPatient);
}
