import { assessConfidence, type SpineEstimate } from '../anatomy';
import { isIsocenterError } from '../geometry';
import type { Prescription } from '../planning';
import type { DiscLevel, LabelVolume, Volume } from '../volume';
import type { Algorithms } from './algorithms';
import type { CaseRecord, MetricRow } from './record';

/** Discs for which axial groups are planned. */
const PLANNED_LEVELS: readonly DiscLevel[] = ['L3-L4', 'L4-L5', 'L5-S1'];

export type Timed = <T>(stage: string, work: () => T | Promise<T>) => Promise<T>;

/** Adds up seconds by stage. */
export function stopwatch(now: () => number): { seconds: Record<string, number>; time: Timed } {
  const seconds: Record<string, number> = {};
  const time: Timed = async (stage, work) => {
    const started = now();
    try {
      return await work();
    } finally {
      seconds[stage] = Number(((seconds[stage] ?? 0) + (now() - started) / 1000).toFixed(3));
    }
  };
  return { seconds, time };
}

/** What the algorithms make of a sagittal image. */
export interface Seen {
  readonly labels: LabelVolume;
  readonly spine: SpineEstimate;
  readonly plan: Prescription;
}

export async function see(image: Volume, id: string, algorithms: Algorithms, time: Timed): Promise<Seen> {
  const { labels, confidence } = await time('segment', () => algorithms.segment(image, id));
  assessConfidence(confidence);
  const spine = await time('levels', () => algorithms.spine(labels));
  const plan = await time('plan', () => algorithms.plan(spine, PLANNED_LEVELS, id));
  return { labels, spine, plan };
}

/** What a refusal is worth: no spine, no overlap, no level. */
const REFUSED = ['found', 'dice.vertebra', 'dice.disc', 'dice.canal', 'dice.sacrum', 'levels'];

/**
 * Works a case out. What an algorithm refuses is a result; what goes wrong beside it, such as a program that cannot be
 * started, is none and is thrown.
 */
export async function orRefused(
  rows: MetricRow[],
  isMeasured: (metric: string) => boolean,
  work: () => Promise<void>,
): Promise<CaseRecord['refused']> {
  try {
    await work();
    return null;
  } catch (error) {
    if (!isIsocenterError(error) || error.code.startsWith('regress-')) throw error;
    rows.push(...REFUSED.filter(isMeasured).map((metric) => ({ metric, value: 0 })));
    return { code: error.code, sentence: error.message };
  }
}
