import { dot, exactCosDeg, exactSinDeg, POSTERIOR, type Vec3 } from '../geometry';
import { ACQUISITION } from './acquisitionSettings';
import type { LineSlot } from './kSpaceOrder';
import type { Zones } from './objectOptions';
import type { Sequence } from './types';

/** What the body does while it is scanned. */
export interface Physiology {
  /** How far the belly's skin moves forward on breathing in, mm. */
  readonly breathingAmplitudeMm: number;
  readonly breathingPeriodS: number;
  readonly heartRatePerMin: number;
  /** Strength of the pulsation of CSF and blood, 0 … 1. */
  readonly csfPulsation: number;
}

/** The patient moves once and stays there. */
export interface BulkMotion {
  /** When, as a share of the scan, 0 … 1. */
  readonly atFraction: number;
  /** Displacement from the place planned, patient mm. The part perpendicular to the slices is not simulated. */
  readonly shiftMm: Vec3;
}

export interface MotionOptions {
  readonly physiology?: Physiology;
  readonly motion?: readonly BulkMotion[];
}

/** When the lines of one slice are read. */
export interface SliceClock {
  readonly sequence: Sequence;
  readonly run: number;
  readonly runs: number;
  readonly startMs: number;
  readonly shots: number;
}

/** Time from the start of the scan at which a line is read in one of the averages, s. Averages follow each other as wholes. */
export function lineTimeS(clock: SliceClock, { shot, echo }: LineSlot, average: number): number {
  const { repetitionTimeMs, averages, echoSpacingMs, echoTrainLength } = clock.sequence;
  const trains = (clock.run * averages + average) * clock.shots + shot;
  const echoMs = echoTrainLength > 1 ? echo * echoSpacingMs : 0;
  return (trains * repetitionTimeMs + clock.startMs + echoMs) / 1000;
}

export const scanDurationS = ({ sequence, runs, shots }: SliceClock): number =>
  (runs * sequence.averages * shots * sequence.repetitionTimeMs) / 1000;

const BREATHING = ACQUISITION.breathing;
const PULSATION = ACQUISITION.pulsation;

/** Depth of breath, 0 (out) … 1 (in). */
export function breath(timeS: number, periodS: number): number {
  const c = exactCosDeg((180 * timeS) / periodS);
  let value = 1;
  for (let i = 0; i < BREATHING.power; i++) value *= c;
  return value;
}

/** Complex factor on the signal of pulsating spins. */
export function pulse(
  timeS: number,
  { heartRatePerMin, csfPulsation }: Physiology,
): readonly [number, number] {
  const turn = 6 * heartRatePerMin * timeS;
  const amplitude = 1 - csfPulsation * PULSATION.loss * (0.5 - 0.5 * exactCosDeg(turn));
  const phase = csfPulsation * PULSATION.phaseDeg * exactSinDeg(turn);
  return [amplitude * exactCosDeg(phase), amplitude * exactSinDeg(phase)];
}

/** Share of the full breathing motion in a zone: 0 for the resting trunk. */
const zoneMotion = (zone: number): number => zone / (BREATHING.zones - 1);

/**
 * The trunk in zones of equal breathing motion, from the spine (zone 0) to the belly's skin; places in between belong to both
 * neighbours in proportion, so that nothing tears.
 * @param frontMm y of the belly's skin
 */
export function breathingZones(frontMm: number): Zones {
  const { zones, depthMm } = BREATHING;
  return {
    count: zones,
    direction: POSTERIOR,
    frontMm,
    depthMm,
    placeOf: (yMm) => Math.min(1, Math.max(0, 1 - (yMm - frontMm) / depthMm)) * (zones - 1),
  };
}

/** Displacement of a zone at a time, patient mm. */
export function displacement(zone: number, timeS: number, clock: SliceClock, options: MotionOptions): Vec3 {
  const { physiology, motion = [] } = options;
  const share = timeS / scanDurationS(clock);
  const last = motion.reduce<BulkMotion | undefined>(
    (latest, m) => (m.atFraction <= share && (!latest || m.atFraction >= latest.atFraction) ? m : latest),
    undefined,
  );
  const [x, y, z] = last?.shiftMm ?? [0, 0, 0];
  if (!physiology || zone === 0) return [x, y, z];
  const forward = physiology.breathingAmplitudeMm * breath(timeS, physiology.breathingPeriodS);
  return [x, y - zoneMotion(zone) * forward, z];
}

/** Displacement along read and phase, mm. */
export const inPlane = (shift: Vec3, read: Vec3, phase: Vec3): readonly [number, number] => [
  dot(shift, read),
  dot(shift, phase),
];
