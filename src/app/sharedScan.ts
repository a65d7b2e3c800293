import type { SliceGroup } from '../geometry';
import type { SaturationBand } from '../planning';
import {
  acquireAsync,
  type BulkMotion,
  type Physiology,
  type ScanPatient,
  type Sequence,
  type Series,
} from '../scanner';

/*
 * Series that two workers make together. The room's own goes through the slices from the first on, a helper from the last
 * back; the room makes whatever the helper has not sent by then and waits for nothing: a helper that is slow, late or dead
 * changes the time a scan takes and not its images.
 */

export interface ScanRequest {
  readonly group: SliceGroup;
  readonly sequence: Sequence;
  readonly seed: number;
  readonly saturationBands: readonly SaturationBand[];
  readonly companions: readonly SliceGroup[];
  /** Breathing and pulsation of a virtual patient. */
  readonly physiology?: Physiology;
  /** Where a virtual patient moves to and when. */
  readonly motion?: readonly BulkMotion[];
}

/** A slice of one of the requests: index along the normal, rows × columns. */
export type OnSharedSlice = (request: number, index: number, pixels: Uint16Array) => void;

export interface ScanHelper {
  /** Starts to make slices from the last of the last request on. */
  start(requests: readonly ScanRequest[], onSlice: OnSharedSlice): void;
  stop(): void;
}

/**
 * Acquires requests one after the other. `onSlice` gets every slice once, in the order in which they are ready. Errors are those
 * of `acquireAsync`.
 */
export async function acquireShared(
  patient: ScanPatient,
  requests: readonly ScanRequest[],
  helper: ScanHelper | undefined,
  signal: AbortSignal,
  onSlice: OnSharedSlice,
): Promise<Series[]> {
  const own = requests.map(() => new Set<number>());
  const sent = requests.map(() => new Map<number, Uint16Array>());
  helper?.start(requests, (request, index, pixels) => {
    if (signal.aborted || own[request]?.has(index) || sent[request]?.has(index)) return;
    sent[request]?.set(index, pixels);
    onSlice(request, index, pixels);
  });
  try {
    const all: Series[] = [];
    for (const [n, { group, sequence, seed, ...options }] of requests.entries()) {
      const theirs = sent[n] ?? new Map<number, Uint16Array>();
      const series = await acquireAsync(patient, group, sequence, seed, {
        ...options,
        signal,
        sliceOrder: without(theirs, group.sliceCount),
        onSlice: ({ index, pixels }) => {
          own[n]?.add(index);
          onSlice(n, index, pixels);
        },
      });
      const { data } = series.volume;
      for (const [index, pixels] of theirs) data.set(pixels, index * pixels.length);
      all.push(series);
    }
    return all;
  } finally {
    helper?.stop();
  }
}

/** Ascending indices that are not there when their turn comes. */
function* without(there: ReadonlyMap<number, unknown>, count: number): Generator<number, void, undefined> {
  for (let index = 0; index < count; index++) if (!there.has(index)) yield index;
}

/** What a helper does: the slices of requests, last first, until `signal`. */
export async function acquireBackwards(
  patient: ScanPatient,
  requests: readonly ScanRequest[],
  signal: AbortSignal,
  onSlice: OnSharedSlice,
): Promise<void> {
  for (const [n, { group, sequence, seed, ...options }] of [...requests.entries()].reverse()) {
    await acquireAsync(patient, group, sequence, seed, {
      ...options,
      signal,
      sliceOrder: Array.from({ length: group.sliceCount }, (_, i) => group.sliceCount - 1 - i),
      onSlice: ({ index, pixels }) => onSlice(n, index, pixels),
    });
  }
}
