import type { Plane, Vec3 } from '../geometry';
import type { DiscLevel, LabelVolume, VertebraLevel, Volume } from '../volume';
import type { TissueName } from './tissues';
import type { PhantomTruth } from './truthTypes';

/** A vertebra's body. Planes point superiorly. Sizes in mm. */
export interface VertebraLandmarks {
  readonly level: VertebraLevel;
  /** Centre of the vertebral body (of the sacrum: its upper endplate). */
  readonly centre: Vec3;
  /** `point` is the centroid of the endplate surface. */
  readonly upperEndplate: Plane;
  /** Absent for the sacrum's first segment: S1, or S2 below a lumbarised S1. */
  readonly lowerEndplate?: Plane;
}

/**
 * A disc. `centre` is midway between the centroids of the endplates that face it and `normal` (unit, pointing
 * superiorly) bisects their normals: one definition for truth, planner and scores.
 */
export interface DiscLandmarks {
  readonly level: DiscLevel;
  readonly centre: Vec3;
  readonly normal: Vec3;
  /** Left–right extent in the disc plane, mm. */
  readonly width: number;
  /** Anterior–posterior extent in the disc plane, mm. */
  readonly depth: number;
  /** Distance between the facing endplates at the centre, mm. */
  readonly height: number;
}

/** Landmarks of a lumbar spine, top to bottom: a phantom's truth, or what `anatomy` finds in a segmentation. */
export interface Spine {
  readonly vertebrae: readonly VertebraLandmarks[];
  readonly discs: readonly DiscLandmarks[];
  /** Centreline of the spinal canal, top to bottom, about 2–5 mm apart. */
  readonly canal: readonly Vec3[];
}

/** Relaxation of a tissue at one field strength. */
export interface TissueRelaxation {
  readonly t1Ms: number;
  readonly t2Ms: number;
  /** Relative to water = 1. */
  readonly protonDensity: number;
}

/** Where which tissue is. */
export interface TissueMap {
  /** Tissue index a voxel (index into `TISSUES`, 0 = air). */
  readonly tissues: Volume<Uint8Array>;
  /** Proton density a voxel relative to its tissue's own, 128 = 1, on the same grid; 1 everywhere when absent. */
  readonly density?: Volume<Uint8Array>;
}

/** What the scanner can excite: nested maps of tissue. */
export interface TissueSource {
  /**
   * Finest first. A point belongs to the first map whose box contains it; the last holds the whole patient, air around
   * it included. Axes of all maps are parallel.
   */
  readonly tissueMaps: readonly TissueMap[];
  /** Fat fractions of this patient where they differ from the tissue table's. */
  readonly fatFractions: Readonly<Partial<Record<TissueName, number>>>;
  /** Seeds the texture. */
  readonly seed: number;
}

/** A virtual patient drawn from parameters: exact tissue everywhere, exact truth. */
export interface PhantomPatient extends TissueSource {
  readonly kind: 'phantom';
  readonly name: string;
  /** Label map (`LABEL`) of the spine, SPIDER conventions, on the finest map's grid. */
  readonly labels: LabelVolume;
  /** `PART` on the same grid: vertebral body or posterior arch, which are scored apart. */
  readonly parts: Volume<Uint8Array>;
  /** `STRUCTURE` on the same grid: finer parts of the spine and what lies around it. */
  readonly structures: Volume<Uint8Array>;
  /** Which vertebra, disc or root a voxel belongs to, on the same grid: `instanceCode` and `instanceName`. */
  readonly instances: Volume<Uint8Array>;
  readonly truth: PhantomTruth;
}

/** A real volume as a patient: the scanner can only reformat it, its contrast is fixed. */
export interface ImagePatient {
  readonly kind: 'image';
  readonly name: string;
  readonly volume: Volume;
}

/** A real volume whose contrast is estimated: tissue by segmentation and intensity, density from its own intensities. */
export interface HybridPatient extends TissueSource {
  readonly kind: 'hybrid';
  readonly name: string;
  /** The segmentation, on the volume's own grid. */
  readonly labels: LabelVolume;
}

export type Patient = PhantomPatient | ImagePatient | HybridPatient;
