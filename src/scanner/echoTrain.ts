import { exactExp, exactLog } from '../geometry';
import { echoAmplitudes, type Train } from './epg';
import { fatShiftHz } from './fat';
import { pulseSpacingMs, tissuePools, type Pool, type SignalTissue } from './pools';
import { refocusingAnglesDeg } from './refocusing';
import { SIGNAL } from './signalConstants';
import { balancedAmplitude, clearedMz, spoiledGreAmplitude, spoiledMz, trainMz } from './steadyState';
import type { RelaxationTimes, Repetition } from './steadyState';
import type { Sequence } from './types';

/** Signed amplitude of a tissue's water and fat at each echo; pure water fully relaxed = 1. */
export interface EchoSignals {
  readonly water: readonly number[];
  readonly fat: readonly number[];
}

/** A value for each species of a tissue. */
export interface SpeciesValues {
  readonly water: number;
  readonly fat: number;
}

function trainOf({ t1Ms, t2Ms }: RelaxationTimes, sequence: Sequence): Train {
  const anglesDeg = refocusingAnglesDeg(sequence);
  return { anglesDeg, echoSpacingMs: pulseSpacingMs(sequence), t1Ms, t2Ms };
}

function repetitionOf(times: RelaxationTimes, sequence: Sequence): Repetition {
  const { kind, repetitionTimeMs, inversionTimeMs } = sequence;
  const train = trainOf(times, sequence);
  if (kind === 'TSE-3D') return { train, repetitionTimeMs, restored: true };
  if (kind !== 'IR-TSE') return { train, repetitionTimeMs };
  if (inversionTimeMs === undefined) throw new Error(`${sequence.name} has no inversion time`);
  return { train, repetitionTimeMs, inversionTimeMs };
}

/** Echoes of one pool; the pool is at `phaseDeg` of off-resonance a TR (only a balanced echo minds). */
function poolEchoes(pool: Pool, sequence: Sequence, phaseDeg: number): readonly number[] {
  const { kind, repetitionTimeMs: tr, echoTimeMs: te, flipAngleDeg: flip } = sequence;
  if (!(pool.m0 > 0)) return Array.from({ length: echoCount(sequence) }, () => 0);
  if (kind === 'GRE') return [pool.m0 * spoiledGreAmplitude(pool, tr, te, flip, sequence.fieldStrengthT)];
  if (kind === 'bSSFP') return [pool.m0 * balancedAmplitude(pool, tr, te, flip, phaseDeg)];
  const repetition = repetitionOf(pool, sequence);
  const scale = pool.m0 * trainMz(repetition);
  return echoAmplitudes(repetition.train).map((amplitude) => scale * amplitude);
}

/** Echoes read after each excitation: the train's length, 1 for gradient and single spin echoes. */
export const echoCount = ({ kind, echoTrainLength }: Sequence): number =>
  kind === 'TSE' || kind === 'IR-TSE' || kind === 'TSE-3D' ? echoTrainLength : 1;

/** Index of the echo at the nominal echo time, the one that reads the middle of k-space. */
export const effectiveEcho = (sequence: Sequence): number =>
  Math.min(
    Math.max(Math.round(sequence.echoTimeMs / sequence.echoSpacingMs) - 1, 0),
    echoCount(sequence) - 1,
  );

/** Angle by which fat falls behind water over one TR, degrees. */
const fatTurnDeg = ({ fieldStrengthT, repetitionTimeMs }: Sequence): number =>
  (-360 * fatShiftHz(fieldStrengthT) * repetitionTimeMs) / 1000;

/**
 * Balanced signal of water and fat where B0 turns spins by `phaseDeg` over TR (0: water in the middle of its pass band); fat
 * lags behind by its own shift. Signed: water and fat of opposite sign cancel.
 */
export function balancedSignal(tissue: SignalTissue, sequence: Sequence, phaseDeg: number): SpeciesValues {
  const { water, fat } = tissuePools(tissue, sequence);
  const { repetitionTimeMs: tr, echoTimeMs: te, flipAngleDeg: flip } = sequence;
  return {
    water: water.m0 * balancedAmplitude(water, tr, te, flip, phaseDeg),
    fat: fat.m0 * balancedAmplitude(fat, tr, te, flip, phaseDeg + fatTurnDeg(sequence)),
  };
}

/**
 * Signed amplitudes of a tissue's water and fat at each echo of the sequence in its steady state, on resonance. 3-D trains end
 * in driven equilibrium, as T2 protocols of short TR do (Mugler, JMRI 2014;39:745). Spectral fat saturation
 * (`spectralSaturation`) and the phase between the two (`fatPhaseDeg`) are not in them.
 */
export function echoSignals(tissue: SignalTissue, sequence: Sequence): EchoSignals {
  const { water, fat } = tissuePools(tissue, sequence);
  return {
    water: poolEchoes(water, sequence, 0),
    fat: poolEchoes(fat, sequence, fatTurnDeg(sequence)),
  };
}

/** Mz of a pool just before excitation: in the steady state, or when it was cleared `sinceMs` earlier. */
function mzBefore(pool: Pool, sequence: Sequence, sinceMs?: number): number {
  const { kind, repetitionTimeMs, flipAngleDeg } = sequence;
  if (kind === 'GRE' || kind === 'bSSFP') {
    // A balanced slice starts from rest: its approach to the steady state scales with the Mz it starts from.
    const steady = kind === 'GRE' ? spoiledMz(pool.t1Ms, repetitionTimeMs, flipAngleDeg) : 1;
    return sinceMs === undefined ? steady : Math.min(steady, 1 - exactExp(-sinceMs / pool.t1Ms));
  }
  const repetition = repetitionOf(pool, sequence);
  return sinceMs === undefined ? trainMz(repetition) : clearedMz(repetition, sinceMs);
}

function poolShare(pool: Pool, sequence: Sequence, sinceMs: number): number {
  const steady = mzBefore(pool, sequence);
  const least = SIGNAL.crossTalk.minimumMz;
  const bounded = steady < 0 ? Math.min(steady, -least) : Math.max(steady, least);
  return mzBefore(pool, sequence, sinceMs) / bounded;
}

/**
 * Signal of a tissue's water and fat, relative to their steady state, when a 90° pulse of another slice cleared their
 * magnetisation `sinceMs` before this slice's excitation: (1 − exp(−since/T1))/Mz. 1 from one recovery time on. With an
 * inversion in between it can be negative or above 1 (a nulled tissue comes up).
 */
export function longitudinalShare(tissue: SignalTissue, sequence: Sequence, sinceMs: number): SpeciesValues {
  const { water, fat } = tissuePools(tissue, sequence);
  return { water: poolShare(water, sequence, sinceMs), fat: poolShare(fat, sequence, sinceMs) };
}

/**
 * Echo time at which a plain spin echo has the T2 contrast of the sequence's effective echo, ms. Stimulated echoes of low
 * angles spend time along z, where T2 does not act, so it is shorter than the nominal one (R. F. Busse et al., Magn Reson Med
 * 2006;55:1030): −T2·ln of the amplitude relative to that without relaxation, for a reference tissue.
 */
export function contrastEquivalentEchoTimeMs(sequence: Sequence): number {
  const { t1Ms, t2Ms } = SIGNAL.equivalentEcho;
  const at = (times: RelaxationTimes): number =>
    echoAmplitudes(trainOf(times, sequence))[effectiveEcho(sequence)] ?? 0;
  const lasting = 1e9;
  return -t2Ms * exactLog(at({ t1Ms, t2Ms }) / at({ t1Ms: lasting, t2Ms: lasting }));
}
