import { z } from 'zod';
import { lcCusum, signalChance, type LcCusumDesign } from '../scoring';
import settings from './learningCurve.json';

const share = z.number().gt(0).lt(1);
const schema = z.strictObject({
  schemaVersion: z.literal(1),
  unacceptable: share,
  acceptable: share,
  limit: z.number().positive(),
  source: z.string().min(1),
});

/** What failing is taken for not yet able and for able, and where the chart says so. */
export const CURVE_DESIGN: LcCusumDesign & { readonly source: string } = schema.parse(settings);

export interface CurvePoint {
  readonly attempt: string;
  /** ISO 8601. */
  readonly at: string;
  readonly success: boolean;
  /** Score of the chart after this attempt. */
  readonly score: number;
}

export interface LearningCurve {
  readonly points: readonly CurvePoint[];
  /** Number of the attempt, from 1, that first reached the limit; null where none did. */
  readonly reachedAt: number | null;
  /** Chance that somebody still at the unacceptable rate would have reached it within as many attempts. */
  readonly falseSignal: number;
}

/** @param attempts oldest first */
export function learningCurve(attempts: readonly Omit<CurvePoint, 'score'>[]): LearningCurve {
  const { scores, reached } = lcCusum(
    attempts.map(({ success }) => success),
    CURVE_DESIGN,
  );
  return {
    points: attempts.map((point, i) => ({ ...point, score: scores[i] ?? 0 })),
    reachedAt: reached === null ? null : reached + 1,
    falseSignal: signalChance(CURVE_DESIGN, CURVE_DESIGN.unacceptable, attempts.length),
  };
}
