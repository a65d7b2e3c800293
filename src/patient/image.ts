import { createVolume, type Volume } from '../volume';
import type { ImagePatient } from './types';

/** A real volume as a patient: the scanner reformats it, its contrast is fixed. Throws `volume-invalid`. */
export function imagePatient(volume: Volume, name: string): ImagePatient {
  return { kind: 'image', name, volume: createVolume(volume.data, volume.dims, volume.voxelToPatient) };
}
