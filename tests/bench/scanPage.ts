import { createGpuScanner, openGpu } from '../../src/gpu';
import { acquire } from '../../src/scanner';
import { benchPatient, sagittalGroup, sagittalSequence, type ScanComparison } from './scan';

declare global {
  var benchScan: (matrix: number) => Promise<ScanComparison>;
}

/** Slices timed after the first. */
const SLICES = 3;

globalThis.benchScan = async (matrix) => {
  const patient = benchPatient();
  const group = sagittalGroup(patient, SLICES + 1);
  const sequence = sagittalSequence(matrix);
  const now = (): number => performance.now();
  const cpuStarted = now();
  const { data } = acquire(patient, group, sequence, 7).volume;
  const cpuMs = (now() - cpuStarted) / (SLICES + 1);
  const context = await openGpu();
  const firstStarted = now();
  const scanner = await createGpuScanner(context, patient);
  const slices = [await scanner.acquireSlice(group, sequence, 7, 0)];
  const firstMs = now() - firstStarted;
  const started = now();
  for (let slice = 1; slice <= SLICES; slice++)
    slices.push(await scanner.acquireSlice(group, sequence, 7, slice));
  const gpuMs = (now() - started) / SLICES;
  const { runsOn } = scanner;
  scanner.dispose();
  context.dispose();
  const largestDifference = slices.reduce(
    (most, pixels, slice) =>
      pixels.reduce(
        (max, value, n) => Math.max(max, Math.abs(value - (data[slice * pixels.length + n] ?? NaN))),
        most,
      ),
    0,
  );
  const { description, software } = context;
  return { adapter: description, software, runsOn, cpuMs, firstMs, gpuMs, largestDifference };
};
