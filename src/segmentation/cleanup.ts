import { affineSpacing } from '../geometry';
import { LABEL, type LabelVolume } from '../volume';
import rules from './cleanup.json';
import { connectedComponents, type Components } from './components';

const SMALLEST_MM3 = new Map<number, number>(
  (Object.keys(rules.smallestPieceMm3) as (keyof typeof rules.smallestPieceMm3)[]).map((name) => [
    LABEL[name],
    rules.smallestPieceMm3[name],
  ]),
);

/**
 * Removes specks and everything away from the spine, in place, class by class. A piece smaller than its class's limit
 * takes the label it touches most (a speck inside a vertebra becomes vertebra, not a hole); what is not within reach
 * of the largest group of pieces becomes background.
 */
export function cleanUp(labels: LabelVolume): void {
  const pieces = connectedComponents(labels.data, labels.dims);
  const spacing = affineSpacing(labels.voxelToPatient);
  const voxelMm3 = spacing[0] * spacing[1] * spacing[2];
  const large = Array.from(
    pieces.size,
    (size, i) => size * voxelMm3 >= (SMALLEST_MM3.get(pieces.label[i] ?? 0) ?? 0),
  );
  const near = spineGroup(labels, pieces, large);
  pieces.runStart.forEach((start, run) => {
    const piece = pieces.runComponent[run] ?? 0;
    if (large[piece] && !near[piece]) labels.data.fill(0, start, start + (pieces.runLength[run] ?? 0));
  });
  relabelSpecks(labels, pieces, large);
}

/**
 * Which pieces belong to the spine: pieces that share or neighbour a coarse cell are one group; the group with the most
 * voxels is the spine. Vertebrae, discs and canal lie against each other; bowel and vessels do not.
 */
function spineGroup(labels: LabelVolume, pieces: Components, large: boolean[]): boolean[] {
  const [columns, rows, slices] = labels.dims;
  const spacing = affineSpacing(labels.voxelToPatient);
  const cellOf = spacing.map((mm) => Math.max(1, Math.round(rules.spineCellMm / mm)));
  const [sx, sy, sz] = [cellOf[0] ?? 1, cellOf[1] ?? 1, cellOf[2] ?? 1];
  const nx = Math.ceil(columns / sx);
  const ny = Math.ceil(rows / sy);
  const nz = Math.ceil(slices / sz);
  const occupied = new Uint8Array(nx * ny * nz);
  const cellsOfRun = (run: number): [first: number, last: number] => {
    const start = pieces.runStart[run] ?? 0;
    const line = Math.floor(start / columns);
    const base = (Math.floor(Math.floor(line / rows) / sz) * ny + Math.floor((line % rows) / sy)) * nx;
    const i = start - line * columns;
    return [base + Math.floor(i / sx), base + Math.floor((i + (pieces.runLength[run] ?? 1) - 1) / sx)];
  };
  pieces.runStart.forEach((_, run) => {
    if (!large[pieces.runComponent[run] ?? 0]) return;
    const [first, last] = cellsOfRun(run);
    occupied.fill(1, first, last + 1);
  });
  const groups = connectedComponents(dilate(occupied, nx, ny, nz), [nx, ny, nz]);
  const groupOfCell = new Int32Array(occupied.length).fill(-1);
  groups.runStart.forEach((start, run) =>
    groupOfCell.fill(groups.runComponent[run] ?? 0, start, start + (groups.runLength[run] ?? 0)),
  );
  const groupOfPiece = new Int32Array(pieces.count).fill(-1);
  pieces.runStart.forEach((_, run) => {
    groupOfPiece[pieces.runComponent[run] ?? 0] = groupOfCell[cellsOfRun(run)[0]] ?? -1;
  });
  const voxels = new Float64Array(groups.count);
  for (let piece = 0; piece < pieces.count; piece++) {
    const group = groupOfPiece[piece] ?? -1;
    if (large[piece] && group >= 0) voxels[group] = (voxels[group] ?? 0) + (pieces.size[piece] ?? 0);
  }
  const spine = voxels.indexOf(Math.max(...voxels, 0));
  return Array.from(groupOfPiece, (group) => group === spine);
}

/** Grows by one cell towards increasing indices: cells that touch, also over an edge or corner, become face neighbours. */
function dilate(mask: Uint8Array, nx: number, ny: number, nz: number): Uint8Array {
  const out = new Uint8Array(mask.length);
  for (let k = 0, n = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      for (let i = 0; i < nx; i++, n++) {
        if (!mask[n]) continue;
        for (let dk = 0; dk < 2 && k + dk < nz; dk++)
          for (let dj = 0; dj < 2 && j + dj < ny; dj++)
            for (let di = 0; di < 2 && i + di < nx; di++) out[n + (dk * ny + dj) * nx + di] = 1;
      }
    }
  }
  return out;
}

/** Gives every voxel of a speck the most frequent label among the faces where the speck touches something else. */
function relabelSpecks(labels: LabelVolume, pieces: Components, large: boolean[]): void {
  const { data, dims } = labels;
  const [columns, rows] = dims;
  const neighbours = [-1, 1, -columns, columns, -columns * rows, columns * rows];
  const votes = new Map<number, Uint32Array>();
  pieces.runStart.forEach((start, run) => {
    const piece = pieces.runComponent[run] ?? 0;
    if (large[piece]) return;
    const tally = votes.get(piece) ?? new Uint32Array(256);
    votes.set(piece, tally);
    for (let n = start; n < start + (pieces.runLength[run] ?? 0); n++) {
      for (const step of neighbours) {
        const value = data[n + step] ?? 0;
        if (value !== pieces.label[piece]) tally[value] = (tally[value] ?? 0) + 1;
      }
    }
  });
  pieces.runStart.forEach((start, run) => {
    const tally = votes.get(pieces.runComponent[run] ?? 0);
    if (tally) data.fill(tally.indexOf(Math.max(...tally)), start, start + (pieces.runLength[run] ?? 0));
  });
}
