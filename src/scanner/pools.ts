import { FAT_POOL, type TissueRelaxation } from '../patient';
import { SYSTEM } from './system';
import type { FieldStrengthT, Sequence } from './types';

/** A tissue at one field strength: relaxation of its water, proton density of water and fat together. */
export interface SignalTissue extends TissueRelaxation {
  /** Share of the proton density that is fat, 0 … 1; 0 when absent. */
  readonly fatFraction?: number;
  /** R2′ at 1.5 T, 1/s; the scanner's usual one when absent. */
  readonly r2PrimePerS?: number;
}

/** Spins of one species. `m0` is relative to pure water = 1. */
export interface Pool {
  readonly m0: number;
  readonly t1Ms: number;
  readonly t2Ms: number;
  /** R2′ at 1.5 T, 1/s. */
  readonly r2PrimePerS: number;
}

/**
 * T2 of fat in a train of refocusing pulses, ms. J-coupling dephases fat between widely spaced pulses and is held up by close
 * ones (R. M. Henkelman et al., JMRI 1994;4:533): R2 goes from that of close pulses to that of a single echo,
 * R2(ESP) = R2close + (R2single − R2close)·x²/(1 + x²), x = ESP/half spacing.
 */
export function fatT2Ms(fieldStrengthT: FieldStrengthT, echoSpacingMs: number): number {
  const { t2ClosePulsesMs, t2SingleEchoMs } = FAT_POOL.relaxation[`${fieldStrengthT}`];
  const x = echoSpacingMs / FAT_POOL.halfSpacingMs;
  const share = (x * x) / (1 + x * x);
  return 1 / ((1 - share) / t2ClosePulsesMs + share / t2SingleEchoMs);
}

/** Time between two refocusing pulses, ms: the echo time of a single spin echo; gradient echoes have TE (TR when balanced). */
export function pulseSpacingMs({ kind, echoTimeMs, echoSpacingMs, repetitionTimeMs }: Sequence): number {
  if (kind === 'bSSFP') return repetitionTimeMs;
  return kind === 'SE' || kind === 'GRE' ? echoTimeMs : echoSpacingMs;
}

/** The two pools of a tissue: its own water, and fat, which is the same fat everywhere. */
export function tissuePools(tissue: SignalTissue, sequence: Sequence): { water: Pool; fat: Pool } {
  const { t1Ms, t2Ms, protonDensity, fatFraction = 0, r2PrimePerS = SYSTEM.r2PrimePerSAt1p5T } = tissue;
  const field = sequence.fieldStrengthT;
  return {
    water: { m0: protonDensity * (1 - fatFraction), t1Ms, t2Ms, r2PrimePerS },
    fat: {
      m0: protonDensity * fatFraction,
      t1Ms: FAT_POOL.relaxation[`${field}`].t1Ms,
      t2Ms: fatT2Ms(field, pulseSpacingMs(sequence)),
      r2PrimePerS,
    },
  };
}
