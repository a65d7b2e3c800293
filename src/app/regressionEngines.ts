import type { Vec3 } from '../geometry';
import type { CaseRecord, OpenedRun, RegressionCase, RunFiles } from '../regression';
import type { AxialSegmentation, Segmentation } from '../segmentation';
import type { Volume } from '../volume';
import type { RunOptions, SegmenterEngine } from './engines';
import type { AxialSight, CaseSight } from './regressionState';

/** What files hold, and the run that comes of them. */
export interface OpenedFiles extends Pick<RunFiles, 'suites' | 'phantoms'> {
  /** Null where the run that is open stays as it is. */
  readonly run: OpenedRun | null;
}

/** Files that a case is worked out with instead of what is drawn here. */
export interface CaseFiles {
  /** Labels of another tool in place of the network's. */
  readonly labels: File | null;
  /** Of a real case: its image and what is true of it. */
  readonly image: File | null;
  readonly truth: File | null;
}

export interface CaseWork {
  readonly regressionCase: RegressionCase;
  /** JSON of the phantom; null for a real image. */
  readonly definition: unknown;
  readonly record: CaseRecord;
  readonly files: CaseFiles;
}

/** What the networks of the page do for a case, and who looks on. */
export interface CaseHooks {
  segment(volume: Volume): Promise<Pick<Segmentation, 'labels' | 'confidence'>>;
  labelAxial(volume: Volume, canal: Vec3): Promise<AxialSegmentation>;
  /** The image once it is made, again with what was found on it. */
  onSight(sight: CaseSight): void;
  onAxial(sight: AxialSight): void;
}

/** The bench in a worker of its own. */
export interface BenchEngine {
  /** @throws IsocenterError what is wrong with the first file that is damaged or belongs to another run: nothing is taken then */
  open(files: readonly File[], before: OpenedRun | null, options: RunOptions): Promise<OpenedFiles>;
  /** Draws, scans, labels and measures one case as the bench does. */
  workOut(work: CaseWork, hooks: CaseHooks, options: RunOptions): Promise<CaseRecord>;
}

export interface RegressionEngines {
  readonly bench: BenchEngine;
  readonly segmenter: Pick<SegmenterEngine, 'segment' | 'labelAxial'>;
  /** The suites that come with the program. */
  readonly suites: () => Promise<readonly unknown[]>;
  /** JSON of a phantom that comes with the program, or of a draw of its populations. @throws IsocenterError `phantom-missing` */
  readonly definitionOf: (
    patient:
      | { readonly phantom: string; readonly seed: number }
      | { readonly population: string; readonly seed: number },
  ) => Promise<unknown>;
}
