import type { TissueSource } from '../patient';
import { exactCosDeg, exactExp, exactLog, exactSinDeg } from '../geometry';
import { tissueSignals } from './contrast';
import { echoSignals, effectiveEcho, type EchoSignals } from './echoTrain';
import { fatPhaseDeg, spectralSaturation } from './fat';
import type { SignalTissue } from './pools';
import type { Sequence } from './types';

/** Time of the echo train, ms, from excitation to half a spacing after its last echo, rounded up to whole spacings. */
export const echoTrainMs = (echoTrainLength: number, echoSpacingMs: number): number =>
  echoTrainLength * echoSpacingMs;

/**
 * Inversion time at which a tissue of this T1 gives no signal, ms: T1 · ln(2 / (1 + exp(−(TR − ETL·ESP)/T1))), Mz taken as 0
 * when the train ends (M. A. Bernstein et al., Handbook of MRI Pulse Sequences, 6.2).
 */
export const nullingInversionTimeMs = (t1Ms: number, repetitionTimeMs: number, trainMs: number): number =>
  t1Ms * exactLog(2 / (1 + exactExp(-(repetitionTimeMs - trainMs) / t1Ms)));

/** Sum of water and fat as the image of this sequence shows it, on resonance. */
function combined(water: number, fat: number, sequence: Sequence): number {
  const { fatSuppression, fieldStrengthT } = sequence;
  if (fatSuppression === 'dixon-water') return Math.abs(water);
  if (fatSuppression === 'dixon-fat') return Math.abs(fat);
  const left = fatSuppression === 'spectral' ? spectralSaturation(0, fieldStrengthT) : { water: 1, fat: 1 };
  const lag = fatPhaseDeg(sequence);
  const real = water * left.water + fat * left.fat * exactCosDeg(lag);
  const imaginary = fat * left.fat * exactSinDeg(lag);
  return Math.sqrt(real * real + imaginary * imaginary);
}

function atEffectiveEcho({ water, fat }: EchoSignals, sequence: Sequence): number {
  const echo = effectiveEcho(sequence);
  return combined(water[echo] ?? 0, fat[echo] ?? 0, sequence);
}

/** Magnitude of one tissue at the effective echo of a sequence, on resonance; pure water fully relaxed = 1. */
export function tissueSignal(tissue: SignalTissue, sequence: Sequence): number {
  if (!(tissue.protonDensity > 0)) return 0;
  return atEffectiveEcho(echoSignals(tissue, sequence), sequence);
}

/** `tissueSignal` by tissue index of a patient's map: its own fat fractions, and what flow does to its vessels. */
export const patientSignals = (source: TissueSource, sequence: Sequence): readonly number[] =>
  tissueSignals(source, sequence).map((signals) => atEffectiveEcho(signals, sequence));
