import { readFileSync } from 'node:fs';
import { affineFromColumns, applyToPoint, type Vec3 } from '../../src/geometry';
import { flattenPhantom, generatePhantom, parsePhantomDefinition, renderPhantom } from '../../src/patient';
import { patientSignals, sequenceByName } from '../../src/scanner';
import { gridCentre, resample, type Dims, type Volume } from '../../src/volume';
import type { BenchVolume } from './measure';

/** A T2 picture of the normal phantom, 1 mm. */
export function phantomPicture(): Volume {
  const file = new URL('../../phantoms/normal.json', import.meta.url);
  const definition = parsePhantomDefinition(JSON.parse(readFileSync(file, 'utf8')));
  const patient = flattenPhantom(generatePhantom(definition, 7));
  const sequence = sequenceByName('t2-tse-sag');
  const signals = patientSignals(patient, sequence);
  return renderPhantom(patient, signals, { noise: 0.015, seed: 7 });
}

/** A sagittal stack about the picture's centre: voxel [posterior, feet, left] mm. */
export function sagittalStack(picture: Volume, dims: Dims, [column, row, slice]: Vec3): BenchVolume {
  const [x, y, z] = applyToPoint(picture.voxelToPatient, gridCentre(picture.dims));
  const voxelToPatient = affineFromColumns(
    [0, column, 0],
    [0, 0, -row],
    [slice, 0, 0],
    [x - ((dims[2] - 1) / 2) * slice, y - ((dims[0] - 1) / 2) * column, z + ((dims[1] - 1) / 2) * row],
  );
  const { data } = resample(picture, dims, voxelToPatient, new Uint16Array(dims[0] * dims[1] * dims[2]));
  return { base64: Buffer.from(data.buffer).toString('base64'), dims, voxelToPatient };
}
