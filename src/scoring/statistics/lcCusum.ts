/** A learner's chart: what failing is taken for not yet able, what for able, and where the chart says so. */
export interface LcCusumDesign {
  /** Share of failures of somebody who is not yet able. */
  readonly unacceptable: number;
  /** Share of failures of somebody who is. */
  readonly acceptable: number;
  /** The score at which the learner is taken for able. */
  readonly limit: number;
}

export interface LcCusum {
  /** Score after every attempt. */
  readonly scores: readonly number[];
  /** Index of the attempt that first reached the limit; null where none did. */
  readonly reached: number | null;
}

/** What a success adds and a failure takes away: the log-likelihood ratios of able to not yet able. */
const weights = ({ unacceptable, acceptable }: LcCusumDesign) => ({
  success: Math.log((1 - acceptable) / (1 - unacceptable)),
  failure: Math.log(acceptable / unacceptable),
});

/**
 * Cumulative sum of a learning curve, LC-CUSUM (D. J. Biau et al., Br J Surg 2008;95:925; D. J. Biau, R. Porcher, Stat Med
 * 2010;29:1900): S = max(0, S + w). It starts from "not yet able" and tells when that no longer fits the attempts.
 */
export function lcCusum(successes: readonly boolean[], design: LcCusumDesign): LcCusum {
  const { success, failure } = weights(design);
  let score = 0;
  const scores = successes.map((ok) => (score = Math.max(0, score + (ok ? success : failure))));
  const first = scores.findIndex((s) => s >= design.limit);
  return { scores, reached: first < 0 ? null : first };
}

/**
 * Exact chance that somebody who fails at `failureRate` has reached the limit within so many attempts: of a learner at the
 * unacceptable rate a false signal, at the acceptable rate the power.
 */
export function signalChance(design: LcCusumDesign, failureRate: number, attempts: number): number {
  const { success, failure } = weights(design);
  let signalled = 0;
  // Scores that differ by rounding only are one state.
  let states = new Map<string, { score: number; chance: number }>([['0', { score: 0, chance: 1 }]]);
  for (let i = 0; i < attempts; i++) {
    const next = new Map<string, { score: number; chance: number }>();
    for (const { score, chance } of states.values()) {
      for (const [weight, share] of [
        [success, 1 - failureRate],
        [failure, failureRate],
      ] as const) {
        const to = Math.max(0, score + weight);
        if (to >= design.limit) {
          signalled += chance * share;
          continue;
        }
        const key = to.toFixed(9);
        next.set(key, { score: to, chance: (next.get(key)?.chance ?? 0) + chance * share });
      }
    }
    states = next;
  }
  return signalled;
}
