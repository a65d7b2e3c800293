import { exactCosDeg, exactSinDeg, type Vec3 } from '../geometry';
import type { Channel, Species } from './contrast';
import type { LineSlot } from './kSpaceOrder';
import { displacement, inPlane, lineTimeS, pulse, type MotionOptions, type SliceClock } from './motion';

/** Complex weight of every line of a channel: echo curve × species factor × mean pulsation over the averages. Interleaved. */
export function lineWeights(
  channel: Channel,
  order: readonly LineSlot[],
  clock: SliceClock,
  { physiology }: MotionOptions,
): Float64Array {
  const weights = new Float64Array(2 * order.length);
  const { averages } = clock.sequence;
  const [fr, fi] = channel.factor;
  order.forEach((slot, i) => {
    const amplitude = channel.curve[slot.echo] ?? 0;
    let [pr, pi] = [1, 0];
    if (channel.pulsates && physiology) {
      [pr, pi] = [0, 0];
      for (let a = 0; a < averages; a++) {
        const [re, im] = pulse(lineTimeS(clock, slot, a), physiology);
        pr += re / averages;
        pi += im / averages;
      }
    }
    weights[2 * i] = amplitude * (fr * pr - fi * pi);
    weights[2 * i + 1] = amplitude * (fr * pi + fi * pr);
  });
  return weights;
}

/** Adds exp(−2πi (k·cycles + turns)), k = −points/2 …, times `weight` to a ramp. */
function addRamp(into: Float64Array, cycles: number, turns: number, weight: number): void {
  const points = into.length / 2;
  const start = 360 * ((points / 2) * cycles - turns);
  let re = weight * exactCosDeg(start);
  let im = weight * exactSinDeg(start);
  const c = exactCosDeg(-360 * cycles);
  const s = exactSinDeg(-360 * cycles);
  for (let i = 0; i < points; i++) {
    into[2 * i] = (into[2 * i] ?? 0) + re;
    into[2 * i + 1] = (into[2 * i + 1] ?? 0) + im;
    const next = re * c - im * s;
    im = re * s + im * c;
    re = next;
  }
}

/** What displaces the object along read and phase: chemical shift, breathing, the patient. */
export interface RampOptions extends MotionOptions {
  readonly clock: SliceClock;
  readonly readDirection: Vec3;
  readonly phaseDirection: Vec3;
  /** Extent of the transform along read, and the encoded field along phase, mm. */
  readonly readExtentMm: number;
  readonly encodedFovMm: number;
  /** Displacement of fat along read, mm. */
  readonly fatShiftMm: number;
  readonly points: number;
}

/**
 * The ramps over k-space of everything of one species and zone: a displacement (u, v) is exp(−2πi (kx u + ky v)), averaged over
 * the averages.
 */
export function readRamp(
  species: Species,
  zone: number,
  options: RampOptions,
): (slot: LineSlot) => Float64Array | undefined {
  const { clock, motion = [], points, readExtentMm, encodedFovMm } = options;
  const chemical = species === 'fat' ? options.fatShiftMm : 0;
  const ramp = new Float64Array(2 * points);
  if (zone === 0 && motion.length === 0) {
    if (chemical === 0) return () => undefined;
    addRamp(ramp, chemical / readExtentMm, 0, 1);
    return () => ramp;
  }
  const { averages } = clock.sequence;
  return (slot) => {
    ramp.fill(0);
    for (let a = 0; a < averages; a++) {
      const shift = displacement(zone, lineTimeS(clock, slot, a), clock, options);
      const [u, v] = inPlane(shift, options.readDirection, options.phaseDirection);
      addRamp(ramp, (u + chemical) / readExtentMm, (slot.line * v) / encodedFovMm, 1 / averages);
    }
    return ramp;
  };
}
