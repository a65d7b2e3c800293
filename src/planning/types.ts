import type { SliceGroup, Vec3 } from '../geometry';
import type { DiscLevel } from '../volume';

export type GroupKind = 'sagittal' | 'coronal' | 'axial';

/** A slice group with its role in the exam. */
export interface PlannedGroup extends SliceGroup {
  readonly kind: GroupKind;
  /** For axial groups angled to a disc. */
  readonly level?: DiscLevel;
}

/** A slab whose signal is saturated before each excitation. Patient LPS, mm. */
export interface SaturationBand {
  readonly name: string;
  readonly centre: Vec3;
  /** Unit normal of the slab. */
  readonly normal: Vec3;
  readonly thickness: number;
}

/** What is to be scanned. File form: `{schemaVersion: 1, groups, saturationBands}`. */
export interface Prescription {
  readonly schemaVersion: 1;
  readonly groups: readonly PlannedGroup[];
  readonly saturationBands: readonly SaturationBand[];
}
