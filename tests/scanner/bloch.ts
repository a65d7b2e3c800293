/**
 * Isochromat simulation of the Bloch equations, the oracle of the signal equations: spins that differ by how far a gradient
 * turns them, each rotated and relaxed by itself. It shares nothing with src/scanner. Times in ms, angles in degrees.
 */
export interface SpinTimes {
  readonly t1Ms: number;
  readonly t2Ms: number;
}

const radians = (deg: number): number => (deg * Math.PI) / 180;

/** A voxel of spins, M0 = 1, at rest along z. */
export class Voxel {
  private readonly x: Float64Array;
  private readonly y: Float64Array;
  private readonly z: Float64Array;

  constructor(
    private readonly spins: number,
    private readonly times: SpinTimes,
  ) {
    this.x = new Float64Array(spins);
    this.y = new Float64Array(spins);
    this.z = new Float64Array(spins).fill(1);
  }

  /** Rotation by `deg` about an axis in the transverse plane at `phaseDeg` from x (right-handed). */
  pulse(deg: number, phaseDeg: number): void {
    const [c, s] = [Math.cos(radians(deg)), Math.sin(radians(deg))];
    const [ux, uy] = [Math.cos(radians(phaseDeg)), Math.sin(radians(phaseDeg))];
    for (let i = 0; i < this.spins; i++) {
      const [x, y, z] = [this.x[i] ?? 0, this.y[i] ?? 0, this.z[i] ?? 0];
      const along = (ux * x + uy * y) * (1 - c);
      this.x[i] = x * c + uy * z * s + ux * along;
      this.y[i] = y * c - ux * z * s + uy * along;
      this.z[i] = z * c + (ux * y - uy * x) * s;
    }
  }

  /** Free precession: relaxation, a turn common to all spins, and `cycles` of dephasing across the voxel. */
  wait(ms: number, cycles = 0, commonDeg = 0): void {
    const [e1, e2] = [Math.exp(-ms / this.times.t1Ms), Math.exp(-ms / this.times.t2Ms)];
    for (let i = 0; i < this.spins; i++) {
      const turn = radians(commonDeg) + (2 * Math.PI * cycles * i) / this.spins;
      const [c, s] = [Math.cos(turn), Math.sin(turn)];
      const [x, y] = [this.x[i] ?? 0, this.y[i] ?? 0];
      this.x[i] = e2 * (x * c - y * s);
      this.y[i] = e2 * (x * s + y * c);
      this.z[i] = 1 + ((this.z[i] ?? 0) - 1) * e1;
    }
  }

  /** Perfect spoiling: no transverse magnetisation is left, and mixed Mz is averaged. */
  spoil(): void {
    const mean = this.mean().z;
    this.x.fill(0);
    this.y.fill(0);
    this.z.fill(mean);
  }

  /** What another slice's 90° pulse and its spoilers leave: nothing. */
  clear(): void {
    this.spoil();
    this.z.fill(0);
  }

  mean(): { x: number; y: number; z: number } {
    const average = (values: Float64Array): number => values.reduce((a, b) => a + b, 0) / this.spins;
    return { x: average(this.x), y: average(this.y), z: average(this.z) };
  }
}

export interface TrainChoices {
  readonly anglesDeg: readonly number[];
  readonly echoSpacingMs: number;
  readonly repetitionTimeMs: number;
  readonly inversionTimeMs?: number;
  /** A −90° pulse turns the last echo back along z. */
  readonly restored?: boolean;
  /** Another slice's 90° pulse clears the voxel this long before each excitation. */
  readonly clearedBeforeMs?: number;
}

/** Waits from `fromMs` to `toMs` before the excitation, cleared on the way where that falls in between. */
function waitUntil(voxel: Voxel, fromMs: number, toMs: number, clearedBeforeMs?: number): void {
  if (clearedBeforeMs === undefined || clearedBeforeMs > fromMs || clearedBeforeMs <= toMs) {
    voxel.wait(fromMs - toMs);
    return;
  }
  voxel.wait(fromMs - clearedBeforeMs);
  voxel.clear();
  voxel.wait(clearedBeforeMs - toMs);
}

/** Signed echoes of a CPMG train (excitation about y, refocusing about x, equal crushers) in the steady state over TR. */
export function simulateTrain(times: SpinTimes, choices: TrainChoices): readonly number[] {
  const { anglesDeg, echoSpacingMs, repetitionTimeMs, restored, clearedBeforeMs } = choices;
  const inversionMs = choices.inversionTimeMs ?? 0;
  const voxel = new Voxel(4 * anglesDeg.length + 7, times);
  let echoes: readonly number[] = [];
  for (let repetition = 0; repetition < (restored === true ? 40 : 4); repetition++) {
    if (inversionMs > 0) voxel.pulse(180, 0);
    waitUntil(voxel, inversionMs, 0, clearedBeforeMs);
    voxel.spoil();
    voxel.pulse(90, 90);
    echoes = anglesDeg.map((deg) => {
      voxel.wait(echoSpacingMs / 2, 1);
      voxel.pulse(deg, 0);
      voxel.wait(echoSpacingMs / 2, 1);
      return voxel.mean().x;
    });
    if (restored === true) voxel.pulse(-90, 90);
    voxel.spoil();
    waitUntil(voxel, repetitionTimeMs - anglesDeg.length * echoSpacingMs, inversionMs, clearedBeforeMs);
  }
  return echoes;
}

/** Balanced echo at TE: complex mean in the frame of the alternating pulses, first axis that of the on-resonant echo. */
export function simulateBalanced(
  times: SpinTimes,
  choices: { tr: number; te: number; flipDeg: number; phaseDeg: number },
): { along: number; across: number } {
  const { tr, te, flipDeg, phaseDeg } = choices;
  const voxel = new Voxel(1, times);
  let mean = voxel.mean();
  const count = 2 * Math.ceil((4 * times.t1Ms) / tr) + 2;
  for (let i = 0; i < count; i++) {
    voxel.pulse(i % 2 === 0 ? -flipDeg : flipDeg, 0);
    voxel.wait(te, 0, (phaseDeg * te) / tr);
    mean = voxel.mean();
    voxel.wait(tr - te, 0, (phaseDeg * (tr - te)) / tr);
  }
  // The last pulse turned by +flip about x: the echo lies along −y.
  return { along: -mean.y, across: mean.x };
}

/** Magnitude straight after the pulse of a gradient echo whose transverse magnetisation is spoiled perfectly. */
export function simulateSpoiled(times: SpinTimes, tr: number, flipDeg: number): number {
  const voxel = new Voxel(1, times);
  for (let i = 0; i < Math.ceil((20 * times.t1Ms) / tr); i++) {
    voxel.wait(tr);
    voxel.spoil();
    voxel.pulse(flipDeg, 0);
  }
  const { x, y } = voxel.mean();
  return Math.hypot(x, y);
}

/** The same with what a scanner does: a spoiler gradient and quadratic pulse phases of 117°; mean of 40 pulses. */
export function simulateRfSpoiled(times: SpinTimes, tr: number, flipDeg: number): number {
  const voxel = new Voxel(128, times);
  const count = Math.ceil((6 * times.t1Ms) / tr);
  const last = 40;
  let sum = 0;
  for (let i = 0; i < count + last; i++) {
    voxel.pulse(flipDeg, (117 * i * (i + 1)) / 2);
    const { x, y } = voxel.mean();
    if (i >= count) sum += Math.hypot(x, y) / last;
    voxel.wait(tr, 1);
  }
  return sum;
}
