import type { TissueRelaxation } from './types';
import table from './data/tissues.json';

/** Field strengths of the tissue table, tesla. */
export type FieldKey = '0.55' | '1.5' | '3';

/** A tissue of the phantom: its place in `TISSUES` is the value stored in `PhantomPatient.tissues`. */
export interface Tissue {
  readonly name: TissueName;
  /** Value of `LABEL` that this tissue carries in the label map (cortex near marrow excepted). */
  readonly label: number;
  /** Of the tissue's water, by field strength in tesla. Source: data/tissues.json names one for each tissue. */
  readonly relaxation: Readonly<Record<FieldKey, TissueRelaxation>>;
  /** Share of the proton density that is fat, 0 … 1. */
  readonly fatFraction: number;
  /** R2′ at 1.5 T, 1/s, where bone or blood within the tissue disturbs the field; absent where it is the scanner's usual. */
  readonly r2PrimePerS?: number;
  /** Relative standard deviation of the signal from place to place within the tissue. */
  readonly texture: number;
}

/** Order of `data/tissues.json`; a test holds the two together. */
export const TISSUE_NAMES = [
  'air',
  'skin',
  'subcutaneousFat',
  'muscle',
  'vertebralMarrow',
  'fattyMarrow',
  'corticalBone',
  'endplate',
  'csf',
  'cord',
  'caudaEquina',
  'epiduralFat',
  'ligamentumFlavum',
  'ligament',
  'interspinousLigament',
  'artery',
  'vein',
  'viscera',
  'bowelWall',
  'bowelFluid',
  'visceralFat',
  'sacralMarrow',
  'sacralDisc',
  'iliacMarrow',
  'foraminalFat',
  'nerveRoot',
  'basivertebralVein',
  'facetCartilage',
  'marker',
  'nucleusPfirrmann1',
  'nucleusPfirrmann2',
  'nucleusPfirrmann3',
  'nucleusPfirrmann4',
  'nucleusPfirrmann5',
  'nuclearCleft',
  'annulusInner',
  'annulusOuter',
  'annularFissure',
  'discHerniation',
  'modic1',
  'modic2',
  'modic3',
  'marrowOedema',
  'haemangioma',
  'metastasis',
  'schmorlNode',
  'synovialFluid',
  'perineuralCyst',
  'epiduralVein',
  'fascia',
  'intramuscularFat',
  'kidneyCortex',
  'kidneyMedulla',
  'liver',
  'metal',
] as const;
export type TissueName = (typeof TISSUE_NAMES)[number];

const relaxation = (values: readonly number[]): TissueRelaxation => {
  const [t1Ms = 0, t2Ms = 0, protonDensity = 0] = values;
  return { t1Ms, t2Ms, protonDensity };
};

/** Relaxation of fat, ms. Its T2 depends on how closely refocusing pulses follow each other. */
export interface FatRelaxation {
  readonly t1Ms: number;
  readonly t2ClosePulsesMs: number;
  readonly t2SingleEchoMs: number;
}

const fatRelaxation = (values: readonly number[]): FatRelaxation => {
  const [t1Ms = 0, t2ClosePulsesMs = 0, t2SingleEchoMs = 0] = values;
  return { t1Ms, t2ClosePulsesMs, t2SingleEchoMs };
};

/** The fat in every tissue that has some. `halfSpacingMs`: spacing of refocusing pulses midway between the two T2. */
export const FAT_POOL: {
  readonly halfSpacingMs: number;
  readonly relaxation: Readonly<Record<FieldKey, FatRelaxation>>;
} = {
  halfSpacingMs: table.fatPool.halfSpacingMs,
  relaxation: {
    '0.55': fatRelaxation(table.fatPool['0.55']),
    '1.5': fatRelaxation(table.fatPool['1.5']),
    '3': fatRelaxation(table.fatPool['3']),
  },
};

/** Every tissue of the phantom; index 0 is air. */
export const TISSUES: readonly Tissue[] = TISSUE_NAMES.map((name, i) => {
  const row = table.tissues[i];
  if (row?.name !== name) throw new Error(`data/tissues.json row ${i} is not ${name}`);
  return {
    name,
    label: row.label,
    relaxation: {
      '0.55': relaxation(row['0.55']),
      '1.5': relaxation(row['1.5']),
      '3': relaxation(row['3']),
    },
    fatFraction: row.fatFraction,
    ...(row.r2PrimePerS === undefined ? {} : { r2PrimePerS: row.r2PrimePerS }),
    texture: row.texture,
  };
});

/** Tissue index by name, for painting. */
export const TISSUE = Object.fromEntries(TISSUE_NAMES.map((name, i) => [name, i])) as Readonly<
  Record<TissueName, number>
>;
