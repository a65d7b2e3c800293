import { exactCosDeg, exactExp, exactSinDeg } from '../geometry';
import { echoAmplitudes, recoveredMz, type Train } from './epg';
import type { FieldStrengthT } from './types';

/*
 * Steady states over TR, relative to M0 = 1, times in ms.
 * Source unless another is named: M. A. Bernstein, K. F. King, X. J. Zhou, Handbook of MRI Pulse Sequences,
 * Elsevier 2004 (chapters 6.2 inversion recovery, 14.1 gradient echo).
 */

export interface RelaxationTimes {
  readonly t1Ms: number;
  readonly t2Ms: number;
}

/** T2* in ms from 1/T2* = 1/T2 + R2′, R2′ (given at 1.5 T, 1/s) growing in proportion to B0. */
export function t2StarMs(t2Ms: number, fieldStrengthT: FieldStrengthT, r2PrimePerS: number): number {
  const r2PrimePerMs = (r2PrimePerS * fieldStrengthT) / 1.5 / 1000;
  return 1 / (1 / t2Ms + r2PrimePerMs);
}

/** Mz before each pulse of a spoiled gradient echo: (1 − E1)/(1 − cos α E1). */
export function spoiledMz(t1Ms: number, repetitionTimeMs: number, flipAngleDeg: number): number {
  const e1 = exactExp(-repetitionTimeMs / t1Ms);
  return (1 - e1) / (1 - exactCosDeg(flipAngleDeg) * e1);
}

/**
 * Spoiled gradient echo: sin α (1 − E1)/(1 − cos α E1) · exp(−TE/T2*). Maximal at the Ernst angle. Spoiling is taken to be
 * perfect; a scanner's pulse phases leave some coherence, which brightens fluids of T2 ≫ TR.
 */
export const spoiledGreAmplitude = (
  { t1Ms, t2Ms, r2PrimePerS }: RelaxationTimes & { readonly r2PrimePerS: number },
  repetitionTimeMs: number,
  echoTimeMs: number,
  flipAngleDeg: number,
  fieldStrengthT: FieldStrengthT,
): number =>
  exactSinDeg(flipAngleDeg) *
  spoiledMz(t1Ms, repetitionTimeMs, flipAngleDeg) *
  exactExp(-echoTimeMs / t2StarMs(t2Ms, fieldStrengthT, r2PrimePerS));

/**
 * Balanced echo with alternating pulses ±α, signed, where spins turn by `phaseDeg` over TR besides (0: the middle of the
 * pass band): the steady state of R. Freeman, H. D. W. Hill, J Magn Reson 1971;4:366, decayed by exp(−TE/T2). At TR/2 it
 * points along one axis, whose sign changes from band to band (Scheffler, Hennig, Magn Reson Med 2003;49:395).
 */
export function balancedAmplitude(
  { t1Ms, t2Ms }: RelaxationTimes,
  repetitionTimeMs: number,
  echoTimeMs: number,
  flipAngleDeg: number,
  phaseDeg: number,
): number {
  const e1 = exactExp(-repetitionTimeMs / t1Ms);
  const e2 = exactExp(-repetitionTimeMs / t2Ms);
  const [cos, sin] = [exactCosDeg(flipAngleDeg), exactSinDeg(flipAngleDeg)];
  // Alternating pulses act like constant ones on spins that turn by another 180° a TR.
  const [cosTheta, sinTheta] = [-exactCosDeg(phaseDeg), -exactSinDeg(phaseDeg)];
  const denominator = (1 - e1 * cos) * (1 - e2 * cosTheta) - e2 * (e1 - cos) * (e2 - cosTheta);
  const scale = ((1 - e1) * sin) / denominator;
  const [across, along] = [scale * e2 * sinTheta, scale * (1 - e2 * cosTheta)];
  const half = phaseDeg / 2;
  const atMiddle = along * exactCosDeg(half) - across * exactSinDeg(half);
  const magnitude = Math.sqrt(across * across + along * along) * exactExp(-echoTimeMs / t2Ms);
  return atMiddle < 0 ? -magnitude : magnitude;
}

/** What happens in one TR. Times in ms; `inversionTimeMs` is that from the inversion to the excitation. */
export interface Repetition {
  readonly train: Train;
  readonly repetitionTimeMs: number;
  readonly inversionTimeMs?: number;
  /** Driven equilibrium: a last −90° pulse turns the last echo back along z, which spares fluids a long TR. */
  readonly restored?: boolean;
}

/** Time from excitation to the last echo, ms. */
const lastEchoMs = ({ anglesDeg, echoSpacingMs }: Train): number => anglesDeg.length * echoSpacingMs;

/**
 * Mz before the excitation of a spin-echo train in the steady state. The 90° pulse clears Mz, so without driven equilibrium
 * one repetition is enough: what the train leaves (`recoveredMz`) recovers for the rest of TR, and is inverted on the way
 * where there is an inversion.
 */
export function trainMz({ train, repetitionTimeMs, inversionTimeMs, restored }: Repetition): number {
  const restMs = repetitionTimeMs - lastEchoMs(train);
  const recovered = (mz: number, ms: number): number => 1 - (1 - mz) * exactExp(-ms / train.t1Ms);
  if (restored === true) {
    // The last pulse swaps: Mz = 1 − (1 − a·Mz)·E with a the last echo's amplitude, solved for Mz.
    const e = exactExp(-restMs / train.t1Ms);
    return (1 - e) / (1 - (echoAmplitudes(train).at(-1) ?? 0) * e);
  }
  const left = recoveredMz(train);
  if (inversionTimeMs === undefined) return recovered(left, restMs);
  return recovered(-recovered(left, restMs - inversionTimeMs), inversionTimeMs);
}

/**
 * Mz before the excitation when another slice's 90° pulse cleared it `sinceMs` earlier, before or after this slice's own
 * inversion. A pulse before the slice's last own train no longer shows.
 */
export function clearedMz({ train, repetitionTimeMs, inversionTimeMs }: Repetition, sinceMs: number): number {
  const since = Math.min(sinceMs, repetitionTimeMs - lastEchoMs(train));
  const after = (ms: number): number => 1 - exactExp(-ms / train.t1Ms);
  if (inversionTimeMs === undefined || since <= inversionTimeMs) return after(since);
  return 1 - (1 + after(since - inversionTimeMs)) * exactExp(-inversionTimeMs / train.t1Ms);
}
