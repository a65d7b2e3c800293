import { acquiredLineNumbers, phaseEncoding } from './encoding';
import { dixonEchoTime, fatSuppression } from './limitsFat';
import { atLeast, ms, nearest, slicesTogether, upTo, type Change, type Request, type Rule } from './refusal';
import { ALL_SEQUENCES } from './sequences';
import { SYSTEM } from './system';
import {
  concatenationsNeeded,
  isTrain,
  leadMs,
  minimumEchoMs,
  minimumRepetitionTimeMs,
  readoutMs,
  sliceBlockMs,
  slicesPerRepetition,
} from './timing';
import type { Sequence } from './types';

const L = SYSTEM.limits;

/** The echo of the train nearest to the echo time, as an echo time in ms; at least the first, at most the last. */
function nearestEchoMs({ echoTimeMs, echoTrainLength }: Sequence, echoSpacingMs: number): number {
  const echo = nearest(Math.round(echoTimeMs / echoSpacingMs), [1, echoTrainLength]);
  return Number((echo * echoSpacingMs).toFixed(6));
}

/** A bandwidth at which this much time is left for the readout, where there is one. */
function fasterReadout(readoutLimitMs: number): Change[] {
  const bandwidthHzPerPixel = Math.ceil(1000 / readoutLimitMs);
  if (!(readoutLimitMs > 0) || bandwidthHzPerPixel > L.bandwidthHzPerPixel[1]) return [];
  return [
    { text: `use a bandwidth of at least ${bandwidthHzPerPixel} Hz`, sequence: { bandwidthHzPerPixel } },
  ];
}

const echoTimeIsTime: Rule = ({ sequence }) => {
  const { echoTimeMs } = sequence;
  if (echoTimeMs > 0 && Number.isFinite(echoTimeMs)) return undefined;
  const legal = isTrain(sequence)
    ? nearestEchoMs({ ...sequence, echoTimeMs: 0 }, sequence.echoSpacingMs)
    : atLeast(minimumEchoMs(sequence));
  return {
    code: 'echo-time-out-of-range',
    message: `An echo time of ${echoTimeMs} ms is not possible.`,
    changes: [{ text: `use a positive value such as ${ms(legal)}`, sequence: { echoTimeMs: legal } }],
  };
};

/** Echoes that are not part of a train: the time before them must hold half the readout and the pulses. */
const singleEcho: Rule = ({ sequence }) => {
  const { kind, echoTimeMs } = sequence;
  if (kind !== 'GRE' && kind !== 'SE') return undefined;
  const shortest = minimumEchoMs(sequence);
  if (echoTimeMs >= shortest) return undefined;
  const legal = atLeast(shortest);
  const spare = echoTimeMs - (shortest - readoutMs(sequence) / (kind === 'GRE' ? 2 : 1));
  return {
    code: 'echo-time-too-short',
    message: `An echo time of ${ms(echoTimeMs)} does not leave room for the readout.`,
    changes: [
      { text: `use an echo time of at least ${ms(legal)}`, sequence: { echoTimeMs: legal } },
      ...fasterReadout(kind === 'GRE' ? 2 * spare : spare),
    ],
  };
};

/** A balanced echo lies in the middle of TR, where its spins rephase. */
const balancedEcho: Rule = ({ sequence }) => {
  const { kind, echoTimeMs, repetitionTimeMs } = sequence;
  if (kind !== 'bSSFP') return undefined;
  const [shortest, longest] = [sliceBlockMs(sequence), L.balancedRepetitionTimeMs];
  if (repetitionTimeMs > longest)
    return {
      code: 'repetition-time-too-long',
      message: `A TR of ${ms(repetitionTimeMs)} is too long for balanced echoes: bands would cross the image.`,
      changes: [
        {
          text: `use a TR of at most ${ms(longest)} with the echo in its middle`,
          sequence: { repetitionTimeMs: longest, echoTimeMs: longest / 2 },
        },
      ],
    };
  const legal = Math.max(repetitionTimeMs, atLeast(shortest)) / 2;
  if (Math.abs(echoTimeMs / legal - 1) <= L.balancedEchoTolerance || shortest > repetitionTimeMs)
    return undefined;
  return {
    code: 'echo-time-not-central',
    message: `A balanced echo at ${ms(echoTimeMs)} does not lie in the middle of its TR of ${ms(repetitionTimeMs)}.`,
    changes: [
      { text: `use an echo time of ${Number(legal.toFixed(3))} ms`, sequence: { echoTimeMs: legal } },
    ],
  };
};

const echoSpacing: Rule = ({ sequence }) => {
  const { echoSpacingMs } = sequence;
  if (!isTrain(sequence)) return undefined;
  const shortest = minimumEchoMs(sequence);
  if (echoSpacingMs >= shortest && echoSpacingMs <= L.echoSpacingMs) return undefined;
  const legal = nearest(echoSpacingMs, [atLeast(shortest), L.echoSpacingMs]);
  const change = { echoSpacingMs: legal, echoTimeMs: nearestEchoMs(sequence, legal) };
  const [code, why, bound] =
    echoSpacingMs > L.echoSpacingMs
      ? ['echo-spacing-too-long', 'is longer than any scanner offers', 'at most']
      : ['echo-spacing-too-short', 'does not hold readout and refocusing pulse', 'at least'];
  const faster = code === 'echo-spacing-too-short' ? echoSpacingMs - (shortest - readoutMs(sequence)) : 0;
  return {
    code,
    message: `An echo spacing of ${ms(echoSpacingMs)} ${why}.`,
    changes: [
      {
        text: `use an echo spacing of ${bound} ${ms(legal)} (echo time ${ms(change.echoTimeMs)})`,
        sequence: change,
      },
      ...fasterReadout(faster),
    ],
  };
};

/** The effective echo time is that of the echo which reads the centre of k-space: one of the train. */
const effectiveEchoTime: Rule = ({ sequence }) => {
  if (!isTrain(sequence)) return undefined;
  const { echoTimeMs, echoSpacingMs, echoTrainLength } = sequence;
  const echoes = echoTimeMs / echoSpacingMs;
  const legal = nearestEchoMs(sequence, echoSpacingMs);
  const change = { echoTimeMs: legal };
  const train = echoTrainLength * echoSpacingMs;
  if (echoes < 1 - L.echoTolerance || echoes > echoTrainLength + L.echoTolerance)
    return {
      code: 'echo-time-outside-train',
      message: `An echo time of ${ms(echoTimeMs)} lies outside the echo train of ${echoTrainLength} × ${ms(echoSpacingMs)}.`,
      changes: [
        {
          text: `use an echo time from ${ms(echoSpacingMs)} to ${ms(train)}, e.g. ${legal} ms`,
          sequence: change,
        },
      ],
    };
  if (Math.abs(echoes - Math.round(echoes)) <= L.echoTolerance) return undefined;
  return {
    code: 'echo-time-between-echoes',
    message: `An echo time of ${ms(echoTimeMs)} lies between two echoes that are ${ms(echoSpacingMs)} apart.`,
    changes: [{ text: `use an echo time of ${legal} ms`, sequence: change }],
  };
};

/** The inversion time of this field's STIR preset, ms. */
const presetInversionMs = ({ fieldStrengthT }: Sequence): number =>
  ALL_SEQUENCES.find((s) => s.kind === 'IR-TSE' && s.fieldStrengthT === fieldStrengthT)?.inversionTimeMs ??
  SYSTEM.timing.inversionMs;

const inversionTime: Rule = ({ sequence, saturationBands }) => {
  const { kind, inversionTimeMs, repetitionTimeMs, name } = sequence;
  if (kind !== 'IR-TSE') return undefined;
  const shortest = SYSTEM.timing.inversionMs;
  const longest = repetitionTimeMs - sliceBlockMs(sequence, saturationBands);
  if (inversionTimeMs !== undefined && inversionTimeMs >= shortest && inversionTimeMs < repetitionTimeMs)
    return undefined;
  const usual = presetInversionMs(sequence);
  const high = Math.max(shortest, upTo(longest));
  const legal =
    inversionTimeMs === undefined ? Math.min(usual, high) : nearest(inversionTimeMs, [shortest, high]);
  const tr = Math.max(repetitionTimeMs, atLeast(legal + sliceBlockMs(sequence, saturationBands)));
  return {
    code: 'inversion-time-out-of-range',
    message: `"${name}" needs an inversion time between ${shortest} ms and its TR, not ${inversionTimeMs ?? 'none'}.`,
    changes: [
      {
        text: `use an inversion time from ${ms(shortest)} to ${ms(high)} with a TR of ${ms(tr)}; the preset, which nulls fat, has ${ms(usual)}`,
        sequence: { inversionTimeMs: legal, repetitionTimeMs: tr },
      },
    ],
  };
};

/** Calibration lines lie on both sides of the centre: partial Fourier must leave them in. */
const calibrationLines: Rule = ({ group, sequence }) => {
  const { partialFourier, accelerationFactor } = sequence;
  if (accelerationFactor === 1) return undefined;
  const { lines } = phaseEncoding(group, sequence);
  const half = SYSTEM.parallelImaging.calibrationLines / 2;
  if (-(acquiredLineNumbers(lines, partialFourier, 1)[0] ?? 0) >= half) return undefined;
  const needed = atLeast(0.5 + half / lines, 2);
  const more = {
    text: `use a partial Fourier share of at least ${needed}`,
    sequence: { partialFourier: needed },
  };
  return {
    code: 'calibration-lines-missing',
    message: `Parallel imaging needs ${2 * half} calibration lines about the centre of k-space; ${partialFourier} of ${lines} lines do not hold them.`,
    changes: [
      ...(needed <= 1 ? [more] : []),
      { text: 'use an acceleration factor of 1', sequence: { accelerationFactor: 1 } },
    ],
  };
};

/** A TR that holds one slice. */
const holdsOneSlice: Rule = ({ sequence, saturationBands }) => {
  if (slicesPerRepetition(sequence, saturationBands) >= 1) return undefined;
  const least = atLeast(minimumRepetitionTimeMs(sequence, 1, saturationBands));
  const { echoTrainLength, echoTimeMs, echoSpacingMs } = sequence;
  const over = minimumRepetitionTimeMs(sequence, 1, saturationBands) - sequence.repetitionTimeMs;
  const shorter = isTrain(sequence) ? echoTrainLength - Math.ceil(over / echoSpacingMs - 1e-9) : 0;
  const longerTr: Change = {
    text: `use a TR of at least ${ms(least)}`,
    sequence: {
      repetitionTimeMs: least,
      ...(sequence.kind === 'bSSFP' ? { echoTimeMs: least / 2 } : {}),
    },
  };
  const shorterTrain: Change = {
    text: `use an echo train of at most ${shorter}`,
    sequence: { echoTrainLength: shorter },
  };
  const echoStays = shorter * echoSpacingMs >= echoTimeMs - 1e-9;
  return {
    code: 'repetition-time-too-short',
    message: `A TR of ${ms(sequence.repetitionTimeMs)} does not hold one slice.`,
    changes: [
      ...(least <= L.repetitionTimeMs[1] ? [longerTr] : []),
      ...(shorter >= 1 && echoStays ? [shorterTrain] : []),
      ...(leadMs(sequence) > SYSTEM.timing.inversionMs + over ? shorterInversion(sequence, over) : []),
    ],
  };
};

function shorterInversion({ inversionTimeMs = 0 }: Sequence, byMs: number): Change[] {
  const legal = upTo(inversionTimeMs - byMs);
  return [{ text: `use an inversion time of at most ${ms(legal)}`, sequence: { inversionTimeMs: legal } }];
}

/** Changes that bring the slices into at most this many runs: a longer TR, or fewer slices. */
export function fitInto(runs: number, request: Request): Change[] {
  const { sequence, saturationBands, companionSlices } = request;
  const together = slicesTogether(request);
  const perRun = Math.ceil(together / runs);
  const tr = atLeast(minimumRepetitionTimeMs(sequence, perRun, saturationBands));
  const longer: Change = { text: `use a TR of at least ${ms(tr)}`, sequence: { repetitionTimeMs: tr } };
  const room = runs * slicesPerRepetition(sequence, saturationBands) - companionSlices;
  const fewer: Change = { text: `take at most ${room} slices`, group: { sliceCount: room } };
  return [...(tr <= L.repetitionTimeMs[1] ? [longer] : []), ...(room >= 1 ? [fewer] : [])];
}

const concatenations: Rule = (request) => {
  const { sequence, saturationBands } = request;
  const together = slicesTogether(request);
  // Gradient echoes are short enough to take slices one after the other, whatever their number.
  if (sequence.kind === 'GRE' || sequence.kind === 'bSSFP') return undefined;
  const needed = concatenationsNeeded({ sliceCount: together }, sequence, saturationBands);
  const [, most] = L.concatenations;
  if (needed <= most) return undefined;
  return {
    code: 'too-many-concatenations',
    message: `${together} slices need ${needed} runs at this TR; the scanner makes ${most}.`,
    changes: fitInto(most, request),
  };
};

/** In this order: each may assume that the ones before it have passed. */
export const TIMING_RULES: readonly Rule[] = [
  fatSuppression,
  balancedEcho,
  echoSpacing,
  echoTimeIsTime,
  singleEcho,
  effectiveEchoTime,
  dixonEchoTime,
  inversionTime,
  calibrationLines,
  holdsOneSlice,
  concatenations,
];
