import type { SliceGroup } from '../../../src/geometry';
import type { PhantomPatient } from '../../../src/patient';
import type { Sequence } from '../../../src/scanner';
import { mean } from '../real/statistics';
import { AXIAL, block, middle, object, scan, SPIN_ECHO } from './objects';
import { relative, type Row } from './row';

const SOURCE =
  'SNR ∝ voxel volume · √(averages · lines / bandwidth), Haacke et al., Magnetic Resonance Imaging, 15; NEMA MS 1, two scans';
/** Two scans of the same object differ by noise alone; its spread over a quarter of 128 × 128 pixels is known to 1.1 %. */
const HALF = 32;
const SHARE = 0.04;

const deviation = (values: readonly number[]): number => {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((v) => (v - centre) ** 2)));
};

function snr(patient: PhantomPatient, sequence: Sequence, group: SliceGroup): number {
  const [first, second] = [1, 2].map((seed) =>
    middle(
      scan(patient, sequence, group, seed),
      HALF * (Math.min(sequence.matrixRead, sequence.matrixPhase) / 128),
    ),
  );
  if (!first || !second) return NaN;
  const difference = first.map((v, n) => v - (second[n] ?? 0));
  return mean(first) / (deviation(difference) / Math.SQRT2);
}

/** The SNR law: how much one change is worth. */
export function snrLaw(): Row[] {
  const water = block('csf', [75, 75, 40]);
  const base: Sequence = { ...SPIN_ECHO, averages: 1 };
  const group: SliceGroup = { ...AXIAL, sliceThickness: 3 };
  const reference = snr(water, base, group);
  const gain = (quantity: string, sequence: Sequence, other: SliceGroup, expected: number): Row =>
    relative(
      { quantity, measured: snr(water, sequence, other) / reference, expected, unit: '×', source: SOURCE },
      SHARE,
    );
  return [
    gain('SNR at four averages', { ...base, averages: 4 }, group, 2),
    gain(
      'SNR at four times the bandwidth',
      { ...base, bandwidthHzPerPixel: 4 * base.bandwidthHzPerPixel },
      group,
      0.5,
    ),
    gain('SNR of slices twice as thick', base, { ...group, sliceThickness: 6 }, 2),
    gain('SNR at half the matrix along read', { ...base, matrixRead: base.matrixRead / 2 }, group, 2),
    gain(
      'SNR at half the matrix along phase',
      { ...base, matrixPhase: base.matrixPhase / 2 },
      group,
      Math.SQRT2,
    ),
    gain(
      'SNR without the 50 % phase oversampling',
      { ...base, phaseOversampling: 0 },
      group,
      1 / Math.sqrt(1.5),
    ),
  ];
}

/** Magnitudes of noise alone follow Rayleigh's law. */
export function rayleigh(): Row {
  const nothing = object(() => 'air');
  // Small voxels: noise of many grey levels. No filter that would amplify it differently from place to place.
  const sequence: Sequence = {
    ...SPIN_ECHO,
    averages: 1,
    bandwidthHzPerPixel: 900,
    normalisationFilter: false,
  };
  const values = middle(scan(nothing, sequence, { ...AXIAL, sliceThickness: 1 }), 60);
  return relative(
    {
      quantity: 'air: spread of the magnitudes over their mean',
      measured: deviation(values) / mean(values),
      expected: Math.sqrt(4 / Math.PI - 1),
      unit: '',
      source: '√(4/π − 1), Gudbjartsson and Patz, Magn Reson Med 1995;34:910',
    },
    0.03,
  );
}
