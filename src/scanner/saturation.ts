import { dot, sliceCentre, sliceNormal, type SliceGroup, type Vec3 } from '../geometry';
import { longitudinalShare } from './echoTrain';
import { profileReachMm, sliceProfile } from './sliceProfile';
import { sliceSchedule, type SliceSlot } from './sliceSchedule';
import { SYSTEM } from './system';
import { relaxationTable } from './tissueTable';
import type { Sequence } from './types';
import type { TissueSource } from '../patient';

/** A slab whose signal is saturated before each excitation (the geometry of planning's saturation band). */
export interface SaturationSlab {
  readonly centre: Vec3;
  /** Unit normal of the slab. */
  readonly normal: Vec3;
  readonly thickness: number;
}

/** Signal left at a distance from a saturation slab's middle: a cubic edge from its residual to 1. */
export function saturationFactor(distanceMm: number, thicknessMm: number): number {
  const { residual, edgeMm } = SYSTEM.saturation;
  const t = (Math.abs(distanceMm) - thicknessMm / 2) / edgeMm + 0.5;
  if (t <= 0) return residual;
  return t >= 1 ? 1 : residual + (1 - residual) * t * t * (3 - 2 * t);
}

/** Part of the signal lost, by tissue index. */
export interface Losses {
  readonly water: Float64Array;
  readonly fat: Float64Array;
}

/** A slab that has been excited or saturated beforehand; it takes `amount(distance) · loss` of a tissue's signal. */
export interface SpentSlab {
  readonly normal: Vec3;
  /** normal · centre, mm */
  readonly offsetMm: number;
  /** Beyond this distance nothing is lost, mm. */
  readonly reachMm: number;
  readonly amount: (distanceMm: number) => number;
  /** Fat was excited this much further along the normal, mm. */
  readonly fatShiftMm: number;
  readonly losses: Losses;
}

const TISSUE_LIMIT = 256;

export function bandSlab({ centre, normal, thickness }: SaturationSlab): SpentSlab {
  const all = new Float64Array(TISSUE_LIMIT).fill(1);
  return {
    normal,
    offsetMm: dot(centre, normal),
    reachMm: thickness / 2 + SYSTEM.saturation.edgeMm / 2,
    amount: (mm) => 1 - saturationFactor(mm, thickness),
    fatShiftMm: 0,
    losses: { water: all, fat: all },
  };
}

/** What earlier excitations of other slices of a series have left of each slice. */
export class SpentSlices {
  private readonly schedule: readonly (readonly SliceSlot[])[];
  private readonly groups: readonly SliceGroup[];
  private readonly cache = new Map<number, Losses>();

  /**
   * @param companions groups taken together with `group`, in the same TR
   * @param fatShiftMm displacement of the fat slice along the normal for 1 mm of thickness
   */
  constructor(
    private readonly source: TissueSource,
    private readonly sequence: Sequence,
    group: SliceGroup,
    companions: readonly SliceGroup[],
    saturationBands: number,
    private readonly fatShiftPerMm: number,
  ) {
    this.groups = [group, ...companions];
    this.schedule = sliceSchedule(this.groups, sequence, saturationBands);
  }

  slot(slice: number): SliceSlot {
    return this.schedule[0]?.[slice] ?? { run: 0, startMs: 0 };
  }

  /** Slabs of the other slices of the same run that reach into a slice (index along the group's normal). */
  slabs(slice: number): SpentSlab[] {
    if (this.sequence.kind === 'TSE-3D' || this.sequence.kind === 'bSSFP') return [];
    const own = this.slot(slice);
    return this.groups.flatMap((group, g) =>
      Array.from({ length: group.sliceCount }, (_, index) => ({ group, g, index })).flatMap((other) => {
        const slot = this.schedule[g]?.[other.index];
        if (!slot || slot.run !== own.run || (g === 0 && !this.isNeighbour(slice, other.index))) return [];
        return [this.slabOf(group, other.index, own.startMs - slot.startMs)];
      }),
    );
  }

  /** Whether a parallel slice of the same group reaches into this one. */
  private isNeighbour(slice: number, other: number): boolean {
    const [group] = this.groups;
    if (!group || slice === other) return false;
    const spacing = group.sliceThickness + group.sliceGap;
    const fat = Math.abs(this.fatShiftPerMm) * group.sliceThickness;
    return Math.abs(slice - other) * spacing < 2 * profileReachMm(group.sliceThickness) + fat;
  }

  private slabOf(group: SliceGroup, index: number, laterByMs: number): SpentSlab {
    const normal = sliceNormal(group);
    const tr = this.sequence.repetitionTimeMs;
    return {
      normal,
      offsetMm: dot(sliceCentre(group, index), normal),
      reachMm: profileReachMm(group.sliceThickness),
      amount: (mm) => sliceProfile(mm, group.sliceThickness),
      fatShiftMm: this.fatShiftPerMm * group.sliceThickness,
      losses: this.lossesAfter(laterByMs > 0 ? laterByMs : laterByMs + tr),
    };
  }

  private lossesAfter(sinceMs: number): Losses {
    const known = this.cache.get(sinceMs);
    if (known) return known;
    const losses = { water: new Float64Array(TISSUE_LIMIT), fat: new Float64Array(TISSUE_LIMIT) };
    const { fieldStrengthT } = this.sequence;
    relaxationTable(fieldStrengthT, this.source.fatFractions).forEach((tissue, i) => {
      if (!(tissue.protonDensity > 0)) return;
      const share = longitudinalShare(tissue, this.sequence, sinceMs);
      losses.water[i] = 1 - share.water;
      losses.fat[i] = 1 - share.fat;
    });
    this.cache.set(sinceMs, losses);
    return losses;
  }
}
