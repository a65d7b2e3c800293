import { NIFTI1 } from 'nifti-reader-js';
import { affineSpacing, type Affine } from '../../geometry';
import type { Volume, VoxelArray } from '../../volume';
import { gzip } from '../gzip';
import { affineToQform } from './qform';
import { swapRasLps } from './space';

const HEADER_BYTES = 352;

function datatype(data: VoxelArray): { code: number; bits: number } {
  const bits = data.BYTES_PER_ELEMENT * 8;
  if (data instanceof Uint8Array) return { code: NIFTI1.TYPE_UINT8, bits };
  if (data instanceof Int16Array) return { code: NIFTI1.TYPE_INT16, bits };
  if (data instanceof Uint16Array) return { code: NIFTI1.TYPE_UINT16, bits };
  if (data instanceof Int32Array) return { code: NIFTI1.TYPE_INT32, bits };
  return { code: NIFTI1.TYPE_FLOAT32, bits };
}

function setGeometry(header: NIFTI1, ras: Affine): void {
  header.affine = [0, 4, 8, 12].map((row) => ras.slice(row, row + 4));
  header.sform_code = NIFTI1.XFORM_SCANNER_ANAT;
  const [dx, dy, dz] = affineSpacing(ras);
  header.pixDims = [1, dx, dy, dz, 0, 0, 0, 0];
  const qform = affineToQform(ras);
  // A sheared grid has no quaternion: code 0 says so, and the sform carries it.
  if (!qform) return;
  header.qform_code = NIFTI1.XFORM_SCANNER_ANAT;
  header.pixDims[0] = qform.qfac;
  [header.quatern_b, header.quatern_c, header.quatern_d] = qform.quaternion;
  [header.qoffset_x, header.qoffset_y, header.qoffset_z] = qform.offset;
}

/** Voxels as little-endian bytes on every machine. */
function littleEndianBytes(data: VoxelArray): Uint8Array {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
  const size = data.BYTES_PER_ELEMENT;
  if (size > 1 && new Uint8Array(Uint16Array.of(1).buffer)[0] !== 1) {
    for (let i = 0; i < bytes.length; i += size) bytes.subarray(i, i + size).reverse();
  }
  return bytes;
}

/**
 * Writes a NIfTI-1 file: sform and qform (the latter unless sheared) in RAS mm, value type of the volume's array.
 * NIfTI-1 keeps its geometry in float32: about 1e-5 mm over a body. The same volume gives the same bytes.
 */
export function writeNifti(volume: Volume, options: { readonly gzip?: boolean } = {}): Uint8Array {
  const header = new NIFTI1();
  const { code, bits } = datatype(volume.data);
  header.littleEndian = true;
  header.dims = [3, ...volume.dims, 1, 1, 1, 1];
  header.datatypeCode = code;
  header.numBitsPerVoxel = bits;
  header.vox_offset = HEADER_BYTES;
  header.xyzt_units = NIFTI1.UNITS_MM | NIFTI1.UNITS_SEC;
  header.description = 'Isocenter';
  header.magic = 'n+1\0';
  setGeometry(header, swapRasLps(volume.voxelToPatient));
  const voxels = littleEndianBytes(volume.data);
  const bytes = new Uint8Array(HEADER_BYTES + voxels.byteLength);
  bytes.set(new Uint8Array(header.toArrayBuffer()));
  bytes.set(voxels, HEADER_BYTES);
  return options.gzip ? gzip(bytes) : bytes;
}
