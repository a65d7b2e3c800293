import { addScaled, sliceCentre, sliceNormal, type SliceGroup, type Vec3 } from '../geometry';
import { ACQUISITION } from './acquisitionSettings';
import { imageDims, phaseEncoding, type PhaseEncoding } from './encoding';
import { powerOfTwo } from './fourier';
import type { Sequence } from './types';

/** The grid on which the object is sampled in a slice's plane, and the image it becomes. Lines run along phase. */
export interface SliceGrid {
  readonly group: SliceGroup;
  readonly phase: PhaseEncoding;
  readonly readDirection: Vec3;
  readonly normal: Vec3;
  /** Transform length along read, and its points an acquired pixel: 2, or 1 where noise hides what that leaves. */
  readonly readSize: number;
  readonly readPerPixel: number;
  readonly readStepMm: number;
  /** The columns (lines along phase) that are sampled: first index within the transform, and number. */
  readonly firstColumn: number;
  readonly columnCount: number;
  /** Position of transform point 0 along read, relative to the slice's centre, mm. */
  readonly readStartMm: number;
  readonly readFovMm: number;
  /** Points along phase: exactly the encoded field. */
  readonly phaseSize: number;
  readonly phaseStepMm: number;
  readonly phaseStartMm: number;
  /** Width of an acquired pixel along read, mm. */
  readonly readPixelMm: number;
  readonly readPixels: number;
  readonly phasePixels: number;
  readonly interpolation: number;
}

export function sliceGrid(group: SliceGroup, sequence: Sequence): SliceGrid {
  const phase = phaseEncoding(group, sequence);
  const [columns, rows] = imageDims(group, sequence);
  const readAlongRow = phase.axis === 'column';
  const readFovMm = readAlongRow ? group.fovReadMm : group.fovPhaseMm;
  const readPixels = readAlongRow ? columns : rows;
  const readMatrix = readPixels / sequence.interpolation;
  const readPixelMm = readFovMm / readMatrix;
  const readPerPixel = sequence.kind === 'GRE' ? ACQUISITION.grid.gradientEchoReadPoints : 2;
  const readStepMm = readPixelMm / readPerPixel;
  const sampled = readFovMm * (1 + 2 * ACQUISITION.grid.readMargin);
  const readSize = powerOfTwo(sampled / readStepMm);
  // Pixel centres must be points of the coarse grid: they lie half a pixel from the middle when their number is even.
  const offsetMm = readPixels % 2 === 0 ? readFovMm / readPixels / 2 : 0;
  const readStartMm = offsetMm - (readSize / 2) * readStepMm;
  const firstColumn = Math.max(0, Math.ceil((-sampled / 2 - readStartMm) / readStepMm));
  const lastColumn = Math.min(readSize - 1, Math.floor((sampled / 2 - readStartMm) / readStepMm));
  const { phaseOversampling, largestStepMm } = ACQUISITION.grid;
  const phaseSize = powerOfTwo(Math.max(phase.lines * phaseOversampling, phase.encodedFovMm / largestStepMm));
  const phaseStepMm = phase.encodedFovMm / phaseSize;
  return {
    group,
    phase,
    readDirection: readAlongRow ? group.rowDirection : group.columnDirection,
    normal: sliceNormal(group),
    readSize,
    readPerPixel,
    readStepMm,
    firstColumn,
    columnCount: lastColumn - firstColumn + 1,
    readStartMm,
    readFovMm,
    phaseSize,
    phaseStepMm,
    phaseStartMm: (-phaseSize / 2) * phaseStepMm,
    readPixelMm,
    readPixels,
    phasePixels: readAlongRow ? rows : columns,
    interpolation: sequence.interpolation,
  };
}

/** Patient position of the first point of the first sampled column of a slice. */
export function gridOrigin(grid: SliceGrid, slice: number): Vec3 {
  const readMm = grid.readStartMm + grid.firstColumn * grid.readStepMm;
  const start = addScaled(sliceCentre(grid.group, slice), grid.readDirection, readMm);
  return addScaled(start, grid.phase.direction, grid.phaseStartMm);
}

/**
 * The receiver's filter along read: 1 within the field of view, a cubic edge beyond it. Position relative to the slice's
 * centre, mm.
 */
export function readFilter(grid: SliceGrid, positionMm: number): number {
  const { readTaper, readMargin } = ACQUISITION.grid;
  const outside = (Math.abs(positionMm) / grid.readFovMm - 0.5) / readMargin;
  const t = (1 - outside) / (readTaper / readMargin);
  if (t >= 1) return 1;
  return t <= 0 ? 0 : t * t * (3 - 2 * t);
}
