import { addScaled, normalize, sliceNormal, type SliceGroup } from '../../src/geometry';
import type { AcquireOptions, Sequence } from '../../src/scanner';
import { bodyOf, discSlice, oneSlice, phantom, sequence, show } from './bench';
import { montage, type Shot } from './montage';
import { whiteOf } from './picture';

interface Choice {
  readonly name: string;
  readonly caption: string;
  readonly group?: SliceGroup;
  readonly seq?: Sequence;
  readonly options?: AcquireOptions;
  readonly seed?: number;
}

const MIDDLE = [0.12, 0.02, 0.76, 0.96] as const;

/** The same picture with each choice, in one window, so that brightness can be compared. */
function compare(
  group: SliceGroup,
  seq: Sequence,
  choices: readonly Choice[],
  crop: Shot['crop'] = MIDDLE,
  patientName = 'normal',
): Shot[] {
  const patient = phantom(patientName);
  const greys = choices.map((c) =>
    show(patient, c.group ?? group, c.seq ?? seq, c.options ?? {}, c.seed ?? 1),
  );
  const white = whiteOf(greys[0] ?? { data: [1] }, 0.006);
  return choices.map((choice, n) => {
    const grey = greys[n];
    if (!grey) throw new Error(`no picture of ${choice.name}`);
    return {
      name: `artefact-${choice.name}`,
      caption: choice.caption,
      grey,
      white,
      ...(crop ? { crop } : {}),
    };
  });
}

const QUIET = { breathingAmplitudeMm: 0, breathingPeriodS: 4, heartRatePerMin: 66, csfPulsation: 0 };

/** Each artefact off and on. */
export function artefacts(folder: string): string {
  const patient = phantom('normal');
  const t2 = sequence('t2-tse-sag');
  const sag = oneSlice(patient, 'sagittal', t2);
  const ax = sequence('t2-tse-ax');
  const axial = discSlice(patient, 'L4-L5', ax);
  const t1 = sequence('t1-tse-sag');
  const stir = sequence('stir-sag');
  const stirGroup = oneSlice(patient, 'sagittal', stir);
  const fatSat = sequence('t1-fs-tse-sag');
  const wide = { ...oneSlice(patient, 'sagittal', fatSat), fovReadMm: 400, fovPhaseMm: 400 };
  const gre = sequence('localizer-gre');
  // Through the screws of one side.
  const screwed = { ...sag, centre: addScaled(sag.centre, [1, 0, 0], 15) };
  const all: readonly (readonly [string, Shot[]])[] = [
    [
      'Fold-over',
      compare(
        sag,
        t2,
        [
          { name: 'wrap-off', caption: 'phase H-F with 50 % oversampling' },
          {
            name: 'wrap-on',
            caption: 'none: what lies above and below folds in',
            seq: { ...t2, phaseOversampling: 0 },
          },
          {
            name: 'wrap-small',
            caption: 'phase A-P, small field: the belly lies over the back',
            group: { ...sag, fovReadMm: 200, fovPhaseMm: 200 },
            seq: { ...t2, phaseOversampling: 0, phaseEncodeDirection: 'AP' },
          },
        ],
        [0, 0, 1, 1],
      ),
    ],
    [
      'Chemical shift',
      compare(sag, t1, [
        { name: 'shift-off', caption: 'T1, 400 Hz a pixel', seq: { ...t1, bandwidthHzPerPixel: 400 } },
        {
          name: 'shift-on',
          caption: 'T1, 60 Hz a pixel: fat lies 3.7 pixels off along read',
          seq: lowBandwidth(t1),
        },
      ]),
    ],
    [
      'Truncation and resolution',
      compare(sag, t2, [
        { name: 'truncation-off', caption: '384 × 384' },
        {
          name: 'truncation-on',
          caption: '128 lines: ringing along the cord and the endplates',
          seq: { ...t2, matrixPhase: 128, interpolation: 2 },
        },
        { name: 'phase-resolution', caption: '50 % phase resolution', seq: { ...t2, phaseResolution: 0.5 } },
        { name: 'partial-fourier', caption: '5/8 partial Fourier', seq: { ...t2, partialFourier: 0.625 } },
      ]),
    ],
    [
      'Noise',
      compare(sag, t2, [
        { name: 'noise-off', caption: 'two averages' },
        {
          name: 'noise-on',
          caption: 'one average, 1000 Hz a pixel, 2 mm',
          seq: { ...t2, averages: 1, bandwidthHzPerPixel: 800 },
          group: { ...sag, sliceThickness: 2 },
        },
        {
          name: 'acceleration',
          caption: 'acceleration 3: noise where the coils cannot part the folds',
          seq: { ...t2, averages: 1, accelerationFactor: 3 },
        },
      ]),
    ],
    [
      'Saturation band and crossing groups',
      [
        ...compare(sag, t2, [
          { name: 'band-off', caption: 'no saturation band' },
          {
            name: 'band-on',
            caption: 'anterior band over vessels and bowel',
            options: {
              saturationBands: [
                {
                  centre: addScaled(bodyOf(patient, 'L3'), [0, -1, 0], 65),
                  normal: [0, 1, 0],
                  thickness: 60,
                },
              ],
            },
          },
        ]),
        ...compare(
          axial,
          ax,
          [
            { name: 'crossing-off', caption: 'L4-L5 alone' },
            {
              name: 'crossing-on',
              caption: 'another group crosses at the canal in the same concatenation: spins are spent',
              options: { companions: [crossing(axial)] },
            },
          ],
          [0, 0, 1, 1],
        ),
      ],
    ],
    [
      'Motion',
      compare(sag, t2, [
        {
          name: 'pulsation',
          caption: 'pulsating CSF and vessels',
          options: { physiology: { ...QUIET, csfPulsation: 1 } },
        },
        {
          name: 'breathing',
          caption: 'breathing, phase A-P',
          seq: { ...t2, phaseEncodeDirection: 'AP', averages: 1 },
          options: { physiology: { ...QUIET, breathingAmplitudeMm: 15 } },
        },
        {
          name: 'bulk',
          caption: 'the patient moves 4 mm in the middle of the scan',
          options: { motion: [{ atFraction: 0.45, shiftMm: [0, 2, 4] }] },
        },
      ]),
    ],
    [
      'Fat suppression',
      compare(stirGroup, stir, [
        { name: 'stir', caption: 'STIR at the fat null' },
        { name: 'stir-wrong', caption: 'TI too short', seq: { ...stir, inversionTimeMs: 100 } },
        { name: 'stir-long', caption: 'TI too long', seq: { ...stir, inversionTimeMs: 400 } },
      ]),
    ],
    [
      'Spectral fat saturation',
      compare(
        wide,
        fatSat,
        [
          { name: 'fatsat-off', caption: 'none', seq: { ...fatSat, fatSuppression: 'none' } },
          { name: 'fatsat-on', caption: 'spectral: it fails towards the ends of the field' },
        ],
        [0, 0, 1, 1],
      ),
    ],
    [
      'Metal',
      [
        ...compare(screwed, t2, [{ name: 'metal-off', caption: 'no metal' }]),
        ...compare(
          screwed,
          t2,
          [
            { name: 'metal-on', caption: 'pedicle screws, 195 Hz a pixel' },
            { name: 'metal-wide', caption: '600 Hz a pixel: less displaced', seq: wideBand(t2) },
          ],
          MIDDLE,
          'pedicle-screws-l4-s1',
        ),
        ...compare(
          { ...screwed, name: 'gre' },
          gre,
          [{ name: 'metal-gre', caption: 'gradient echo: spins about the metal lose their phase' }],
          MIDDLE,
          'pedicle-screws-l4-s1',
        ),
      ],
    ],
  ];
  return all.map(([title, shots]) => `### ${title}\n\n${montage(folder, shots, shots.length)}`).join('\n\n');
}

/** Slices that lean by 22.6° (5-12-13) and cross another at the canal, as many as share a TR in a spine exam: little time to recover. */
function crossing(group: SliceGroup): SliceGroup {
  const lean = normalize(addScaled(group.columnDirection, sliceNormal(group), 5 / 12));
  return {
    ...group,
    name: 'crossing',
    centre: addScaled(group.centre, group.columnDirection, 12),
    sliceCount: 11,
    columnDirection: lean,
  };
}

/** Quick readouts leave the echo spacing as it is. */
const wideBand = (seq: Sequence): Sequence => ({ ...seq, bandwidthHzPerPixel: 600 });

/** A readout that long needs a longer echo spacing. */
function lowBandwidth(seq: Sequence): Sequence {
  return { ...seq, bandwidthHzPerPixel: 60, echoSpacingMs: 22, echoTimeMs: 22 };
}
