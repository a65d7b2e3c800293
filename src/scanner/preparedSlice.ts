import { addScaled, dot, scale, type Vec3 } from '../geometry';
import { ACQUISITION } from './acquisitionSettings';
import { receiveSensitivity } from './coil';
import { textureFactors } from './contrast';
import type { ObjectOptions } from './objectOptions';
import { PlaneField } from './planeField';
import type { SpentSlab } from './saturation';
import { gridOrigin } from './sliceGrid';
import type { DepthSamples } from './sliceProfile';
import { textureTile, TEXTURE_LEVELS } from './textureTile';
import { TissueLines } from './tissueLines';

/** How the object's smooth weights are spaced, points of the grid. */
const FIELD_SPACING = 16;

/** A slice about to be read. */
export interface PreparedSlice {
  /** Sets of samples, by column in turn. */
  readonly layers: readonly Layers[];
  readonly folds: readonly Fold[];
}

/** One set of samples through a slice: what they read, and the signal of what is read by depth and channel. */
export interface Layers {
  readonly tissue: TissueLines;
  readonly tables: readonly (readonly (Float64Array | undefined)[])[];
  /** The same by pairs of channels. */
  readonly pairs: readonly Float64Array[];
  readonly placesMm: readonly number[];
}

/** The object as seen at one of the distances at which it folds in. */
export interface Fold {
  readonly fold: number;
  readonly start: Vec3;
  readonly sensitivity: PlaneField;
  /** Off-resonance, Hz. */
  readonly offset: PlaneField | undefined;
  readonly slabs: readonly PlacedSlab[];
}

export interface PlacedSlab {
  readonly slab: SpentSlab;
  /** Signed distance of the grid's first point, and its growth by point, line and mm of depth. */
  readonly at: number;
  readonly perPoint: number;
  readonly perLine: number;
  readonly perDepth: number;
}

/** Quasi-random places in the unit square (M. Roberts, R2 sequence: powers of the inverse of 1.3247…). */
const QUASI = [0.7548776662466927, 0.5698402909980532] as const;

/** In-plane displacements of the samples of set `set`, as shares of a voxel, with weighted mean 0. */
function spread(weights: readonly number[], set: number): readonly (readonly [number, number])[] {
  const axes = QUASI.map((q) => {
    const raw = weights.map((_, d) => (0.5 + (set * weights.length + d + 1) * q) % 1);
    const mean = raw.reduce((sum, value, d) => sum + (weights[d] ?? 0) * value, 0);
    return raw.map((value) => ACQUISITION.depths.jitterVoxels * (value - mean));
  });
  return weights.map((_, d) => [axes[0]?.[d] ?? 0, axes[1]?.[d] ?? 0]);
}

/** Makes slices ready to be read: what of them is the same for every column. */
export class SlicePreparer {
  private readonly texture = textureFactors();
  private readonly jitter: readonly (readonly Vec3[])[];

  constructor(private readonly options: ObjectOptions) {
    const { depths, grid } = options;
    this.jitter = depths.map(({ water }, set) =>
      spread(water, set).map(([u, v]) => addScaled(scale(grid.readDirection, u), grid.phase.direction, v)),
    );
  }

  /** How many codes a depth's table has. */
  get codes(): number {
    return this.texture.length;
  }

  /** What a slice's columns are read with. */
  prepare(slice: number, slabs: readonly SpentSlab[]): PreparedSlice {
    const { source, grid, depths, foldsMm, field } = this.options;
    const origin = gridOrigin(grid, slice);
    const alongLine = scale(grid.phase.direction, grid.phaseStepMm);
    const betweenLines = scale(grid.readDirection, grid.readStepMm);
    const sides = [
      [grid.normal, grid.group.sliceThickness],
      [grid.readDirection, grid.readPixelMm],
      [grid.phase.direction, grid.phase.fovMm / grid.phase.matrix],
    ] as const;
    const isParallel = (slab: SpentSlab): boolean => Math.abs(dot(slab.normal, grid.normal)) > 1 - 1e-9;
    const parallel = slabs.filter(isParallel);
    const layers = depths.map((samples, set): Layers => {
      const lines = {
        origin,
        alongLine,
        betweenLines,
        depths: samples.placesMm.map((mm) => scale(grid.normal, mm)),
        jitter: this.jitter[set] ?? [],
        folds: foldsMm.map((mm) => mm / grid.phaseStepMm),
      };
      const tissue = new TissueLines(source, textureTile(source.seed), lines, grid.phaseSize);
      const tables = this.depthTables(samples, origin, parallel);
      return { tissue, tables, pairs: pairTables(tables, this.texture.length), placesMm: samples.placesMm };
    });
    const crossing = slabs.filter((slab) => !isParallel(slab));
    const folds = foldsMm.map((mm, fold): Fold => {
      const start = addScaled(origin, grid.phase.direction, mm);
      const { columnCount, phaseSize } = grid;
      const plane = (valueAt: (p: Vec3) => number): PlaneField =>
        new PlaneField(start, alongLine, betweenLines, columnCount, phaseSize, FIELD_SPACING, valueAt);
      return {
        fold,
        start,
        sensitivity: plane(
          (p) => receiveSensitivity(this.options.coil, p) * (field?.dephasing(p, sides) ?? 1),
        ),
        offset: field && (field.isSelective || field.distorts) ? plane((p) => field.offsetHz(p)) : undefined,
        slabs: crossing.map((slab) => ({
          slab,
          at: dot(start, slab.normal) - slab.offsetMm,
          perPoint: dot(alongLine, slab.normal),
          perLine: dot(betweenLines, slab.normal),
          perDepth: dot(grid.normal, slab.normal),
        })),
      };
    });
    return { layers, folds };
  }

  /** Signal by code for every depth and channel: coefficient × texture × weight of the depth × what parallel slabs leave. */
  private depthTables(
    depths: DepthSamples,
    origin: Vec3,
    slabs: readonly SpentSlab[],
  ): readonly (readonly (Float64Array | undefined)[])[] {
    const { channels, grid } = this.options;
    return depths.placesMm.map((mm, d) =>
      channels.map(({ coefficients, species }) => {
        const weight = depths[species][d] ?? 0;
        if (weight === 0) return undefined;
        const spent = slabs.map(({ normal, offsetMm, amount, fatShiftMm, losses }) => {
          const distance = dot(addScaled(origin, grid.normal, mm), normal) - offsetMm;
          return {
            amount: amount(species === 'fat' ? distance - fatShiftMm : distance),
            loss: losses[species],
          };
        });
        const table = new Float64Array(this.texture.length);
        coefficients.forEach((value, tissue) => {
          let left = weight * value;
          for (const { amount, loss } of spent) left *= 1 - amount * (loss[tissue] ?? 0);
          for (let n = tissue * TEXTURE_LEVELS; n < (tissue + 1) * TEXTURE_LEVELS; n++)
            table[n] = left * (this.texture[n] ?? 0);
        });
        return table;
      }),
    );
  }
}

/** Tables of two channels each, [depth][code][channel of the pair]; 0 where a channel sees nothing. */
function pairTables(
  tables: readonly (readonly (Float64Array | undefined)[])[],
  codes: number,
): Float64Array[] {
  const channels = tables[0]?.length ?? 0;
  return Array.from({ length: Math.ceil(channels / 2) }, (_, pair) => {
    const table = new Float64Array(2 * codes * tables.length);
    tables.forEach((byChannel, depth) => {
      for (let i = 0; i < 2; i++) {
        const from = byChannel[2 * pair + i];
        if (from) for (let n = 0; n < codes; n++) table[2 * (depth * codes + n) + i] = from[n] ?? 0;
      }
    });
    return table;
  });
}
