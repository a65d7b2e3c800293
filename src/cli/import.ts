import { affineSpacing } from '../geometry';
import { readVolumes, writeNifti, type ImportedVolume } from '../io';
import { assertNiftiName, chooseVolume, readPath, writeBytes } from './files';

export interface ImportOptions {
  /** Path of the NIfTI file to write, `.nii` or `.nii.gz`. */
  readonly out?: string;
  /** Print the geometry of every volume as JSON. */
  readonly json?: boolean;
  /** Which volume to write, counted from 0. */
  readonly volume?: number;
}

/** Geometry of a volume as `--json` prints it: dims [columns, rows, slices], affine row-major voxel→patient LPS mm. */
const geometryOf = ({ dims, voxelToPatient }: ImportedVolume): object => ({
  dims,
  affine: voxelToPatient,
  spacing: affineSpacing(voxelToPatient),
});

/** `import IN [--out vol.nii.gz] [--volume N] [--json]`: reads a file or folder, prints and converts what it finds. */
export async function runImport(
  input: string,
  options: ImportOptions,
  out: (text: string) => void,
): Promise<void> {
  if (options.out !== undefined) assertNiftiName(options.out);
  const { volumes, skipped } = await readVolumes(await readPath(input));
  // A volume that is not there is an error even where nothing is written.
  if (options.volume !== undefined) chooseVolume(volumes, options.volume);
  if (options.out !== undefined) {
    const chosen = chooseVolume(volumes, options.volume);
    await writeBytes(options.out, writeNifti(chosen, { gzip: options.out.endsWith('.gz') }));
  }
  if (options.json) {
    out(JSON.stringify(volumes.map(geometryOf)));
    return;
  }
  volumes.forEach((volume, i) => {
    const spacing = affineSpacing(volume.voxelToPatient).map((mm) => mm.toFixed(3));
    out(`${i}: ${volume.name}: ${volume.dims.join(' × ')} voxels of ${spacing.join(' × ')} mm`);
    for (const warning of volume.warnings) out(`   ${warning}`);
  });
  for (const { name, reason } of skipped) out(`skipped ${name}: ${reason}`);
}
