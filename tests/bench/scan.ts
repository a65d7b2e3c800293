import normal from '../../phantoms/normal.json';
import type { SliceGroup } from '../../src/geometry';
import { generatePhantom, parsePhantomDefinition, type PhantomPatient } from '../../src/patient';
import { localizerGroups, sequenceByName, type Sequence } from '../../src/scanner';

/** The scanner's bench: the normal phantom and sagittal T2 stacks through its middle. */
export const benchPatient = (): PhantomPatient => generatePhantom(parsePhantomDefinition(normal), 7);

/** The preset's sequence with a square matrix. */
export const sagittalSequence = (matrix: number): Sequence => ({
  ...sequenceByName('t2-tse-sag'),
  matrixRead: matrix,
  matrixPhase: matrix,
});

/** The preset's stack where the localizer's sagittal stack lies. */
export function sagittalGroup(patient: PhantomPatient, sliceCount: number): SliceGroup {
  const { sagittal } = localizerGroups(patient);
  return { ...sagittal, ...sequenceByName('t2-tse-sag').defaults, name: 'bench', sliceCount };
}

/** A slice's time on the two ways, ms, and how far they are apart, in grey values. */
export interface ScanComparison {
  readonly adapter: string;
  readonly software: boolean;
  readonly runsOn: 'webgpu' | 'cpu';
  readonly cpuMs: number;
  /** The first slice, with what compiles and uploads then. */
  readonly firstMs: number;
  readonly gpuMs: number;
  readonly largestDifference: number;
}
