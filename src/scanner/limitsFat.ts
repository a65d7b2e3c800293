import { fatShiftHz } from './fat';
import { ms, type Change, type Rule } from './refusal';
import { SYSTEM } from './system';
import { isDixon, minimumEchoMs, opposedPhaseMs } from './timing';

const L = SYSTEM.limits;

/** Balanced echoes have no pause for a preparation; at low field fat lies too near to water for a pulse to tell them apart. */
export const fatSuppression: Rule = ({ sequence, saturationBands }) => {
  const { kind, fieldStrengthT, fatSuppression: wanted } = sequence;
  const none: Change = { text: 'switch fat suppression off', sequence: { fatSuppression: 'none' } };
  if (kind === 'bSSFP' && wanted !== 'none')
    return {
      code: 'fat-suppression-not-possible',
      message: 'Balanced echoes leave no time for fat suppression.',
      changes: [none],
    };
  if (kind === 'bSSFP' && saturationBands > 0)
    return {
      code: 'saturation-not-possible',
      message: 'Balanced echoes leave no time for saturation bands.',
      changes: [
        {
          text: 'remove the saturation bands, or use a spin echo or gradient echo sequence',
          saturationBands: 0,
        },
      ],
    };
  const apartHz = fatShiftHz(fieldStrengthT);
  if (wanted !== 'spectral' || apartHz >= L.spectralSeparationHz) return undefined;
  return {
    code: 'fat-too-near-to-water',
    message: `At ${fieldStrengthT} T fat lies ${Math.round(apartHz)} Hz from water, too near for spectral saturation.`,
    changes: [{ ...none, text: 'switch fat suppression off, and use STIR or Dixon instead' }],
  };
};

/** A gradient echo's in-phase image needs an echo time at which fat and water point the same way, the opposed one before it. */
export const dixonEchoTime: Rule = ({ sequence }) => {
  if (!isDixon(sequence) || sequence.kind !== 'GRE') return undefined;
  const { echoTimeMs } = sequence;
  const half = opposedPhaseMs(sequence);
  const first = Math.max(1, Math.ceil((minimumEchoMs(sequence) / half + 1) / 2));
  const turns = Math.max(first, Math.round(echoTimeMs / (2 * half)));
  const legal = Number((2 * half * turns).toFixed(2));
  if (Math.abs(echoTimeMs - legal) <= L.dixonTolerance * half) return undefined;
  return {
    code: 'dixon-echo-time',
    message: `Fat and water are not in phase at an echo time of ${ms(echoTimeMs)}.`,
    changes: [{ text: `use an echo time of ${legal} ms`, sequence: { echoTimeMs: legal } }],
  };
};
