import { assertSliceGroup, IsocenterError, stackExtentMm, type SliceGroup } from '../geometry';
import { phaseAxis } from './encoding';
import { sarEstimateWPerKg } from './figures';
import { echoTrainMs } from './signal';
import { SYSTEM } from './system';
import {
  concatenationsNeeded,
  minimumEchoMs,
  minimumRepetitionTimeMs,
  sliceBlockMs,
  slicesPerRepetition,
} from './timing';
import type { Sequence } from './types';

const L = SYSTEM.limits;
const MIB = 1024 * 1024;

const ms = (value: number): string => `${Number(value.toFixed(1))} ms`;

function refuse(code: string, message: string, hint: string): never {
  throw new IsocenterError(code, message, hint);
}

/** A number outside its range, NaN included; `whole` for counts. */
function assertRange(
  code: string,
  what: string,
  value: number,
  [low, high]: readonly number[],
  unit = '',
  whole = false,
): void {
  const [min = Number.NaN, max = Number.NaN] = [low, high];
  if (value >= min && value <= max && (!whole || Number.isInteger(value))) return;
  const kind = whole ? 'a whole number' : 'a value';
  refuse(code, `${what} of ${value}${unit} is not possible.`, `Use ${kind} from ${min} to ${max}${unit}.`);
}

function assertExtents(group: SliceGroup, sequence: Sequence): void {
  assertRange('slice-count-out-of-range', 'A slice count', group.sliceCount, L.slices, '', true);
  assertRange(
    'slice-thickness-out-of-range',
    'A slice thickness',
    group.sliceThickness,
    L.sliceThicknessMm,
    ' mm',
  );
  assertRange('fov-out-of-range', 'A field of view', group.fovReadMm, L.fovMm, ' mm');
  assertRange('fov-out-of-range', 'A field of view', group.fovPhaseMm, L.fovMm, ' mm');
  assertRange('matrix-out-of-range', 'A matrix', sequence.matrixRead, L.matrix, '', true);
  assertRange('matrix-out-of-range', 'A matrix', sequence.matrixPhase, L.matrix, '', true);
  assertSliceGroup(group);
  const far = Math.max(...group.centre.map(Math.abs));
  if (far > L.centreMm) {
    refuse(
      'centre-out-of-range',
      `The stack "${group.name}" lies ${far} mm away, outside any magnet.`,
      `Use a centre within ${L.centreMm} mm of the origin.`,
    );
  }
  const extent = stackExtentMm(group);
  if (extent > L.stackMm) {
    refuse(
      'stack-too-long',
      `The stack "${group.name}" is ${Math.round(extent)} mm long, more than the magnet's ${L.stackMm} mm.`,
      'Take fewer or thinner slices, or a smaller gap.',
    );
  }
  const bytes = 2 * sequence.matrixRead * sequence.matrixPhase * group.sliceCount;
  if (bytes > L.bytes) {
    refuse(
      'series-too-large',
      `The series would take ${Math.round(bytes / MIB)} MiB, more than the ${L.bytes / MIB} MiB allowed.`,
      'Take fewer slices or a smaller matrix.',
    );
  }
}

function assertEchoes(sequence: Sequence): void {
  const { kind, echoTimeMs, echoSpacingMs, echoTrainLength, repetitionTimeMs } = sequence;
  if (!(echoTimeMs > 0 && Number.isFinite(echoTimeMs)))
    refuse(
      'echo-time-out-of-range',
      `An echo time of ${echoTimeMs} ms is not possible.`,
      'Use a positive value.',
    );
  const shortest = minimumEchoMs(sequence);
  if (kind === 'GRE' || kind === 'SE') {
    if (echoTimeMs < shortest)
      refuse(
        'echo-time-too-short',
        `An echo time of ${ms(echoTimeMs)} does not leave room for the readout.`,
        `Use an echo time of at least ${ms(shortest)}, or a higher bandwidth.`,
      );
    return;
  }
  if (!(echoSpacingMs >= shortest))
    refuse(
      'echo-spacing-too-short',
      `An echo spacing of ${ms(echoSpacingMs)} does not hold readout and refocusing pulse.`,
      `Use an echo spacing of at least ${ms(shortest)}, or a higher bandwidth.`,
    );
  const train = echoTrainMs(echoTrainLength, echoSpacingMs);
  if (echoTimeMs > train + 1e-9 || echoTimeMs < echoSpacingMs - 1e-9)
    refuse(
      'echo-time-outside-train',
      `An echo time of ${ms(echoTimeMs)} lies outside the echo train of ${echoTrainLength} × ${ms(echoSpacingMs)}.`,
      `Use an echo time from ${ms(echoSpacingMs)} to ${ms(train)}, or another echo train length.`,
    );
  if (train >= repetitionTimeMs)
    refuse(
      'repetition-time-too-short',
      `The echo train of ${ms(train)} is longer than TR.`,
      `Use a TR above ${ms(sliceBlockMs(sequence))} or a shorter train.`,
    );
}

function assertInversion({ kind, inversionTimeMs, repetitionTimeMs, name }: Sequence): void {
  if (kind !== 'IR-TSE') return;
  if (inversionTimeMs !== undefined && inversionTimeMs > 0 && inversionTimeMs < repetitionTimeMs) return;
  refuse(
    'inversion-time-out-of-range',
    `"${name}" needs an inversion time between 0 and its TR, not ${inversionTimeMs ?? 'none'}.`,
    `Use a value below ${ms(repetitionTimeMs)}; fat is nulled near 200 ms at 1.5 T and 265 ms at 3 T.`,
  );
}

function assertTiming(group: SliceGroup, sequence: Sequence): void {
  if (slicesPerRepetition(sequence) < 1)
    refuse(
      'repetition-time-too-short',
      `A TR of ${ms(sequence.repetitionTimeMs)} does not hold one slice.`,
      `Use a TR of at least ${ms(minimumRepetitionTimeMs(sequence, 1))}.`,
    );
  // A gradient echo is short enough to take slices one after the other, whatever their number.
  if (sequence.kind !== 'GRE' && concatenationsNeeded(group, sequence) > L.concatenations)
    refuse(
      'too-many-concatenations',
      `${group.sliceCount} slices need ${concatenationsNeeded(group, sequence)} runs at this TR.`,
      `Use a TR of ${ms(minimumRepetitionTimeMs(sequence, group.sliceCount))} or fewer slices.`,
    );
}

function assertSar(group: SliceGroup, sequence: Sequence): void {
  const { firstLevelWPerKg: limit } = SYSTEM.sar;
  const sar = sarEstimateWPerKg(group, sequence);
  if (sar <= limit) return;
  // A longer TR also takes in slices that wait for another run: with all of them in one, it is long enough.
  const all = Math.max(1, group.sliceCount / slicesPerRepetition(sequence));
  refuse(
    'sar-too-high',
    `The estimated SAR of ${sar.toFixed(1)} W/kg is above the limit of ${limit} W/kg.`,
    `Use a TR of at least ${Math.ceil((sequence.repetitionTimeMs * sar * all) / limit)} ms, fewer slices, or a smaller flip angle.`,
  );
}

/**
 * Throws a named error, before any work starts, when the scanner cannot run this group with this sequence; the hint
 * says what would be legal. Too many slices for TR is not refused: see `concatenationsNeeded`.
 */
export function assertRunnable(group: SliceGroup, sequence: Sequence): void {
  assertExtents(group, sequence);
  assertRange('repetition-time-out-of-range', 'A TR', sequence.repetitionTimeMs, L.repetitionTimeMs, ' ms');
  assertRange('flip-angle-out-of-range', 'A flip angle', sequence.flipAngleDeg, [1, 180], '°');
  assertRange('averages-out-of-range', 'A number of averages', sequence.averages, L.averages, '', true);
  assertRange(
    'bandwidth-out-of-range',
    'A bandwidth',
    sequence.bandwidthHzPerPixel,
    L.bandwidthHzPerPixel,
    ' Hz',
  );
  const { echoTrainLength, phaseOversampling } = sequence;
  assertRange(
    'echo-train-out-of-range',
    'An echo train length',
    echoTrainLength,
    L.echoTrainLength,
    '',
    true,
  );
  assertRange('oversampling-out-of-range', 'A phase oversampling', phaseOversampling, L.phaseOversampling);
  assertEchoes(sequence);
  assertInversion(sequence);
  assertTiming(group, sequence);
  phaseAxis(group, sequence);
  assertSar(group, sequence);
}
