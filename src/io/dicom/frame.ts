import type { Vec3 } from '../../geometry';
import type { VoxelArray } from '../../volume';

/** One slice image with its place, whatever kind of file it came from. Patient LPS, mm. */
export interface Frame {
  readonly file: string;
  readonly seriesUid: string;
  readonly instanceUid: string;
  readonly seriesNumber: number;
  readonly seriesDescription: string;
  readonly modality: string;
  readonly columns: number;
  readonly rows: number;
  /** Centre of the first voxel. */
  readonly position: Vec3;
  readonly rowDirection: Vec3;
  readonly columnDirection: Vec3;
  /** [between rows, between columns], DICOM order. */
  readonly pixelSpacing: readonly [number, number];
  /** As the header says, mm; positions decide. */
  readonly spacingBetweenSlices: number | null;
  /** As the header says, mm; used only for a slice that stands alone. */
  readonly sliceThickness: number | null;
  /** Stack within an Enhanced file; empty otherwise. */
  readonly stackId: string;
  /** Tells images of one position apart (image type, echo time). */
  readonly kind: string;
  /** Order among images of one position: temporal position, instance, frame. */
  readonly order: readonly number[];
  readonly slope: number;
  readonly intercept: number;
  /** Stored values, before rescale. */
  read(): Promise<VoxelArray>;
}
