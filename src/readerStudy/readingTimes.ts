import { blandAltman, type Interval } from '../scoring';
import type { PooledReadings } from './pooled';
import type { LevelReading, ReaderRecord } from './record';
import { humanArms, type HumanArm } from './study';

/** Seconds a level. */
export interface TimeSummary {
  readonly levels: number;
  readonly mean: number;
  readonly median: number;
  /** First and third quartile. */
  readonly quartiles: readonly [number, number];
}

export interface ReadingTimes {
  readonly byArm: readonly (TimeSummary & { readonly arm: HumanArm })[];
  readonly byReader: readonly (TimeSummary & { readonly arm: HumanArm; readonly reader: string })[];
  /** Readers' mean in the first arm minus that in the second, t interval over readers; of three readers or more. */
  readonly differences: readonly {
    readonly first: HumanArm;
    readonly second: HumanArm;
    readonly readers: number;
    readonly seconds: number;
    readonly interval: Interval;
  }[];
}

/** Interpolated between the order statistics: R. J. Hyndman and Y. Fan's type 7 (Am Stat 1996;50:361), R's own. */
function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? NaN;
  const above = sorted[Math.ceil(place)] ?? NaN;
  return below + (above - below) * (place - Math.floor(place));
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

function summary(readings: readonly LevelReading[]): TimeSummary | null {
  if (readings.length === 0) return null;
  const seconds = readings.map((reading) => reading.seconds).sort((a, b) => a - b);
  return {
    levels: seconds.length,
    mean: mean(seconds),
    median: quantile(seconds, 0.5),
    quartiles: [quantile(seconds, 0.25), quantile(seconds, 0.75)],
  };
}

const inArm = (record: ReaderRecord, arm: HumanArm): LevelReading[] =>
  record.readings.filter((reading) => reading.arm === arm);

/** How long readers took for a level. */
export function readingTimes({ study, records }: PooledReadings): ReadingTimes {
  const arms = humanArms(study);
  const means = (arm: HumanArm): (number | undefined)[] =>
    records.map((record) => summary(inArm(record, arm))?.mean);
  return {
    byArm: arms.flatMap((arm) => {
      const of = summary(records.flatMap((record) => inArm(record, arm)));
      return of ? [{ arm, ...of }] : [];
    }),
    byReader: arms.flatMap((arm) =>
      records.flatMap((record) => {
        const of = summary(inArm(record, arm));
        return of ? [{ arm, reader: record.reader, ...of }] : [];
      }),
    ),
    differences: arms.flatMap((first, i) =>
      arms.slice(i + 1).flatMap((second) => {
        const others = means(second);
        const pairs = means(first).flatMap((a, j): [number, number][] => {
          const b = others[j];
          return a === undefined || b === undefined ? [] : [[a, b]];
        });
        if (pairs.length < 3) return [];
        const { bias, biasInterval } = blandAltman(pairs);
        return [{ first, second, readers: pairs.length, seconds: bias, interval: biasInterval }];
      }),
    ),
  };
}
