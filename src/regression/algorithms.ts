import type { SpineEstimate } from '../anatomy';
import type { SliceGroup, Vec3 } from '../geometry';
import type { PhantomPatient, Spine } from '../patient';
import type { Prescription } from '../planning';
import type { AcquireOptions, Sequence, Series } from '../scanner';
import type { AxialSegmentation } from '../segmentation';
import type { DiscLevel, LabelVolume, Volume } from '../volume';

/**
 * What is held against the phantoms: the product's own parts, or somebody else's in their place. An `IsocenterError` is a
 * refusal, and as such a result; one whose code begins with `regress-` ends the run.
 */
export interface Algorithms {
  acquire(
    patient: PhantomPatient,
    group: SliceGroup,
    sequence: Sequence,
    seed: number,
    options: AcquireOptions,
  ): Series;
  /**
   * Labels (`LABEL`) of a sagittal image on any grid, and the Dice to be expected of them, 0 … 1.
   * @param caseId for algorithms that bring what they have made before
   * @throws IsocenterError for what it refuses
   */
  segment(volume: Volume, caseId: string): Promise<{ labels: LabelVolume; confidence: number }>;
  /** Levels and planes from labels. @throws IsocenterError */
  spine(labels: LabelVolume): SpineEstimate;
  /** Sagittal and axial groups. @throws IsocenterError */
  plan(spine: SpineEstimate, levels: readonly DiscLevel[], caseId: string): Promise<Prescription>;
  /** Labels an axial stack around a point in the canal near it; null: axial stacks are neither acquired nor measured. */
  readonly labelAxial: ((volume: Volume, canal: Vec3) => Promise<AxialSegmentation>) | null;
}

/** The true disc and canal a stack is measured at are never given to an algorithm: only what it found itself. */
export type FoundSpine = Pick<Spine, 'discs' | 'canal'>;
