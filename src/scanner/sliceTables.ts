import { dot } from '../geometry';
import type { TissueSource } from '../patient';
import type { ObjectOptions } from './objectOptions';
import type { PlacedSlab, PreparedSlice } from './preparedSlice';
import { readFilter } from './sliceGrid';
import { textureTile } from './textureTile';
import type { MapPlace } from './tissueLines';

/*
 * What ObjectSampler reads a slice with, as plain numbers, so that another machine (the GPU) can read the same slice.
 */

/** A patient's maps, one byte a voxel, and the texture tile. */
export interface TissueBytes {
  readonly maps: readonly { readonly tissues: Uint8Array; readonly density?: Uint8Array }[];
  readonly tile: Uint8Array;
}

export const tissueBytes = ({ tissueMaps, seed }: TissueSource): TissueBytes => ({
  maps: tissueMaps.map(({ tissues, density }) => ({
    tissues: tissues.data,
    ...(density ? { density: density.data } : {}),
  })),
  tile: textureTile(seed),
});

/** Steps of a slab's table from −reach to +reach. */
export const AMOUNT_STEPS = 1024;

/** A slab that crosses the slice. Distances from its middle in mm: start + point · perPoint + column · perColumn. */
export interface SlabTable {
  readonly reachMm: number;
  readonly fatShiftMm: number;
  readonly perPoint: number;
  readonly perColumn: number;
  /** By tissue index. */
  readonly losses: { readonly water: Float64Array; readonly fat: Float64Array };
  /** [set][fold][depth] */
  readonly starts: Float64Array;
  /** Share of the losses taken, `AMOUNT_STEPS` + 1 values. */
  readonly amounts: Float64Array;
}

/** Zones of motion; distances along their direction as in `SlabTable`. */
export interface ZoneTable {
  readonly count: number;
  readonly frontMm: number;
  readonly depthMm: number;
  readonly perPoint: number;
  readonly perColumn: number;
  readonly starts: Float64Array;
}

/** A slice's samples. Points run along phase, columns along read; the depths of a set are read in columns set, set + sets, …. */
export interface SliceTables {
  readonly points: number;
  readonly columns: number;
  readonly depths: number;
  readonly sets: number;
  readonly folds: number;
  readonly maps: readonly MapPlace[];
  /** Stretches of line (column · folds + fold) · depths + depth: from this one to before the next line's. */
  readonly firstStretch: Int32Array;
  /** Six numbers each, see `TissueLines.stretches`. */
  readonly stretches: Int32Array;
  /** [set][depth][channel][code], code = tissue · 16 + texture. */
  readonly signal: Float32Array;
  readonly codes: number;
  /** By channel. */
  readonly isFat: readonly boolean[];
  /** Receiver's filter by column. */
  readonly filters: readonly number[];
  /** Lattice of the receive sensitivity, [row (column of the grid)][column (point)], one a fold. */
  readonly sensitivity: {
    readonly every: number;
    readonly columns: number;
    readonly rows: number;
    readonly fields: readonly Float64Array[];
  };
  readonly slabs: readonly SlabTable[];
  readonly zones?: ZoneTable;
}

/** start of every [set][fold][depth] */
function startsOf(
  { layers, folds }: PreparedSlice,
  depths: number,
  start: (fold: number, depthMm: number) => number,
): Float64Array {
  const starts = new Float64Array(layers.length * folds.length * depths);
  layers.forEach(({ placesMm }, set) => {
    folds.forEach((_, fold) => {
      placesMm.forEach((mm, d) => {
        starts[(set * folds.length + fold) * depths + d] = start(fold, mm);
      });
    });
  });
  return starts;
}

function slabTable(prepared: PreparedSlice, depths: number, index: number, placed: PlacedSlab): SlabTable {
  const { slab, perPoint, perLine, perDepth } = placed;
  return {
    reachMm: slab.reachMm,
    fatShiftMm: slab.fatShiftMm,
    perPoint,
    perColumn: perLine,
    losses: slab.losses,
    starts: startsOf(
      prepared,
      depths,
      (fold, mm) => (prepared.folds[fold]?.slabs[index]?.at ?? 0) + mm * perDepth,
    ),
    amounts: Float64Array.from({ length: AMOUNT_STEPS + 1 }, (_, i) =>
      slab.amount(((2 * i) / AMOUNT_STEPS - 1) * slab.reachMm),
    ),
  };
}

function zoneTable(
  { grid, zones }: ObjectOptions,
  prepared: PreparedSlice,
  depths: number,
): { readonly zones?: ZoneTable } {
  if (!zones) return {};
  const { direction, count, frontMm, depthMm } = zones;
  return {
    zones: {
      ...{ count, frontMm, depthMm },
      perPoint: grid.phaseStepMm * dot(grid.phase.direction, direction),
      perColumn: grid.readStepMm * dot(grid.readDirection, direction),
      starts: startsOf(prepared, depths, (fold, mm) => {
        const start = prepared.folds[fold]?.start ?? [0, 0, 0];
        return dot(start, direction) + mm * dot(grid.normal, direction);
      }),
    },
  };
}

function stretchesOf(
  { layers, folds }: PreparedSlice,
  columns: number,
  depths: number,
): Pick<SliceTables, 'firstStretch' | 'stretches'> {
  const firstStretch = new Int32Array(columns * folds.length * depths + 1);
  const stretches: number[] = [];
  let line = 0;
  for (let column = 0; column < columns; column++) {
    const layer = layers[column % layers.length];
    for (let fold = 0; fold < folds.length; fold++) {
      const byDepth = layer?.tissue.stretches(column, fold) ?? [];
      for (let depth = 0; depth < depths; depth++) {
        for (const value of byDepth[depth] ?? []) stretches.push(value);
        firstStretch[++line] = stretches.length / 6;
      }
    }
  }
  return { firstStretch, stretches: Int32Array.from(stretches) };
}

function signalOf({ layers }: PreparedSlice, depths: number, channels: number, codes: number): Float32Array {
  const signal = new Float32Array(layers.length * depths * channels * codes);
  layers.forEach(({ tables }, set) => {
    tables.forEach((byChannel, depth) => {
      byChannel.forEach((table, channel) => {
        if (table) signal.set(table, ((set * depths + depth) * channels + channel) * codes);
      });
    });
  });
  return signal;
}

export function sliceTables(options: ObjectOptions, prepared: PreparedSlice): SliceTables {
  const { grid, channels } = options;
  const { layers, folds } = prepared;
  const depths = Math.max(...layers.map(({ placesMm }) => placesMm.length));
  const codes = layers[0]?.tables.flat().find((table) => table)?.length ?? 0;
  const field = folds[0]?.sensitivity;
  return {
    points: grid.phaseSize,
    columns: grid.columnCount,
    ...{ depths, sets: layers.length, folds: folds.length },
    maps: layers[0]?.tissue.mapPlaces() ?? [],
    ...stretchesOf(prepared, grid.columnCount, depths),
    signal: signalOf(prepared, depths, channels.length, codes),
    codes,
    isFat: channels.map(({ species }) => species === 'fat'),
    filters: Array.from({ length: grid.columnCount }, (_, column) =>
      readFilter(grid, grid.readStartMm + (grid.firstColumn + column) * grid.readStepMm),
    ),
    sensitivity: {
      every: field?.every ?? 1,
      columns: field?.columns ?? 0,
      rows: field?.rows ?? 0,
      fields: folds.map(({ sensitivity }) => sensitivity.values),
    },
    slabs: (folds[0]?.slabs ?? []).map((placed, i) => slabTable(prepared, depths, i, placed)),
    ...zoneTable(options, prepared, depths),
  };
}
