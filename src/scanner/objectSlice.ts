import { addScaled, dot, scale, type Vec3 } from '../geometry';
import type { TissueSource } from '../patient';
import { ACQUISITION } from './acquisitionSettings';
import { receiveSensitivity, type Coil } from './coil';
import { textureFactors, type Channel } from './contrast';
import type { FieldEffects } from './fieldEffects';
import { accumulate, addPair, moveLine, spend } from './lineSums';
import { PlaneField } from './planeField';
import { ReadDistortion } from './readDistortion';
import type { SpentSlab } from './saturation';
import { gridOrigin, readFilter, type SliceGrid } from './sliceGrid';
import type { DepthSamples } from './sliceProfile';
import { textureTile, TEXTURE_LEVELS } from './textureTile';
import { TissueLines } from './tissueLines';

/** How the object's smooth weights are spaced, points of the grid. */
const FIELD_SPACING = 16;

/** Parts of the body that move apart, each with its share at a place; the shares of a place sum to 1. */
export interface Zones {
  readonly count: number;
  /** Share of a zone at a distance along `direction`, mm. */
  readonly share: (zone: number, distanceMm: number) => number;
  /** Where the last zone begins, and how far from there to zone 0: shares are linear in between. */
  readonly frontMm: number;
  readonly depthMm: number;
  readonly direction: Vec3;
}

export interface ObjectOptions {
  readonly source: TissueSource;
  readonly grid: SliceGrid;
  readonly channels: readonly Channel[];
  /**
   * Samples through the slice, by column in turn: what alternates from column to column lies beyond the frequencies along read
   * that are acquired, so that a pixel sees the mean of all sets.
   */
  readonly depths: readonly DepthSamples[];
  readonly coil: Coil;
  /** Distances along phase at which the object folds in, mm. */
  readonly foldsMm: readonly number[];
  readonly zones?: Zones;
  /** The inhomogeneous field, where the sequence minds it. */
  readonly field?: FieldEffects;
}

const NOWHERE = { low: 0, high: 0 };

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

/** Samples slices of a patient into channel images: slice profile, texture, saturation, sensitivity, fold-over. */
export class ObjectSampler {
  private readonly texture = textureFactors();
  private readonly jitter: readonly (readonly Vec3[])[];
  /** The column read last: [zone · channels + channel][point along phase]. */
  readonly lines: readonly Float64Array[];
  private readonly sums: readonly Float64Array[];
  private readonly sensitivity: Float64Array;
  private readonly water: Float64Array;
  private readonly fat: Float64Array;
  private readonly shares: readonly Float64Array[];
  /** First point of the column at which a zone has a share, and the one after the last. */
  private readonly reach: { low: number; high: number }[];
  private readonly offset: Float64Array;
  private readonly code: Uint16Array;
  private readonly density: Float32Array;
  private readonly distortion: ReadDistortion | undefined;
  private readonly zoneCount: number;

  constructor(readonly options: ObjectOptions) {
    const { grid, channels, depths, zones } = options;
    this.jitter = depths.map(({ water }, set) =>
      spread(water, set).map(([u, v]) => addScaled(scale(grid.readDirection, u), grid.phase.direction, v)),
    );
    this.zoneCount = zones?.count ?? 1;
    const arrays = channels.length * this.zoneCount;
    const line = (): Float64Array => new Float64Array(grid.phaseSize);
    this.lines = Array.from({ length: arrays }, line);
    this.sums = this.lines.map(line);
    this.sensitivity = line();
    this.water = line();
    this.fat = line();
    this.offset = line();
    this.code = new Uint16Array(grid.phaseSize);
    this.density = new Float32Array(grid.phaseSize);
    this.distortion = options.field?.distorts ? new ReadDistortion(grid, arrays) : undefined;
    this.shares = Array.from({ length: this.zoneCount }, line);
    this.reach = this.shares.map(() => ({ low: 0, high: grid.phaseSize }));
  }

  /**
   * Sets a slice up; the function returned reads one column (line along phase) of it into `lines` and says whether it holds
   * anything.
   */
  slice(slice: number, slabs: readonly SpentSlab[]): (column: number) => boolean {
    const { layers, folds } = this.prepare(slice, slabs);
    const columnOf = (column: number, fold: Fold): boolean => {
      const set = layers[column % layers.length];
      return set !== undefined && this.addColumn(column, fold, set);
    };
    const { distortion } = this;
    if (distortion) {
      this.distort(distortion, folds, columnOf);
      return (column) => distortion.read(column, this.lines);
    }
    return (column) => {
      for (const line of this.lines) line.fill(0);
      let used = false;
      for (const fold of folds) used = columnOf(column, fold) || used;
      return used;
    };
  }

  /** Works a whole slice out and moves its signal along read. */
  private distort(
    distortion: ReadDistortion,
    folds: readonly Fold[],
    columnOf: (column: number, fold: Fold) => boolean,
  ): void {
    const { grid, field } = this.options;
    const columnsPerHz = field?.columnsPerHz ?? 0;
    const [before, after] = [new Float64Array(grid.phaseSize), new Float64Array(grid.phaseSize)];
    distortion.clear();
    for (let column = 0; column < grid.columnCount; column++) {
      for (const fold of folds) {
        for (const line of this.lines) line.fill(0);
        if (!columnOf(column, fold)) continue;
        fold.offset?.line(Math.max(0, column - 0.5), 0, grid.phaseSize, before);
        fold.offset?.line(column + 0.5, 0, grid.phaseSize, after);
        for (let n = 0; n < grid.phaseSize; n++) {
          before[n] = (before[n] ?? 0) * columnsPerHz;
          after[n] = (after[n] ?? 0) * columnsPerHz;
        }
        distortion.add(column, this.lines, before, after);
      }
    }
  }

  /** What a slice's columns are read with. */
  prepare(slice: number, slabs: readonly SpentSlab[]): PreparedSlice {
    const { source, grid, depths, foldsMm } = this.options;
    const origin = gridOrigin(grid, slice);
    const alongLine = scale(grid.phase.direction, grid.phaseStepMm);
    const betweenLines = scale(grid.readDirection, grid.readStepMm);
    const { field } = this.options;
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

  private addColumn(column: number, fold: Fold, layers: Layers): boolean {
    const { grid } = this.options;
    const { tissue } = layers;
    tissue.read(column, fold.fold);
    const { low, high } = tissue;
    if (high <= low) return false;
    const filter = readFilter(grid, grid.readStartMm + (grid.firstColumn + column) * grid.readStepMm);
    fold.sensitivity.line(column, low, high, this.sensitivity);
    if (this.isEven(column, fold, layers)) this.addEven(layers, filter);
    else this.addUneven(column, fold, layers, filter);
    return true;
  }

  /** Whether all of a column is seen alike: nothing but its tables by code and its density makes the signal. */
  private isEven(column: number, { slabs, offset }: Fold, { tissue, placesMm }: Layers): boolean {
    if (this.options.zones || offset) return false;
    return placesMm.every(
      (mm, d) => !slabs.some((slab) => isNear(slab, column, mm, tissue.from[d] ?? 0, tissue.to[d] ?? 0)),
    );
  }

  private addEven({ tissue, pairs }: Layers, filter: number): void {
    const { lines, sensitivity, texture } = this;
    const { low, high } = tissue;
    pairs.forEach((table, pair) => {
      const a = lines[2 * pair];
      if (a) addPair(tissue, table, texture.length, sensitivity, filter, low, high, a, lines[2 * pair + 1]);
    });
  }

  private addUneven(column: number, fold: Fold, layers: Layers, filter: number): void {
    const { grid, channels, zones } = this.options;
    const { tissue, tables, placesMm } = layers;
    fold.offset?.line(column, 0, grid.phaseSize, this.offset);
    placesMm.forEach((depthMm, d) => {
      const from = tissue.from[d] ?? 0;
      const to = tissue.to[d] ?? 0;
      const signal = tables[d];
      if (to <= from || !signal) return;
      const densities = this.gather(tissue, d, from, to);
      const factors = this.factors(fold, densities, column, depthMm, from, to);
      if (zones) this.fillShares(zones, fold.start, column, depthMm, from, to);
      channels.forEach(({ species }, c) => {
        const table = signal[c];
        if (!table) return;
        for (let zone = 0; zone < this.zoneCount; zone++) {
          const sum = this.sums[zone * channels.length + c];
          const share = zones ? this.shares[zone] : undefined;
          // Most of the body lies in one zone: where another has no share, there is nothing to add.
          const { low, high } = zones ? (this.reach[zone] ?? NOWHERE) : { low: from, high: to };
          if (sum) accumulate(this.code, table, low, high, sum, factors?.[species], share);
        }
      });
    });
    this.sums.forEach((sum, i) => {
      const line = this.lines[i];
      if (line) moveLine(sum, this.sensitivity, filter, tissue.low, tissue.high, line);
    });
  }

  /** Takes one depth's codes out; and its densities, where there are any. */
  private gather(tissue: TissueLines, depth: number, from: number, to: number): Float32Array | undefined {
    const { code, density } = this;
    const { depths } = tissue;
    for (let n = from; n < to; n++) code[n] = tissue.code[n * depths + depth] ?? 0;
    const { density: all } = tissue;
    if (!all) return undefined;
    for (let n = from; n < to; n++) density[n] = all[n * depths + depth] ?? 1;
    return density;
  }

  /** Factors on water and fat along the depth gathered last; undefined where nothing is lost. */
  private factors(
    { slabs, offset }: Fold,
    densities: Float32Array | undefined,
    column: number,
    depthMm: number,
    from: number,
    to: number,
  ): { water: Float64Array; fat: Float64Array } | undefined {
    const { water, fat, code } = this;
    const near = slabs.filter((slab) => isNear(slab, column, depthMm, from, to));
    if (near.length === 0 && !densities && !offset) return undefined;
    for (let n = from; n < to; n++) {
      const density = densities ? (densities[n] ?? 1) : 1;
      water[n] = density;
      fat[n] = density;
    }
    for (const { slab, at, perPoint, perLine, perDepth } of near) {
      const start = at + column * perLine + depthMm * perDepth;
      spend(code, water, slab, slab.losses.water, start, perPoint, from, to);
      spend(code, fat, slab, slab.losses.fat, start - slab.fatShiftMm, perPoint, from, to);
    }
    const { field } = this.options;
    if (field && offset) {
      field.select(code, this.offset, water, fat, from, to);
      if (field.distorts) field.excite(this.offset, depthMm, water, fat, from, to);
    }
    return { water, fat };
  }

  private fillShares(
    zones: Zones,
    origin: Vec3,
    column: number,
    depthMm: number,
    from: number,
    to: number,
  ): void {
    const { grid } = this.options;
    const start =
      dot(origin, zones.direction) +
      column * grid.readStepMm * dot(grid.readDirection, zones.direction) +
      depthMm * dot(grid.normal, zones.direction);
    const step = grid.phaseStepMm * dot(grid.phase.direction, zones.direction);
    this.shares.forEach((share, zone) => {
      const reach = this.reach[zone];
      if (!reach) return;
      [reach.low, reach.high] = [to, from];
      if (step === 0) {
        const value = zones.share(zone, start);
        share.fill(value, from, to);
        if (value !== 0) [reach.low, reach.high] = [from, to];
        return;
      }
      for (let n = from; n < to; n++) {
        const value = zones.share(zone, start + n * step);
        share[n] = value;
        if (value === 0) continue;
        if (reach.low === to) reach.low = n;
        reach.high = n + 1;
      }
    });
  }
}

/** Whether a slab takes anything of points [from, to) of a column at a depth. */
function isNear(
  { slab, at, perPoint, perLine, perDepth }: PlacedSlab,
  column: number,
  depthMm: number,
  from: number,
  to: number,
): boolean {
  if (to <= from) return false;
  const a = at + column * perLine + depthMm * perDepth + from * perPoint;
  const b = a + (to - from) * perPoint;
  const reach = slab.reachMm + Math.abs(slab.fatShiftMm);
  return Math.min(a, b) < reach && Math.max(a, b) > -reach;
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
