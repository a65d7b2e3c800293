import { encode } from 'fast-png';
import { affineSpacing } from '../../src/geometry';
import type { LabelVolume, Volume } from '../../src/volume';
import { axisAlong } from './errors';
import { writeWhole } from './store';

/** A sagittal section, head up and front to the left. */
interface Section {
  readonly data: Float64Array;
  readonly columns: number;
  readonly rows: number;
  /** Width and height of a pixel, mm. */
  readonly pixelMm: readonly [number, number];
}

/** The plane `index` of a volume's left–right axis. */
function sagittalSection(volume: Volume, index: number): Section {
  const [left, back, up] = [axisAlong(volume, 0), axisAlong(volume, 1), axisAlong(volume, 2)];
  const spacing = affineSpacing(volume.voxelToPatient);
  const [columns, rows] = [volume.dims[back.axis], volume.dims[up.axis]];
  const stride = [1, volume.dims[0], volume.dims[0] * volume.dims[1]];
  const data = new Float64Array(columns * rows);
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++) {
      const along = back.forward ? x : columns - 1 - x;
      const upward = up.forward ? rows - 1 - y : y;
      const at =
        index * (stride[left.axis] ?? 0) + along * (stride[back.axis] ?? 0) + upward * (stride[up.axis] ?? 0);
      data[y * columns + x] = volume.data[at] ?? 0;
    }
  return { data, columns, rows, pixelMm: [spacing[back.axis], spacing[up.axis]] };
}

/** Okabe and Ito's palette, told apart by colour-blind readers: truth orange, found blue, both white. */
export const OUTLINE = { truth: [230, 159, 0], found: [86, 180, 233], both: [255, 255, 255] } as const;

/** Pixels of the PNG a millimetre, margin around the structure in mm, greys (few, so that noise costs few bytes). */
const LOOK = { perMm: 2, marginMm: 14, greys: 20, clipped: 0.004 } as const;
/** Largest picture, bytes: a repository is no picture archive. */
const LARGEST = 90_000;

const shrink = (section: Section, [x0, y0, x1, y1]: readonly [number, number, number, number]): Section => {
  const [columns, rows] = [x1 - x0, y1 - y0];
  const data = new Float64Array(columns * rows);
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++)
      data[y * columns + x] = section.data[(y + y0) * section.columns + x + x0] ?? 0;
  return { ...section, data, columns, rows };
};

/** [left, top, right, bottom) of what either section labels, with a margin. */
function frameOf(a: Section, b: Section): readonly [number, number, number, number] {
  let [x0, y0, x1, y1] = [a.columns, a.rows, 0, 0];
  a.data.forEach((value, n) => {
    if (value === 0 && b.data[n] === 0) return;
    const [x, y] = [n % a.columns, Math.floor(n / a.columns)];
    [x0, y0, x1, y1] = [Math.min(x0, x), Math.min(y0, y), Math.max(x1, x + 1), Math.max(y1, y + 1)];
  });
  const [mx, my] = a.pixelMm.map((mm) => Math.round(LOOK.marginMm / mm)) as [number, number];
  return [
    Math.max(0, x0 - mx),
    Math.max(0, y0 - my),
    Math.min(a.columns, x1 + mx),
    Math.min(a.rows, y1 + my),
  ];
}

/** Outlines of one label, found and true, over one sagittal plane of an image on the same grid. Writes a PNG. */
export function writeOverlay(
  path: string,
  image: Volume,
  found: LabelVolume,
  truth: LabelVolume,
  label: number,
  index: number,
): void {
  const whole = [found, truth].map((map) => sagittalSection(map, index)) as [Section, Section];
  const frame = frameOf(...whole);
  const [f, t] = whole.map((section) => shrink(section, frame)) as [Section, Section];
  const grey = shrink(sagittalSection(image, index), frame);
  const sorted = Float64Array.from(grey.data).sort();
  const white = sorted[Math.floor((1 - LOOK.clipped) * (sorted.length - 1))] ?? 1;
  const width = Math.max(1, Math.round(f.columns * f.pixelMm[0] * LOOK.perMm));
  const height = Math.max(1, Math.round(f.rows * f.pixelMm[1] * LOOK.perMm));
  const sourceAt = (x: number, y: number): number =>
    Math.floor(((y + 0.5) * f.rows) / height) * f.columns + Math.floor(((x + 0.5) * f.columns) / width);
  const isIn = (section: Section, x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < width && y < height && section.data[sourceAt(x, y)] === label;
  const isEdge = (section: Section, x: number, y: number): boolean =>
    isIn(section, x, y) &&
    !(
      isIn(section, x - 1, y) &&
      isIn(section, x + 1, y) &&
      isIn(section, x, y - 1) &&
      isIn(section, x, y + 1)
    );
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [isTrue, isFound] = [isEdge(t, x, y), isEdge(f, x, y)];
      const level = Math.round(Math.min(1, (grey.data[sourceAt(x, y)] ?? 0) / white) * (LOOK.greys - 1));
      const shade = Math.round((level * 255) / (LOOK.greys - 1));
      const colour =
        isTrue && isFound ? OUTLINE.both : isTrue ? OUTLINE.truth : isFound ? OUTLINE.found : undefined;
      data.set(colour ?? [shade, shade, shade], (y * width + x) * 3);
    }
  const bytes = encode({ width, height, data, depth: 8, channels: 3 }, { zlib: { level: 9 } });
  if (bytes.length > LARGEST) throw new Error(`${path} has ${bytes.length} bytes: make it smaller`);
  writeWhole(path, bytes);
}
