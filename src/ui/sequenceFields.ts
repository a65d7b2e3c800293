import { msg, str } from '@lit/localize';
import { wrapFreeReachMm } from '../planning';
import {
  fatShiftHz,
  isTrain,
  minimumEchoMs,
  minimumRepetitionTimeMs,
  phaseEncoding,
  phaseDirectionsInPlane,
  scanFigures,
  sequenceByName,
  withSetting,
  type Sequence,
} from '../scanner';
import type { CardField, Choice, FieldValue } from './cardField';
import { concatenationsOf, slicesOf, type SeriesRequest } from './exam';
import { rounded } from './format';
import { plainNumber } from './language';

type Setting = Exclude<
  keyof Sequence,
  'name' | 'label' | 'kind' | 'orientation' | 'fieldStrengthT' | 'defaults'
>;

const ms = (value: number): string => `${plainNumber(Math.ceil(value * 10 - 1e-9) / 10)} ms`;
const always = (): boolean => true;

interface SettingField
  extends
    Pick<CardField, 'label' | 'page' | 'column'>,
    Partial<Pick<CardField, 'unit' | 'step' | 'digits' | 'isUsed' | 'note'>> {
  readonly choices?: readonly Choice[];
  /** The value is a share, shown in percent. */
  readonly percent?: boolean;
}

function settingField(key: Setting, field: SettingField): CardField {
  const { choices, percent = false, unit = percent ? '%' : '', isUsed = always } = field;
  const { step = 1, digits = 2, label, page, column, note } = field;
  const shownOf = (sequence: Sequence): FieldValue => {
    const value = sequence[key];
    // Inversion recovery alone has an inversion time.
    if (value === undefined) return 0;
    return percent && typeof value === 'number' ? rounded(100 * value, 4) : value;
  };
  const store = (sequence: Sequence, value: FieldValue): Sequence => {
    const stored = percent && typeof value === 'number' ? rounded(value / 100, 6) : value;
    // Numbers are judged by the scanner's limits, which know ways out; what is chosen is one of what there is.
    return typeof stored === 'number'
      ? { ...sequence, [key]: stored }
      : withSetting(sequence, key, String(stored));
  };
  return {
    ...{ key, label, page, column, unit, step, digits, isUsed },
    get: ({ sequence }) => shownOf(sequence),
    set: (values, value) => ({ ...values, sequence: store(values.sequence, value) }),
    preset: ({ sequence, atStart }) =>
      shownOf({ ...sequenceByName(sequence.name, sequence.fieldStrengthT), ...atStart }),
    ...(choices && { choices: ({ sequence }) => withPresent(choices, shownOf(sequence), unit) }),
    ...(note && { note }),
  };
}

/** A value that came from elsewhere, as with the AI's plan, is one of the choices too. */
const withPresent = (choices: readonly Choice[], value: FieldValue, unit: string): readonly Choice[] =>
  choices.some((choice) => choice.value === value)
    ? choices
    : [...choices, { value, label: `${value} ${unit}` }];

const choose = (...labels: readonly (readonly [FieldValue, string])[]): readonly Choice[] =>
  labels.map(([value, label]) => ({ value, label }));

const lines = ({ group, sequence }: SeriesRequest): string => {
  const { lines: all, acquiredLines } = phaseEncoding(group, sequence);
  return msg(str`${acquiredLines} of ${all} lines of k-space are read.`);
};

const pixel = ({ group, sequence }: SeriesRequest): string => {
  const [column, row] = scanFigures(group, sequence).acquiredVoxelMm;
  return msg(str`Resolved pixel ${plainNumber(rounded(column, 2))} × ${plainNumber(rounded(row, 2))} mm.`);
};

function repetitionTime({ sequence, saturationBands, ...request }: SeriesRequest): string {
  const slices = slicesOf({ sequence, saturationBands, ...request });
  const runs = Math.min(sequence.concatenations, slices);
  const shortest = ms(minimumRepetitionTimeMs(sequence, Math.ceil(slices / runs), saturationBands));
  return runs === 1
    ? msg(str`${slices} slices in 1 concatenation need at least ${shortest}.`)
    : msg(str`${slices} slices in ${runs} concatenations need at least ${shortest}.`);
}

function echoTime({ sequence }: SeriesRequest): string {
  const { echoTimeMs, echoSpacingMs, echoTrainLength } = sequence;
  if (!isTrain(sequence)) return msg(str`The readout needs at least ${ms(minimumEchoMs(sequence))}.`);
  return msg(
    str`Echo ${Math.round(echoTimeMs / echoSpacingMs)} of ${echoTrainLength}, one every ${ms(echoSpacingMs)}.`,
  );
}

function concatenations(request: SeriesRequest): string {
  const runs = concatenationsOf(request);
  if (!runs) return msg('This kind of sequence does not split its slices.');
  return msg(str`Slices are taken in ${runs.made}.`);
}

/** Every value `withSetting` knows, on one page each. */
export const SEQUENCE_FIELDS: readonly CardField[] = [
  settingField('repetitionTimeMs', {
    ...{ label: 'TR', page: 'Routine', column: 'right', unit: 'ms', step: 10, note: repetitionTime },
  }),
  settingField('concatenations', {
    ...{ label: 'Concat.', page: 'Routine', column: 'right', note: concatenations },
    isUsed: ({ kind }) => kind !== 'GRE' && kind !== 'bSSFP' && kind !== 'TSE-3D',
  }),
  settingField('echoTimeMs', {
    ...{ label: 'TE', page: 'Routine', column: 'right', unit: 'ms', note: echoTime },
  }),
  settingField('averages', { label: 'Averages', page: 'Routine', column: 'right', note: lines }),
  settingField('inversionTimeMs', {
    ...{ label: 'TI', page: 'Contrast', column: 'left', unit: 'ms', step: 5 },
    isUsed: ({ kind }) => kind === 'IR-TSE',
    note: ({ sequence }) =>
      msg(str`Inversion to excitation, within a TR of ${ms(sequence.repetitionTimeMs)}.`),
  }),
  settingField('flipAngleDeg', {
    ...{ label: 'Flip angle', page: 'Contrast', column: 'left', unit: '°', step: 5 },
    note: ({ sequence: { kind } }) =>
      kind === 'GRE' || kind === 'bSSFP'
        ? msg('Of the excitation.')
        : msg('Of the refocusing pulses; smaller lowers SAR.'),
  }),
  settingField('fatSuppression', {
    ...{ label: 'Fat suppr.', page: 'Contrast', column: 'left' },
    choices: choose(
      ['none', 'none'],
      ['spectral', 'spectral'],
      ['dixon-water', 'Dixon water'],
      ['dixon-fat', 'Dixon fat'],
      ['dixon-in-phase', 'Dixon in phase'],
      ['dixon-opposed-phase', 'Dixon opposed'],
    ),
    note: ({ sequence: { fieldStrengthT } }) =>
      msg(
        str`Fat lies ${Math.round(fatShiftHz(fieldStrengthT))} Hz from water at ${plainNumber(fieldStrengthT)} T.`,
      ),
  }),
  settingField('echoTrainLength', {
    ...{ label: 'Turbo factor', page: 'Contrast', column: 'right', isUsed: isTrain },
    note: ({ sequence: s }) => msg(str`The echo train lasts ${ms(s.echoTrainLength * s.echoSpacingMs)}.`),
  }),
  settingField('echoSpacingMs', {
    ...{ label: 'Echo spacing', page: 'Contrast', column: 'right', unit: 'ms', step: 0.5, isUsed: isTrain },
    note: ({ sequence }) => msg(str`At least ${ms(minimumEchoMs(sequence))} at this bandwidth. TE follows.`),
  }),
  settingField('refocusingScheme', {
    ...{ label: 'Refocusing', page: 'Contrast', column: 'right', isUsed: isTrain },
    choices: choose(['constant', 'constant'], ['variable', 'variable']),
    note: () => msg('Angles of the echo train: all alike, or swept as in long 3-D trains.'),
  }),
  settingField('matrixRead', {
    ...{ label: 'Matrix read', page: 'Resolution', column: 'left', step: 32, note: pixel },
  }),
  settingField('matrixPhase', {
    ...{ label: 'Matrix phase', page: 'Resolution', column: 'left', step: 32, note: pixel },
  }),
  settingField('phaseResolution', {
    ...{ label: 'Phase resol.', page: 'Resolution', column: 'left', percent: true, step: 5, note: pixel },
  }),
  settingField('interpolation', {
    ...{ label: 'Interpolation', page: 'Resolution', column: 'left', note: pixel },
    choices: choose([1, 'off'], [2, 'on']),
  }),
  settingField('bandwidthHzPerPixel', {
    ...{ label: 'Bandwidth', page: 'Resolution', column: 'right', unit: 'Hz/px', step: 10 },
    note: ({ sequence: s }) =>
      msg(
        str`Fat is displaced by ${plainNumber(rounded(fatShiftHz(s.fieldStrengthT) / s.bandwidthHzPerPixel, 1))} pixels along read.`,
      ),
  }),
  settingField('partialFourier', {
    ...{ label: 'Part. Fourier', page: 'Resolution', column: 'right', percent: true, note: lines },
    choices: choose([100, 'off'], [87.5, '7/8'], [75, '6/8'], [62.5, '5/8']),
  }),
  settingField('accelerationFactor', {
    ...{ label: 'Acceleration', page: 'Resolution', column: 'right', note: lines },
    choices: choose([1, 'off'], [2, '× 2'], [3, '× 3'], [4, '× 4']),
  }),
  settingField('phaseEncodeDirection', {
    ...{ label: 'Phase dir.', page: 'Geometry', column: 'right' },
    choices: choose(['AP', 'A–P'], ['RL', 'R–L'], ['HF', 'H–F']),
    note: ({ group }) =>
      msg(str`In these slices: ${phaseDirectionsInPlane(group).join(msg(' or '))}. Ghosts run along it.`),
  }),
  settingField('phaseOversampling', {
    ...{ label: 'Oversampling', page: 'Geometry', column: 'right', percent: true, step: 5 },
    note: ({ group, sequence }) =>
      msg(
        str`Nothing folds in from up to ${Math.floor(wrapFreeReachMm(group, sequence))} mm beside the centre.`,
      ),
  }),
  settingField('sliceOrder', {
    ...{ label: 'Slice order', page: 'Geometry', column: 'left' },
    choices: choose(['interleaved', 'interleaved'], ['ascending', 'ascending'], ['descending', 'descending']),
    note: () => msg('Interleaved leaves neighbours time to recover from each other.'),
  }),
  settingField('normalisationFilter', {
    ...{ label: 'Normalise', page: 'System', column: 'left' },
    choices: choose([true, 'on'], [false, 'off']),
    note: () => msg('Evens out the brightness of the spine coil.'),
  }),
];
