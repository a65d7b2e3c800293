import type { TissueRelaxation } from '../patient';
import { exactCosDeg, exactExp, exactLog, exactSinDeg } from '../geometry';
import { SYSTEM } from './system';
import type { FieldStrengthT, Sequence } from './types';

/*
 * Signal equations: magnitude relative to the fully relaxed signal of water (M0 = 1), all times in ms.
 * Source unless another is named: M. A. Bernstein, K. F. King, X. J. Zhou, Handbook of MRI Pulse Sequences,
 * Elsevier 2004 (chapters 6.2 inversion recovery, 14.1 gradient echo, 16.4 RARE).
 */

/** T2* in ms from 1/T2* = 1/T2 + R2′, R2′ growing in proportion to B0. */
export function t2StarMs(t2Ms: number, fieldStrengthT: FieldStrengthT): number {
  const r2PrimePerMs = (SYSTEM.r2PrimePerSAt1p5T * fieldStrengthT) / 1.5 / 1000;
  return 1 / (1 / t2Ms + r2PrimePerMs);
}

/** Spoiled gradient echo in the steady state: PD · sin α (1 − E1)/(1 − cos α E1) · exp(−TE/T2*). Maximal at the Ernst angle. */
export function spoiledGreSignal(
  tissue: TissueRelaxation,
  repetitionTimeMs: number,
  echoTimeMs: number,
  flipAngleDeg: number,
  fieldStrengthT: FieldStrengthT,
): number {
  const e1 = exactExp(-repetitionTimeMs / tissue.t1Ms);
  const steady = (exactSinDeg(flipAngleDeg) * (1 - e1)) / (1 - exactCosDeg(flipAngleDeg) * e1);
  return tissue.protonDensity * steady * exactExp(-echoTimeMs / t2StarMs(tissue.t2Ms, fieldStrengthT));
}

/**
 * Spin echo, 90° excitation, refocusing α: PD · (1 − 2 exp(−(TR − TE/2)/T1) + exp(−TR/T1)) · exp(−TE/T2) · sin²(α/2).
 */
export function spinEchoSignal(
  tissue: TissueRelaxation,
  repetitionTimeMs: number,
  echoTimeMs: number,
  refocusingAngleDeg: number,
): number {
  const { t1Ms, t2Ms, protonDensity } = tissue;
  const recovery =
    1 - 2 * exactExp(-(repetitionTimeMs - echoTimeMs / 2) / t1Ms) + exactExp(-repetitionTimeMs / t1Ms);
  const half = exactSinDeg(refocusingAngleDeg / 2);
  return protonDensity * recovery * exactExp(-echoTimeMs / t2Ms) * half * half;
}

/** Time of the echo train: while it runs the longitudinal magnetisation stays at zero on average. */
export const echoTrainMs = (echoTrainLength: number, echoSpacingMs: number): number =>
  echoTrainLength * echoSpacingMs;

/**
 * Turbo spin echo: PD · (1 − exp(−(TR − ETL·ESP)/T1)) · exp(−TEeff/T2) · sin(α/2). The train's refocusing pulses keep Mz
 * near zero, so recovery only starts after it; sin(α/2) is the pseudo-steady state of a train of pulses α
 * (D. C. Alsop, Magn Reson Med 1997;37:176–184).
 */
export function turboSpinEchoSignal(
  tissue: TissueRelaxation,
  repetitionTimeMs: number,
  echoTimeMs: number,
  trainMs: number,
  refocusingAngleDeg: number,
): number {
  const recovery = 1 - exactExp(-(repetitionTimeMs - trainMs) / tissue.t1Ms);
  const decay = exactExp(-echoTimeMs / tissue.t2Ms);
  return tissue.protonDensity * recovery * decay * exactSinDeg(refocusingAngleDeg / 2);
}

/**
 * Inversion recovery with a turbo spin echo readout, magnitude:
 * PD · |1 − 2 exp(−TI/T1) + exp(−(TR − ETL·ESP)/T1)| · exp(−TEeff/T2) · sin(α/2). Zero at `nullingInversionTimeMs`.
 */
export function inversionRecoveryTseSignal(
  tissue: TissueRelaxation,
  repetitionTimeMs: number,
  echoTimeMs: number,
  inversionTimeMs: number,
  trainMs: number,
  refocusingAngleDeg: number,
): number {
  const { t1Ms } = tissue;
  const mz = 1 - 2 * exactExp(-inversionTimeMs / t1Ms) + exactExp(-(repetitionTimeMs - trainMs) / t1Ms);
  const decay = exactExp(-echoTimeMs / tissue.t2Ms);
  return tissue.protonDensity * Math.abs(mz) * decay * exactSinDeg(refocusingAngleDeg / 2);
}

/** Inversion time at which a tissue of this T1 gives no signal, ms: T1 · ln(2 / (1 + exp(−(TR − ETL·ESP)/T1))). */
export const nullingInversionTimeMs = (t1Ms: number, repetitionTimeMs: number, trainMs: number): number =>
  t1Ms * exactLog(2 / (1 + exactExp(-(repetitionTimeMs - trainMs) / t1Ms)));

/** Signal of one tissue under a sequence. Flip angle: excitation for GRE, refocusing for the spin echoes. */
export function tissueSignal(tissue: TissueRelaxation, sequence: Sequence): number {
  const { repetitionTimeMs: tr, echoTimeMs: te, flipAngleDeg: flip } = sequence;
  if (!(tissue.protonDensity > 0)) return 0;
  const train = echoTrainMs(sequence.echoTrainLength, sequence.echoSpacingMs);
  switch (sequence.kind) {
    case 'GRE':
    case 'bSSFP':
      return spoiledGreSignal(tissue, tr, te, flip, sequence.fieldStrengthT);
    case 'SE':
      return spinEchoSignal(tissue, tr, te, flip);
    case 'TSE':
    case 'TSE-3D':
      return turboSpinEchoSignal(tissue, tr, te, train, flip);
    case 'IR-TSE':
      return inversionRecoveryTseSignal(tissue, tr, te, sequence.inversionTimeMs ?? 0, train, flip);
  }
}
