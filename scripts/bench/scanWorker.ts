// One worker of the scanner's bench: makes the phantom, then scans ranges of slices; answers with its processor time, ms.
import { acquire } from '../../src/scanner';
import { benchPatient, sagittalGroup, sagittalSequence } from '../../tests/bench/scan';

/** Slices [from, to) of a sagittal T2 stack. */
export interface ScanPart {
  readonly matrix: number;
  readonly slices: number;
  readonly range: readonly [number, number];
}

const patient = benchPatient();
process.on('message', ({ matrix, slices, range }: ScanPart) => {
  const group = sagittalGroup(patient, slices);
  const before = process.cpuUsage();
  acquire(patient, group, sagittalSequence(matrix), 7, { sliceRange: range });
  const { user, system } = process.cpuUsage(before);
  process.send?.((user + system) / 1000);
});
process.send?.(0);
