import { fourier, powerOfTwo } from './fourier';
import { ACQUISITION } from './acquisitionSettings';
import { lineInterpolator, type LineInterpolator } from './interpolationKernel';
import { readPoints } from './kSpaceEncode';
import type { SliceGrid } from './sliceGrid';

/** What an image of a grid is made with. */
export interface ReconstructionPlan {
  /** Points of the transform back along read; the first that is a pixel. */
  readonly readSize: number;
  readonly readOutFirst: number;
  /** Evaluates a line along phase at the pixels' centres. */
  readonly interpolator: LineInterpolator;
  /** Factor on every line that makes up for the lengths of the transforms. */
  readonly scale: number;
}

export function reconstructionPlan(grid: SliceGrid): ReconstructionPlan {
  const { phase, phasePixels, phaseSize, readPixels } = grid;
  const readSize = readPoints(grid) * grid.interpolation;
  const size = powerOfTwo(phase.lines * ACQUISITION.grid.phaseOversampling);
  const pitch = (phase.fovMm / phasePixels / phase.encodedFovMm) * size;
  const places = Array.from(
    { length: phasePixels },
    (_, p) => (p - (phasePixels - 1) / 2) * pitch + size / 2,
  );
  return {
    readSize,
    // Pixel 0 lies half the image before the transform's middle point, to the nearest point at or above it.
    readOutFirst: readSize / 2 - Math.floor(readPixels / 2),
    interpolator: lineInterpolator(phase.lines, size, places),
    scale: ((size / phaseSize) * readSize) / grid.readSize,
  };
}

/*
 * The inverse transform of a line is the forward one with real and imaginary parts changed over before and after, over its
 * length: changing them over costs nothing where values are copied anyhow, and the lengths go into one factor.
 */

/**
 * Image from lines of k-space. Lines that were not read are zero (partial Fourier and a reduced phase resolution are
 * zero-filled). Along read the transform's points are the pixels; along phase the band-limited image is evaluated at the pixels' centres.
 */
export class Reconstruction {
  private readonly readInput: Float64Array;
  private readonly readOutput: Float64Array;
  private readonly phaseInput: Float64Array;
  private readonly phaseOutput: Float64Array;
  private readonly interpolator: LineInterpolator;
  /** [pixel along read][line − first], complex, parts changed over. */
  private readonly lines: Float32Array;
  private readonly readSize: number;
  private readonly readOutFirst: number;
  private readonly scale: number;

  /**
   * @param first lowest line read
   * @param lineCount number of lines from there
   */
  constructor(
    private readonly grid: SliceGrid,
    private readonly first: number,
    private readonly lineCount: number,
  ) {
    const { readSize, readOutFirst, interpolator, scale } = reconstructionPlan(grid);
    const { size } = interpolator;
    this.readSize = readSize;
    this.readOutFirst = readOutFirst;
    this.readInput = new Float64Array(2 * readSize);
    this.readOutput = new Float64Array(2 * readSize);
    this.interpolator = interpolator;
    this.phaseInput = new Float64Array(2 * size);
    this.phaseOutput = new Float64Array(2 * size);
    this.lines = new Float32Array(2 * grid.readPixels * lineCount);
    this.scale = scale / readSize / size;
  }

  /** Takes line `first + index`: complex values along kx, ascending from the most negative. */
  addLine(index: number, values: Float64Array): void {
    const { readInput, readOutput, readSize, lineCount } = this;
    const points = readPoints(this.grid);
    for (let i = 0; i < points; i++) {
      const k = 2 * ((i - points / 2) & (readSize - 1));
      readInput[k] = values[2 * i + 1] ?? 0;
      readInput[k + 1] = values[2 * i] ?? 0;
    }
    fourier(readSize).forward(readInput, readOutput);
    const { readPixels } = this.grid;
    const start = this.readOutFirst;
    for (let r = 0; r < readPixels; r++) {
      const to = 2 * (r * lineCount + index);
      this.lines[to] = readOutput[2 * (start + r)] ?? 0;
      this.lines[to + 1] = readOutput[2 * (start + r) + 1] ?? 0;
    }
  }

  /** Complex image, [pixel along read][pixel along phase], interleaved. */
  image(into: Float32Array): void {
    const { grid, phaseInput, phaseOutput, lineCount, first, interpolator, scale } = this;
    const { size, correction } = interpolator;
    const half = grid.phase.lines / 2;
    for (let r = 0; r < grid.readPixels; r++) {
      phaseInput.fill(0);
      for (let i = 0; i < lineCount; i++) {
        const from = 2 * (r * lineCount + i);
        const to = 2 * ((first + i) & (size - 1));
        const weight = scale * (correction[first + i + half] ?? 0);
        phaseInput[to] = weight * (this.lines[from] ?? 0);
        phaseInput[to + 1] = weight * (this.lines[from + 1] ?? 0);
      }
      fourier(size).forward(phaseInput, phaseOutput);
      interpolateLine(interpolator, phaseOutput, into, 2 * r * grid.phasePixels);
    }
  }
}

/** Evaluates a line at the pixels and changes its parts over. */
function interpolateLine(
  { first, weights, width, size }: LineInterpolator,
  line: Float64Array,
  into: Float32Array,
  at: number,
): void {
  for (let p = 0; p < first.length; p++) {
    const start = first[p] ?? 0;
    let re = 0;
    let im = 0;
    for (let i = 0; i < width; i++) {
      const w = weights[p * width + i] ?? 0;
      const n = 2 * ((start + i) & (size - 1));
      re += w * (line[n] ?? 0);
      im += w * (line[n + 1] ?? 0);
    }
    into[at + 2 * p] = im;
    into[at + 2 * p + 1] = re;
  }
}
