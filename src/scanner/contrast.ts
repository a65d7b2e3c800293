import { exactCosDeg, exactSinDeg } from '../geometry';
import { TISSUE_NAMES, TISSUES, type TissueSource } from '../patient';
import { ACQUISITION } from './acquisitionSettings';
import { echoBasis } from './echoBasis';
import { echoCount, echoSignals, type EchoSignals } from './echoTrain';
import { fatPhaseDeg, spectralSaturation } from './fat';
import type { SignalTissue } from './pools';
import { relaxationTable } from './tissueTable';
import { TEXTURE_LEVELS, textureDeviation } from './textureTile';
import type { Sequence } from './types';

export type Species = 'water' | 'fat';

/**
 * Tissues that share species, way of moving and shape of the echo curve. Its image is the map of `coefficients`; its
 * lines of k-space are weighted by `curve` at the echo that reads them, and by `factor`.
 */
export interface Channel {
  readonly species: Species;
  /** Whether it holds what pulsates with the heart. */
  readonly pulsates: boolean;
  /** By tissue index. */
  readonly coefficients: Float64Array;
  readonly curve: readonly number[];
  /** Complex factor on all lines: the phase of fat, its sign in a Dixon image. */
  readonly factor: readonly [re: number, im: number];
}

/** Tissues whose spins move with the heart beat: blood and cerebrospinal fluid. */
const PULSATING = new Set<string>(ACQUISITION.flow.pulsating);

/** Fully relaxed spins that have just flowed in give this much; a long TR stands for "fully". */
const FRESH_TR_MS = 30000;

/** What flow does to a vessel's signal: spin echoes lose the spins that left, gradient echoes gain fresh ones. */
function withFlow(name: string, tissue: SignalTissue, sequence: Sequence, still: EchoSignals): EchoSignals {
  const flow = ACQUISITION.flow.tissues[name as keyof typeof ACQUISITION.flow.tissues];
  if (!flow) return still;
  if (sequence.kind !== 'GRE' && sequence.kind !== 'bSSFP') {
    const left = (values: readonly number[]): number[] => values.map((v) => v * (1 - flow.washout));
    return { water: left(still.water), fat: left(still.fat) };
  }
  if (sequence.kind === 'bSSFP') return still;
  const fresh = echoSignals(tissue, { ...sequence, repetitionTimeMs: FRESH_TR_MS });
  const mix = (a: readonly number[], b: readonly number[]): number[] =>
    a.map((v, i) => v + flow.inflow * ((b[i] ?? 0) - v));
  return { water: mix(still.water, fresh.water), fat: mix(still.fat, fresh.fat) };
}

/** Echo signals by tissue index, flow included. */
export function tissueSignals(source: TissueSource, sequence: Sequence): readonly EchoSignals[] {
  const none = Array.from({ length: echoCount(sequence) }, () => 0);
  return relaxationTable(sequence.fieldStrengthT, source.fatFractions).map((tissue, i) => {
    if (!(tissue.protonDensity > 0)) return { water: none, fat: none };
    return withFlow(TISSUE_NAMES[i] ?? '', tissue, sequence, echoSignals(tissue, sequence));
  });
}

/**
 * Factor of a species in the image: fat's phase at the echo; in a Dixon image the sum or difference of the two echoes'
 * images, which leaves one species (W. T. Dixon, Radiology 1984;153:189).
 */
function speciesFactor(species: Species, sequence: Sequence): readonly [number, number] {
  if (sequence.fatSuppression === 'dixon-water') return species === 'water' ? [1, 0] : [0, 0];
  if (sequence.fatSuppression === 'dixon-fat') return species === 'fat' ? [1, 0] : [0, 0];
  if (species === 'water') return [1, 0];
  const phase = -fatPhaseDeg(sequence);
  return [exactCosDeg(phase), exactSinDeg(phase)];
}

function channelsOf(species: Species, curves: readonly (readonly number[])[], sequence: Sequence): Channel[] {
  const factor = speciesFactor(species, sequence);
  if ((factor[0] === 0 && factor[1] === 0) || curves.every((c) => c.every((v) => v === 0))) return [];
  const basis = echoBasis(curves, ACQUISITION.echoBasis.tolerance);
  return basis.curves.map((curve, r) => ({
    species,
    pulsates: false,
    coefficients: Float64Array.from(basis.coefficients, (row) => row[r] ?? 0),
    curve,
    factor,
  }));
}

/** The channels of a patient under a sequence. Blood and CSF have their own when the heart beats. */
export function contrastChannels(
  signals: readonly EchoSignals[],
  sequence: Sequence,
  heartBeats: boolean,
): Channel[] {
  // Balanced signals depend on the place (fieldEffects.ts): their channels only say where there is tissue.
  if (sequence.kind === 'bSSFP')
    return (['water', 'fat'] as const).map((species) => ({
      species,
      pulsates: false,
      coefficients: Float64Array.from(signals, ({ water, fat }) =>
        [...water, ...fat].some((v) => v !== 0) ? 1 : 0,
      ),
      curve: [1],
      factor: speciesFactor(species, sequence),
    }));
  return (['water', 'fat'] as const).flatMap((species) => {
    const curves = signals.map((signal) => signal[species]);
    if (!heartBeats) return channelsOf(species, curves, sequence);
    const part = (pulsates: boolean): (readonly number[])[] =>
      curves.map((c, i) => (PULSATING.has(TISSUE_NAMES[i] ?? '') === pulsates ? c : c.map(() => 0)));
    return [
      ...channelsOf(species, part(false), sequence),
      ...channelsOf(species, part(true), sequence).map((channel) => ({ ...channel, pulsates: true })),
    ];
  });
}

/** Factors of water and fat of a spectral saturation where the field is off by `offsetHz`; 1 without. */
export const suppression = (sequence: Sequence, offsetHz: number): { water: number; fat: number } =>
  sequence.fatSuppression === 'spectral'
    ? spectralSaturation(offsetHz, sequence.fieldStrengthT)
    : { water: 1, fat: 1 };

/** Texture's factor by code (tissue · levels + level). */
export function textureFactors(): Float32Array {
  const factors = new Float32Array(TISSUES.length * TEXTURE_LEVELS);
  TISSUES.forEach(({ texture }, tissue) => {
    for (let level = 0; level < TEXTURE_LEVELS; level++)
      factors[tissue * TEXTURE_LEVELS + level] = 1 + texture * textureDeviation(level);
  });
  return factors;
}
