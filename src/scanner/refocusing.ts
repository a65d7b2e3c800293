import { SIGNAL } from './signalConstants';
import type { Sequence } from './types';

/**
 * Constant trains: every pulse α, but the first (90° + α/2), which brings the magnetisation close to the train's
 * pseudo-steady state (J. Hennig, K. Scheffler, Magn Reson Med 2000;44:983).
 */
const constantAngles = (count: number, deg: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => (i === 0 ? 90 + deg / 2 : deg));

/** Swept trains: falling by halves to a minimum, then rising along a smooth step to `deg` at the last pulse. */
function variableAngles(count: number, deg: number): readonly number[] {
  const { firstDeg, fallingPulses } = SIGNAL.variableRefocusing;
  const minimum = Math.min(SIGNAL.variableRefocusing.minimumDeg, deg);
  const falling = Math.min(fallingPulses, count);
  const angles: number[] = [];
  let angle = Math.max(firstDeg, minimum);
  for (let i = 0; i < falling; i++, angle = (angle + minimum) / 2) angles.push(angle);
  const last = angles[falling - 1] ?? minimum;
  for (let i = falling; i < count; i++) {
    const t = (i - falling + 1) / (count - falling);
    angles.push(last + (deg - last) * t * t * (3 - 2 * t));
  }
  return angles;
}

/**
 * Refocusing angles of the train, degrees, one an echo; a single spin echo has the sequence's own. The pulses are taken to be
 * the same over the whole slice: the loss at the edges of real slice profiles is left out.
 */
export function refocusingAnglesDeg(sequence: Sequence): readonly number[] {
  const { kind, echoTrainLength, flipAngleDeg, refocusingScheme } = sequence;
  if (kind === 'GRE' || kind === 'bSSFP') return [];
  if (kind === 'SE') return [flipAngleDeg];
  return refocusingScheme === 'variable'
    ? variableAngles(echoTrainLength, flipAngleDeg)
    : constantAngles(echoTrainLength, flipAngleDeg);
}
