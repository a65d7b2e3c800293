import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { readOneVolume } from '../../src/cli/files';
import { generatePhantom, parsePhantomDefinition, type PhantomPatient } from '../../src/patient';
import type { Sequence } from '../../src/scanner';
import { addScaled } from '../../src/geometry';
import { oneSlice, ROOT, sequence, show } from './bench';
import { montage, type Shot } from './montage';
import type { Crop, Grey } from './picture';

const DATA = join(ROOT, '../shared/data');

/** A sagittal slice of a SPIDER volume (axes right, anterior, superior), head up, anterior left. */
async function spaceSlice(patient: string, slice: number): Promise<Grey> {
  const { data, dims, voxelToPatient } = await readOneVolume(
    join(DATA, `spider-t2-space/train/${patient}_image.nii.gz`),
  );
  const [columns, rows, slices] = dims;
  const [backward, upward] = [(voxelToPatient[5] ?? 0) > 0, (voxelToPatient[10] ?? 0) > 0];
  const picture = new Float64Array(rows * slices);
  for (let k = 0; k < slices; k++)
    for (let j = 0; j < rows; j++) {
      const x = backward ? j : rows - 1 - j;
      const y = upward ? slices - 1 - k : k;
      picture[y * rows + x] = data[(k * rows + j) * columns + slice] ?? 0;
    }
  return { data: picture, columns: rows, rows: slices };
}

/** A 2-D SPIDER slice, turned head up. */
function slicePicture(file: string): Grey {
  const { data, width, height } = decode(readFileSync(join(DATA, `spider-slices/images/${file}.png`)));
  const picture = new Float64Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) picture[y * width + x] = data[(height - 1 - y) * width + x] ?? 0;
  return { data: picture, columns: width, rows: height };
}

/** A virtual patient without findings, of an age and habitus like the real one beside. */
function similar(seed: number, ageYears: number, bmi: number): PhantomPatient {
  const value: unknown = JSON.parse(readFileSync(join(ROOT, 'phantoms/normal.json'), 'utf8'));
  const definition = { ...parsePhantomDefinition(value), ageYears, bmi, leftMarker: false };
  // The fat then follows from the body mass index.
  delete definition.fatThicknessMm;
  return generatePhantom(definition, seed);
}

const simulated = (patient: PhantomPatient, seq: Sequence, sideMm = 0): Grey => {
  const group = oneSlice(patient, 'sagittal', seq);
  return show(patient, { ...group, centre: addScaled(group.centre, [1, 0, 0], sideMm) }, seq);
};

const CROP_2D: Crop = [0.14, 0.04, 0.72, 0.92];

/** Real slices beside simulated ones of the same kind of protocol. */
export async function reality(folder: string): Promise<string> {
  if (!existsSync(DATA)) return 'Reference data absent: not made.';
  const space: Sequence = { ...sequence('t2-space-sag'), normalisationFilter: false };
  const [older, younger] = [similar(11, 63, 25), similar(12, 35, 23)];
  const spaceShots: Shot[] = [
    {
      name: 'real-space-127',
      caption: 'real, 63 years',
      grey: await spaceSlice('127', 10),
      crop: [0, 0, 1, 1],
    },
    { name: 'simulated-space-a', caption: 'simulated, 63 years', grey: simulated(older, space) },
    { name: 'real-space-166', caption: 'real', grey: await spaceSlice('166', 12) },
    { name: 'simulated-space-b', caption: 'simulated, 35 years', grey: simulated(younger, space) },
  ];
  const [t2, t1] = [sequence('t2-tse-sag', 3), sequence('t1-tse-sag', 3)];
  const planar: Shot[] = [
    { name: 'real-t2', caption: 'real, T2', grey: slicePicture('10026_11'), crop: [0.17, 0, 0.63, 1] },
    { name: 'simulated-t2', caption: 'simulated, T2', grey: simulated(younger, t2), crop: CROP_2D },
    { name: 'real-t1', caption: 'real, T1', grey: slicePicture('10025_11'), crop: [0.17, 0, 0.63, 1] },
    { name: 'simulated-t1', caption: 'simulated, T1', grey: simulated(younger, t1), crop: CROP_2D },
    {
      name: 'real-t2-beside',
      caption: 'real, T2, beside the midline',
      grey: slicePicture('10008_18'),
      crop: [0.2, 0, 0.65, 1],
    },
    {
      name: 'simulated-t2-beside',
      caption: 'simulated, T2, 16 mm left',
      grey: simulated(older, t2, 16),
      crop: CROP_2D,
    },
    {
      name: 'real-t1-beside',
      caption: 'real, T1, beside the midline',
      grey: slicePicture('10009_4'),
      crop: [0.1, 0, 0.8, 1],
    },
    {
      name: 'simulated-t1-beside',
      caption: 'simulated, T1, 16 mm left',
      grey: simulated(older, t1, 16),
      crop: CROP_2D,
    },
  ];
  return `Real slices: SPIDER, van der Graaf et al., *Scientific Data* 2024;11:264, [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/),
turned head up, cropped and reduced to 56 greys. The simulated patients are not copies of them.

### T2 SPACE, 1.5 T, without normalisation filter

${montage(folder, spaceShots, 4)}

### T2 and T1 TSE

${montage(folder, planar, 4)}`;
}
