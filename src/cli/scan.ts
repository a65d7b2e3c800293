import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { IsocenterError } from '../geometry';
import type { NamedBytes } from '../io';
import { acquire, assertRunnable, dicomFiles, scanFigures, type ScanFigures } from '../scanner';
import { writeBytes } from './files';
import { readCompanions, readGroup } from './scanGroups';
import { readPatient, type PatientOptions } from './scanPatient';
import { bulkMotion, physiologyOf, sequenceWith, type PhysiologyOptions } from './scanSettings';

export interface ScanOptions extends PhysiologyOptions, PatientOptions {
  /** Prescription file and group name, `plan.json#L4-L5`. */
  readonly group: string;
  readonly sequence: string;
  /** Tesla; the sandbox's own when not given. */
  readonly field?: string;
  /** `key=value`, each replacing a value of the sequence. */
  readonly set?: readonly string[];
  /** Groups taken together with this one, `plan.json#A,plan.json#B`. */
  readonly companions?: string;
  /** Movements during the scan, e.g. `0.5@2,0,-3`. */
  readonly motion?: readonly string[];
  /** Folder for the DICOM files. */
  readonly out: string;
}

/** Slices of an earlier, longer series would stay beside the new ones and be read as a series of their own. */
async function assertNoOtherSlices(folder: string, files: readonly NamedBytes[]): Promise<void> {
  const there = await readdir(folder).catch(() => []);
  const other = there.find((name) => /\.dcm$/i.test(name) && !files.some((file) => file.name === name));
  if (other === undefined) return;
  throw new IsocenterError(
    'output-has-slices',
    `The folder "${folder}" holds slices of another series (${other}).`,
    'Choose an empty folder with --out.',
  );
}

const size = (mm: readonly number[]): string => mm.map((side) => side.toFixed(2)).join(' × ');

function figuresLine({ scanTimeS, relativeSnr, sarPercent, voxelMm, acquiredVoxelMm }: ScanFigures): string {
  const seconds = Math.round(scanTimeS);
  const minutes = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  const acquired = size(acquiredVoxelMm) === size(voxelMm) ? '' : ` (acquired ${size(acquiredVoxelMm)})`;
  return (
    `scan time ${minutes}, relative SNR ${relativeSnr.toFixed(2)}, SAR ${Math.round(sarPercent)} % (estimate), ` +
    `voxel ${size(voxelMm)} mm${acquired}`
  );
}

/** `scan --patient X --group plan.json#name --sequence S --seed N --out DIR`: acquires one group as a DICOM series. */
export async function runScan(options: ScanOptions, out: (text: string) => void): Promise<void> {
  const sequence = sequenceWith(options.sequence, options.field, options.set ?? []);
  const { group, saturationBands } = await readGroup(options.group);
  const companions = await readCompanions(options.companions);
  const physiology = physiologyOf(options);
  const motion = options.motion?.map(bulkMotion);
  assertRunnable(group, sequence, saturationBands.length, companions);
  const further = { ...(physiology && { physiology }), ...(motion && { motion }) };
  const patient = await readPatient(options);
  const circumstances = { saturationBands, companions, ...further };
  const series = acquire(patient, group, sequence, options.seed, circumstances);
  const files = await dicomFiles(series, {
    ...{ patientName: patient.name, saturationBands, companions },
    further: Object.keys(further).length > 0 ? further : undefined,
  });
  await assertNoOtherSlices(options.out, files);
  for (const file of files) await writeBytes(join(options.out, file.name), file.bytes);
  out(`${sequence.label}, ${group.name}: ${files.length} slices in ${options.out}`);
  out(figuresLine(scanFigures(group, sequence, saturationBands.length, companions)));
  for (const note of series.notes) out(note);
}
