import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { IsocenterError, spacingBetweenSlices } from '../geometry';
import { writeDicomSeries, type NamedBytes } from '../io';
import { generatePhantom, imagePatient, parsePhantomDefinition, type Patient } from '../patient';
import { parsePrescription, type PlannedGroup, type Prescription } from '../planning';
import { acquire, phaseDirection, scanFigures, sequenceByName, SEQUENCES, type Series } from '../scanner';
import { readOneVolume, readPath, writeBytes } from './files';

export interface ScanOptions {
  /** Phantom definition (.json), or a real volume: file or folder. */
  readonly patient: string;
  /** Prescription file and group name, `plan.json#L4-L5`. */
  readonly group: string;
  readonly sequence: string;
  /** Which phantom of the definition, and which noise. */
  readonly seed: number;
  /** Folder for the DICOM files. */
  readonly out: string;
}

async function readText(path: string): Promise<string> {
  const [file] = await readPath(path);
  return new TextDecoder().decode(file?.bytes);
}

async function readPatient(path: string, seed: number): Promise<Patient> {
  if (!path.toLowerCase().endsWith('.json')) {
    const volume = await readOneVolume(path);
    return imagePatient(volume, volume.name);
  }
  const text = await readText(path);
  let definition: unknown;
  try {
    definition = JSON.parse(text);
  } catch (cause) {
    throw new IsocenterError(
      'phantom-definition-invalid',
      `"${basename(path)}" is not a JSON file.`,
      'Give a phantom definition such as phantoms/normal.json, or an image.',
      { cause },
    );
  }
  return generatePhantom(parsePhantomDefinition(definition), seed);
}

/** Splits `plan.json#name` at its last `#` and reads both parts. */
async function readGroup(
  reference: string,
): Promise<{ group: PlannedGroup; saturationBands: Prescription['saturationBands'] }> {
  const hash = reference.lastIndexOf('#');
  if (hash < 1) {
    throw new IsocenterError(
      'group-not-named',
      `"${reference}" does not name a slice group.`,
      'Write the plan, a # and the name of the group, e.g. plan.json#L4-L5.',
    );
  }
  const [path, name] = [reference.slice(0, hash), reference.slice(hash + 1)];
  const { groups, saturationBands } = parsePrescription(await readText(path));
  const group = groups.find((g) => g.name === name);
  if (group) return { group, saturationBands };
  throw new IsocenterError(
    'group-unknown',
    `The plan has no slice group called "${name}".`,
    groups.length > 0 ? `Use one of: ${groups.map((g) => g.name).join(', ')}.` : 'The plan is empty.',
  );
}

/**
 * The series as DICOM files; series of one patient and seed share their study. Everything that shapes the images is part
 * of their identity: two different images must never share a UID, and a group may be moved and scanned again.
 */
function dicomFiles(
  series: Series,
  patient: Patient,
  saturationBands: Prescription['saturationBands'],
): Promise<NamedBytes[]> {
  const { group, sequence, seed } = series;
  return writeDicomSeries({
    ...sequence,
    volume: series.volume,
    seed: JSON.stringify([patient.name, series.id, group, sequence, saturationBands]),
    studySeed: `${patient.name} ${seed}`,
    seriesNumber: SEQUENCES.findIndex((s) => s.name === sequence.name) + 1,
    seriesDescription: `${sequence.label} ${group.name}`,
    protocolName: sequence.name,
    patientName: patient.name,
    sequenceKind: sequence.kind,
    sliceThickness: group.sliceThickness,
    spacingBetweenSlices: spacingBetweenSlices(group),
    phaseEncodeDirection: phaseDirection(group, sequence),
  });
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

/** `scan --patient X --group plan.json#name --sequence S --seed N --out DIR`: acquires one group as a DICOM series. */
export async function runScan(options: ScanOptions, out: (text: string) => void): Promise<void> {
  const sequence = sequenceByName(options.sequence);
  const { group, saturationBands } = await readGroup(options.group);
  const patient = await readPatient(options.patient, options.seed);
  const series = acquire(patient, group, sequence, options.seed, { saturationBands });
  const files = await dicomFiles(series, patient, saturationBands);
  await assertNoOtherSlices(options.out, files);
  for (const file of files) await writeBytes(join(options.out, file.name), file.bytes);
  const { scanTimeS, relativeSnr, sarPercent, voxelMm } = scanFigures(group, sequence);
  const seconds = Math.round(scanTimeS);
  const minutes = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  out(`${sequence.label}, ${group.name}: ${files.length} slices in ${options.out}`);
  out(
    `scan time ${minutes}, relative SNR ${relativeSnr.toFixed(2)}, SAR ${Math.round(sarPercent)} % (estimate), ` +
      `voxel ${voxelMm.map((mm) => mm.toFixed(2)).join(' × ')} mm`,
  );
  for (const note of series.notes) out(note);
}
