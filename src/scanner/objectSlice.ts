import { dot, type Vec3 } from '../geometry';
import { accumulate, addPair, moveLine, spend } from './lineSums';
import type { ObjectOptions, Zones } from './objectOptions';
import { SlicePreparer, type Fold, type Layers, type PlacedSlab, type PreparedSlice } from './preparedSlice';
import { ReadDistortion } from './readDistortion';
import type { SpentSlab } from './saturation';
import { readFilter } from './sliceGrid';
import type { TissueLines } from './tissueLines';

/** A factor on the signal of water and fat along a line. */
interface SpeciesLines {
  readonly water: Float64Array;
  readonly fat: Float64Array;
}

const NOWHERE = { low: 0, high: 0 };

/** Samples slices of a patient into channel images: slice profile, texture, saturation, sensitivity, fold-over. */
export class ObjectSampler {
  private readonly preparer: SlicePreparer;
  /** The column read last: [zone · channels + channel][point along phase]. */
  readonly lines: readonly Float64Array[];
  private readonly sums: readonly Float64Array[];
  /** Sums that something was added to since they were moved to their lines. */
  private readonly summed: Uint8Array;
  private readonly sensitivity: Float64Array;
  private readonly water: Float64Array;
  private readonly fat: Float64Array;
  private readonly weighted: SpeciesLines;
  private readonly shares: readonly Float64Array[];
  /** First point of the column at which a zone has a share, and the one after the last. */
  private readonly reach: { low: number; high: number }[];
  private readonly offset: Float64Array;
  private readonly code: Uint16Array;
  private readonly density: Float32Array;
  private readonly distortion: ReadDistortion | undefined;
  private readonly zoneCount: number;

  constructor(readonly options: ObjectOptions) {
    const { grid, channels, zones } = options;
    this.preparer = new SlicePreparer(options);
    this.zoneCount = zones?.count ?? 1;
    const arrays = channels.length * this.zoneCount;
    const line = (): Float64Array => new Float64Array(grid.phaseSize);
    this.lines = Array.from({ length: arrays }, line);
    this.sums = this.lines.map(line);
    this.summed = new Uint8Array(arrays);
    this.sensitivity = line();
    this.water = line();
    this.fat = line();
    this.weighted = { water: line(), fat: line() };
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

  /** What a slice's columns are read with. */
  prepare(slice: number, slabs: readonly SpentSlab[]): PreparedSlice {
    return this.preparer.prepare(slice, slabs);
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
    const { lines, sensitivity } = this;
    const { codes } = this.preparer;
    const { low, high } = tissue;
    pairs.forEach((table, pair) => {
      const a = lines[2 * pair];
      if (a) addPair(tissue, table, codes, sensitivity, filter, low, high, a, lines[2 * pair + 1]);
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
      for (let zone = 0; zone < this.zoneCount; zone++) {
        // Most of the body lies in one zone: where another has no share, there is nothing to add.
        const { low, high } = zones ? (this.reach[zone] ?? NOWHERE) : { low: from, high: to };
        if (high <= low) continue;
        const share = zones && this.shares[zone];
        const weights = share ? this.weigh(factors, share, low, high) : factors;
        channels.forEach(({ species }, c) => {
          const table = signal[c];
          const i = zone * channels.length + c;
          const sum = this.sums[i];
          if (!table || !sum) return;
          accumulate(this.code, table, low, high, sum, weights?.[species]);
          this.summed[i] = 1;
        });
      }
    });
    this.sums.forEach((sum, i) => {
      const line = this.lines[i];
      if (!line || this.summed[i] === 0) return;
      moveLine(sum, this.sensitivity, filter, tissue.low, tissue.high, line);
      this.summed[i] = 0;
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
  ): SpeciesLines | undefined {
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

  /** A zone's shares times the factors. */
  private weigh(
    factors: SpeciesLines | undefined,
    share: Float64Array,
    low: number,
    high: number,
  ): SpeciesLines {
    if (!factors) return { water: share, fat: share };
    const { water, fat } = this.weighted;
    for (let n = low; n < high; n++) {
      water[n] = (factors.water[n] ?? 0) * (share[n] ?? 0);
      fat[n] = (factors.fat[n] ?? 0) * (share[n] ?? 0);
    }
    return this.weighted;
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
    for (const reach of this.reach) [reach.low, reach.high] = [to, from];
    if (step === 0) {
      const place = zones.placeOf(start);
      for (const zone of [Math.floor(place), Math.floor(place) + 1]) this.share(zone, place, from, to);
      return;
    }
    for (let n = from; n < to; n++) {
      const place = zones.placeOf(start + n * step);
      const zone = Math.floor(place);
      this.share(zone, place, n, n + 1);
      this.share(zone + 1, place, n, n + 1);
    }
  }

  /** Gives a zone its share of points [from, to), which lie at one place among the zones. */
  private share(zone: number, place: number, from: number, to: number): void {
    const value = 1 - Math.abs(place - zone);
    const share = this.shares[zone];
    const reach = this.reach[zone];
    if (!share || !reach || value <= 0) return;
    for (let n = from; n < to; n++) share[n] = value;
    reach.low = Math.min(reach.low, from);
    reach.high = Math.max(reach.high, to);
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
