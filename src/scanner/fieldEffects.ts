import { addScaled, exactSinDeg, type Vec3 } from '../geometry';
import { TISSUE, type TissueSource } from '../patient';
import { ACQUISITION } from './acquisitionSettings';
import { suppression } from './contrast';
import { balancedSignal } from './echoTrain';
import { fieldMap, fieldPpm, type FieldMap } from './fieldMap';
import { sliceProfile } from './sliceProfile';
import { SIGNAL } from './signalConstants';
import { relaxationTable } from './tissueTable';
import type { Sequence } from './types';

const F = ACQUISITION.field;

const withMetal = new WeakMap<TissueSource, boolean>();

/** Whether a patient holds metal. */
export function hasMetal(source: TissueSource): boolean {
  const known = withMetal.get(source);
  if (known !== undefined) return known;
  const found = source.tissueMaps.some(({ tissues }) => tissues.data.includes(TISSUE.metal));
  withMetal.set(source, found);
  return found;
}

/** What an inhomogeneous field does to a sequence's images. */
export class FieldEffects {
  /** Whether the image is distorted enough to be worked out: along read and through the slice. */
  readonly distorts: boolean;
  /** Hz at 1 ppm. */
  private readonly hertz: number;
  private readonly map: FieldMap;
  /** Factors by tissue at one offset: [offset bin · 256 + tissue], or one row of each bin for all tissues. */
  private readonly water: Float64Array | undefined;
  private readonly fat: Float64Array | undefined;

  /**
   * @param fatDepthMm displacement of the fat slice along the normal on resonance
   * @param columnsPerHz displacement along read, columns of the object's grid
   */
  constructor(
    source: TissueSource,
    private readonly sequence: Sequence,
    private readonly thicknessMm: number,
    private readonly fatDepthMm: number,
    readonly columnsPerHz: number,
  ) {
    this.map = fieldMap(source);
    this.hertz = SIGNAL.gyromagneticMHzPerT.value * sequence.fieldStrengthT;
    this.distorts = hasMetal(source);
    const tables = offsetTables(source, sequence);
    this.water = tables?.water;
    this.fat = tables?.fat;
  }

  /** Whether water and fat have factors of their own at every place. */
  get isSelective(): boolean {
    return this.water !== undefined;
  }

  /** Off-resonance of water at a place, Hz. */
  offsetHz(p: Vec3): number {
    return this.hertz * fieldPpm(this.map, p);
  }

  /**
   * Part of the signal that a gradient echo keeps although the field varies across a voxel: sinc(G · side · TE) for each of its
   * sides (E. M. Haacke et al., Magnetic Resonance Imaging, Wiley 1999, chapter 20). 1 for echoes that refocus it.
   * @param sides directions and lengths of the voxel, mm
   */
  dephasing(p: Vec3, sides: readonly (readonly [Vec3, number])[]): number {
    if (this.sequence.kind !== 'GRE') return 1;
    let left = 1;
    for (const [direction, mm] of sides) {
      const half = mm / 2;
      const across =
        this.offsetHz(addScaled(p, direction, half)) - this.offsetHz(addScaled(p, direction, -half));
      left *= Math.abs(sinc((across * this.sequence.echoTimeMs) / 1000));
    }
    return left;
  }

  /** Multiplies a line's factors by what the offset (Hz, by point) does to each tissue. */
  select(
    code: Uint16Array,
    offset: Float64Array,
    water: Float64Array,
    fat: Float64Array,
    from: number,
    to: number,
  ): void {
    const { water: byWater, fat: byFat } = this;
    if (!byWater || !byFat) return;
    for (let n = from; n < to; n++) {
      const at = offsetBin(offset[n] ?? 0) * TISSUE_LIMIT + ((code[n] ?? 0) >> 4);
      water[n] = (water[n] ?? 0) * (byWater[at] ?? 0);
      fat[n] = (fat[n] ?? 0) * (byFat[at] ?? 0);
    }
  }

  /**
   * Multiplies a line's factors by how much a place at a depth is excited: where the field is off, the slice selected there is another.
   */
  excite(
    offset: Float64Array,
    depthMm: number,
    water: Float64Array,
    fat: Float64Array,
    from: number,
    to: number,
  ): void {
    const perHz = this.thicknessMm / ACQUISITION.excitation.bandwidthHz;
    for (let n = from; n < to; n++) {
      const depth = depthMm + (offset[n] ?? 0) * perHz;
      water[n] = (water[n] ?? 0) * sliceProfile(depth, this.thicknessMm);
      fat[n] = (fat[n] ?? 0) * sliceProfile(depth - this.fatDepthMm, this.thicknessMm);
    }
  }
}

/** Sequences that see the field even without metal. */
export function needsField(source: TissueSource, sequence: Sequence, thicknessMm: number): boolean {
  if (sequence.kind === 'bSSFP' || sequence.fatSuppression === 'spectral') return true;
  if (sequence.kind === 'GRE' && sequence.echoTimeMs * thicknessMm > F.gradientEchoMmMs) return true;
  return hasMetal(source);
}

const TISSUE_LIMIT = 256;
const BINS = 2 * Math.round(F.largestOffsetHz / F.frequencyStepHz) + 1;

function offsetBin(offsetHz: number): number {
  const bin = Math.floor((offsetHz + F.largestOffsetHz) / F.frequencyStepHz + 0.5);
  return Math.min(Math.max(bin, 0), BINS - 1);
}

const binHz = (bin: number): number => bin * F.frequencyStepHz - F.largestOffsetHz;

/** sin(πx)/(πx) */
function sinc(x: number): number {
  return Math.abs(x) < 1e-6 ? 1 : exactSinDeg(180 * x) / (Math.PI * x);
}

/** Factors by offset and tissue: balanced signals themselves, or what a spectral saturation leaves. */
function offsetTables(
  source: TissueSource,
  sequence: Sequence,
): { water: Float64Array; fat: Float64Array } | undefined {
  const balanced = sequence.kind === 'bSSFP';
  if (!balanced && sequence.fatSuppression !== 'spectral') return undefined;
  const tissues = relaxationTable(sequence.fieldStrengthT, source.fatFractions);
  const water = new Float64Array(BINS * TISSUE_LIMIT);
  const fat = new Float64Array(BINS * TISSUE_LIMIT);
  // The signal repeats with the turn of one TR: as many different bins as a turn has steps.
  const cache = new Map<number, readonly { readonly water: number; readonly fat: number }[]>();
  const steps = Math.round(360 / F.phaseStepDeg);
  for (let bin = 0; bin < BINS; bin++) {
    const factor = suppression(sequence, binHz(bin));
    const turns = (binHz(bin) * sequence.repetitionTimeMs) / 1000;
    const step = balanced ? Math.floor((turns - Math.floor(turns)) * steps) : 0;
    const signals =
      cache.get(step) ??
      tissues.map((tissue) =>
        balanced && tissue.protonDensity > 0
          ? balancedSignal(tissue, sequence, (step + 0.5) * F.phaseStepDeg)
          : { water: 1, fat: 1 },
      );
    cache.set(step, signals);
    signals.forEach((signal, tissue) => {
      water[bin * TISSUE_LIMIT + tissue] = factor.water * signal.water;
      fat[bin * TISSUE_LIMIT + tissue] = factor.fat * signal.fat;
    });
  }
  return { water, fat };
}
