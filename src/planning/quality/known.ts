import { TISSUE, type Spine } from '../../patient';
import {
  imageNoise,
  phaseEncoding,
  relaxationTable,
  scanFigures,
  tissueSignal,
  type Sequence,
} from '../../scanner';
import type { BodyExtent } from '../automaticTypes';
import { wrapFreeReachMm, wrapMm } from '../phase';
import type { PlannedGroup, SaturationBand } from '../types';
import { checkAxial } from './axial';
import { checkBands } from './bands';
import { checkClipping } from './clipping';
import { fatFinding, suppressesFat } from './fat';
import { noiseFinding } from './noise';
import type { Reference } from './reference';
import { QUALITY } from './settings';
import type { QualityFinding } from './types';
import { checkWhole } from './whole';
import { wrapFinding } from './wrap';

/** One group of a run, and the patient it was taken of. */
export interface KnownRun {
  readonly group: PlannedGroup;
  readonly sequence: Sequence;
  readonly saturationBands: readonly SaturationBand[];
  /** The true anatomy. */
  readonly spine: Spine;
  /** Outline of the body; without it what folds in across the body is not judged. */
  readonly body?: BodyExtent | undefined;
}

const signalOf = (tissue: number, sequence: Sequence): number => {
  const known = relaxationTable(sequence.fieldStrengthT)[tissue];
  return known ? tissueSignal(known, sequence) : 0;
};

/** Signal to noise of canal and vertebrae as `checkNoise` would measure it. */
function noise({ group, sequence }: KnownRun): QualityFinding {
  const signal = Math.sqrt(signalOf(TISSUE.csf, sequence) * signalOf(TISSUE.vertebralMarrow, sequence));
  const value = (QUALITY.noise.seenShare * signal) / imageNoise(group, sequence);
  const { relativeSnr } = scanFigures(group, sequence);
  return noiseFinding(value, group, { sequence, relativeSnr });
}

/** Fat that a sequence meant to suppress it leaves, on resonance, against the fluid in the canal. */
function fat({ group, sequence }: KnownRun): QualityFinding[] {
  // With a short TR fluid is dark, and tells nothing of fat.
  const isFluidBright = sequence.repetitionTimeMs >= QUALITY.motion.leastRepetitionTimeMs;
  if (!suppressesFat(sequence) || !isFluidBright) return [];
  const share = signalOf(TISSUE.subcutaneousFat, sequence) / signalOf(TISSUE.csf, sequence);
  return [fatFinding(100 * share, group, sequence)];
}

function wrap({ group, sequence, body }: KnownRun): QualityFinding[] {
  const value = wrapMm(group, sequence, body);
  if (value === null) return [];
  // What folds in cannot be more than the image.
  const seen = Math.min(value, phaseEncoding(group, sequence).fovMm);
  return [wrapFinding(seen, value + wrapFreeReachMm(group, sequence), group, sequence)];
}

/**
 * What a run is like by what the scanner and geometry know, with nobody looking at its images: where the slices lie in the true
 * anatomy, what folds in, the noise and the fat that are left. The limits and words are those of `checkSeries`. What no plan
 * tells (motion) and what takes several groups (crossings) is not in it.
 */
export function checkKnown(run: KnownRun): QualityFinding[] {
  const { group, saturationBands, spine } = run;
  const reference: Reference = { ...spine, own: new Set(), partlySeen: 'no' };
  const place = { group, saturationBands, spine: null, planned: spine };
  const checked = [
    group.kind === 'axial' ? checkAxial(place, reference) : checkWhole(place, reference),
    checkClipping(place, null, reference),
    checkBands(place, reference),
  ];
  return [...checked.flatMap(({ findings }) => findings), ...wrap(run), noise(run), ...fat(run)];
}
