import { exactCosDeg, exactExp, exactSinDeg } from '../geometry';

/*
 * Extended phase graphs of a CPMG train: 90° excitation, then refocusing pulses at ESP/2, 3 ESP/2, …, each between equal
 * crushers that dephase by one unit in half a spacing (M. Weigel, JMRI 2015;41:266). In the CPMG phase all states are real
 * numbers. Orders at the pulses stay odd for what the excitation made and even for what recovers during the train: the two
 * never meet, and only the odd ones form echoes. So each is followed by itself, with half the states.
 */

/** A refocusing train and the relaxation of the spins in it. Angles in degrees, times in ms. */
export interface Train {
  readonly anglesDeg: readonly number[];
  readonly echoSpacingMs: number;
  readonly t1Ms: number;
  readonly t2Ms: number;
}

/** The orders one ladder holds at the pulses. */
type Orders = 'odd' | 'even';

/** States of one ladder: dephased, rephasing and stored magnetisation by order (1, 3, 5, … or 0, 2, 4, …). */
class Ladder {
  private readonly dephased: Float64Array;
  private readonly rephasing: Float64Array;
  private readonly stored: Float64Array;
  private used = 1;

  constructor(
    pulses: number,
    private readonly orders: Orders,
  ) {
    this.dephased = new Float64Array(pulses + 2);
    this.rephasing = new Float64Array(pulses + 2);
    this.stored = new Float64Array(pulses + 2);
  }

  /** Magnetisation in the lowest order. */
  get lowestRephasing(): number {
    return this.rephasing[0] ?? 0;
  }

  get lowestStored(): number {
    return this.stored[0] ?? 0;
  }

  excite(dephased: number): void {
    this.dephased[0] = dephased;
  }

  recover(stored: number): void {
    this.stored[0] = this.lowestStored + stored;
  }

  /** Mixes the three kinds of state (Weigel, eq. 18). Even orders stand 90° from the CPMG phase, so they return negated. */
  pulse(deg: number): void {
    const cos = exactCosDeg(deg);
    const sin = exactSinDeg(deg);
    const sign = this.orders === 'odd' ? 1 : -1;
    const [keep, swap] = [(1 + cos) / 2, (sign * (1 - cos)) / 2];
    for (let i = 0; i < this.used; i++) {
      const f = this.dephased[i] ?? 0;
      const b = this.rephasing[i] ?? 0;
      const z = this.stored[i] ?? 0;
      this.dephased[i] = keep * f + swap * b + sin * z;
      this.rephasing[i] = swap * f + keep * b - sign * sin * z;
      this.stored[i] = cos * z - (sin / 2) * (f - sign * b);
    }
  }

  /** One spacing: relaxation by the factors e1 and e2, and two units of dephasing. */
  advance(e1: number, e2: number): void {
    const { dephased, rephasing, stored } = this;
    const turned = this.lowestRephasing * e2;
    this.used++;
    for (let i = this.used - 1; i > 0; i--) dephased[i] = (dephased[i - 1] ?? 0) * e2;
    for (let i = 0; i < this.used; i++) {
      rephasing[i] = (rephasing[i + 1] ?? 0) * e2;
      stored[i] = (stored[i] ?? 0) * e1;
    }
    // Order −1 turns into +1; order −2 into 0, which is its own conjugate and stands in both columns.
    dephased[0] = this.orders === 'odd' ? turned : this.lowestRephasing;
  }
}

/**
 * Signed echo amplitudes of a train excited from Mz = 1, one a pulse. Throws when a time is not positive.
 */
export function echoAmplitudes({ anglesDeg, echoSpacingMs, t1Ms, t2Ms }: Train): readonly number[] {
  if (!(echoSpacingMs > 0 && t1Ms > 0 && t2Ms > 0)) throw new Error('A train needs positive times');
  const e1 = exactExp(-echoSpacingMs / t1Ms);
  const e2 = exactExp(-echoSpacingMs / t2Ms);
  const e2Half = exactExp(-echoSpacingMs / 2 / t2Ms);
  const ladder = new Ladder(anglesDeg.length, 'odd');
  ladder.excite(e2Half);
  return anglesDeg.map((deg, i) => {
    if (i > 0) ladder.advance(e1, e2);
    ladder.pulse(deg);
    return ladder.lowestRephasing * e2Half;
  });
}

/**
 * Longitudinal magnetisation at the last echo of a train that began from Mz = 0 (straight after a 90° pulse), M0 = 1:
 * what recovers between the pulses and is turned by them.
 */
export function recoveredMz({ anglesDeg, echoSpacingMs, t1Ms, t2Ms }: Train): number {
  const e1 = exactExp(-echoSpacingMs / t1Ms);
  const e1Half = exactExp(-echoSpacingMs / 2 / t1Ms);
  const e2 = exactExp(-echoSpacingMs / t2Ms);
  const ladder = new Ladder(anglesDeg.length, 'even');
  ladder.recover(1 - e1Half);
  anglesDeg.forEach((deg, i) => {
    if (i > 0) {
      ladder.advance(e1, e2);
      ladder.recover(1 - e1);
    }
    ladder.pulse(deg);
  });
  return ladder.lowestStored * e1Half + 1 - e1Half;
}
