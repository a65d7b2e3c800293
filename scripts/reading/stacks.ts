import { addScaled, normalize, rotateAbout, sliceNormal, type Vec3 } from '../../src/geometry';
import type { DiscMeasures, PhantomPatient, PhantomTruth } from '../../src/patient';
import { canalAtDisc, discFrame, planAutomatically, type PlannedGroup } from '../../src/planning';
import {
  acquire,
  RESTING_PHYSIOLOGY,
  sequenceByName,
  type AcquireOptions,
  type Sequence,
  type Series,
} from '../../src/scanner';
import type { DiscLevel } from '../../src/volume';
import { draws, type Draws } from '../quality/draws';

/** Levels that are read. */
export const LEVELS = ['L3-L4', 'L4-L5', 'L5-S1'] as const satisfies readonly DiscLevel[];

/** As planned; planned and scanned once more; the plan tilted in the sagittal view. */
export const STACKS = ['planned', 'again', 'tilted 5', 'tilted 10', 'tilted 20'] as const;
export type StackName = (typeof STACKS)[number];

/**
 * Error of a plane against the true one, more than the automatic plan's own (docs/validation.md, network): standard deviations of the tilts
 * in both views and of the place along and across the slices.
 */
const PLAN_ERROR = { tiltDeg: 0.6, mm: 0.7 };
/** How the second scan of a patient differs: he lies a little differently. */
const AGAIN_MM = 3;
/** What the sagittal images leave unknown of a disc: its height, and the middle of the canal, mm (standard deviations). */
const PLACE_ERROR = { heightMm: 0.7, canalMm: 0.7 };
/** A reduced matrix; the bandwidth makes up for the larger pixels, so that signal to noise is the preset's. */
const MATRIX = 256;

function normal(draw: Draws): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += draw();
  return sum;
}

export interface ReadStack {
  readonly level: DiscLevel;
  readonly name: StackName;
  readonly series: Series;
  readonly truth: DiscMeasures;
  /** Where the reader takes disc and canal to be. */
  readonly place: {
    readonly disc: { readonly centre: Vec3; readonly normal: Vec3 };
    readonly canal: Vec3;
    readonly heightMm: number;
  };
}

/** Every third patient lies still, every third breathes and has a pulse, every third moves once by up to 3 mm. */
function movement(seed: number, draw: Draws, group: PlannedGroup): AcquireOptions {
  if (seed % 3 === 0) return {};
  if (seed % 3 === 1) return { physiology: RESTING_PHYSIOLOGY };
  const along = (v: Vec3): Vec3 => addScaled([0, 0, 0], v, 3 * (2 * draw() - 1));
  const shiftMm = addScaled(along(group.rowDirection), along(group.columnDirection), 1);
  return { motion: [{ atFraction: 0.2 + 0.6 * draw(), shiftMm }] };
}

function turned(group: PlannedGroup, axis: Vec3, deg: number): PlannedGroup {
  const turn = (v: Vec3): Vec3 => normalize(rotateAbout(v, axis, (deg * Math.PI) / 180));
  return { ...group, rowDirection: turn(group.rowDirection), columnDirection: turn(group.columnDirection) };
}

/** A stack that leans by more than 45° has its phase along the body. */
function phased(sequence: Sequence, group: PlannedGroup): Sequence {
  const [, y, z] = sliceNormal(group);
  return Math.abs(y) > Math.abs(z) ? { ...sequence, phaseEncodeDirection: 'HF' } : sequence;
}

/** Scans the axial stacks of a patient at some levels. */
export function* readStacks(
  patient: PhantomPatient,
  seed: number,
  names: readonly StackName[],
  at: readonly DiscLevel[] = LEVELS,
): Generator<ReadStack> {
  const { truth } = patient;
  const preset = sequenceByName('t2-tse-ax');
  const bandwidthHzPerPixel = Math.round(preset.bandwidthHzPerPixel * (preset.matrixRead / MATRIX) ** 3);
  const sequence = { ...preset, matrixRead: MATRIX, matrixPhase: MATRIX, bandwidthHzPerPixel };
  for (const { group, level, measures } of plannedAt(truth)) {
    if (!at.includes(level)) continue;
    for (const name of names) {
      const draw = draws(seed, `${level} ${name}`);
      const disc = truth.discs.find((d) => d.level === level);
      const canal = disc && canalAtDisc(truth.canal, disc);
      if (!disc || !canal) continue;
      const frame = discFrame(disc, truth.canal);
      const off = (v: Vec3, mm: number): Vec3 =>
        [frame.left, frame.posterior, frame.superior].reduce(
          (at, axis) => addScaled(at, axis, mm * normal(draw)),
          v,
        );
      const tilt = name.startsWith('tilted') ? Number(name.split(' ')[1]) * draw.sign : 0;
      const tilted = turned(
        turned(group, frame.left, tilt + PLAN_ERROR.tiltDeg * normal(draw)),
        frame.posterior,
        PLAN_ERROR.tiltDeg * normal(draw),
      );
      const centre = off(group.centre, name === 'again' ? AGAIN_MM : PLAN_ERROR.mm);
      const placed: PlannedGroup = { ...tilted, centre };
      const series = acquire(
        patient,
        placed,
        phased(sequence, placed),
        (seed * 31 + STACKS.indexOf(name)) >>> 0,
        movement(seed, draw, placed),
      );
      const place = {
        disc: { centre: off(disc.centre, PLAN_ERROR.mm), normal: disc.normal },
        canal: off(canal, PLACE_ERROR.canalMm),
        heightMm: measures.heights.middleMm + PLACE_ERROR.heightMm * normal(draw),
      };
      yield { level, name, series, truth: measures, place };
    }
  }
}

function plannedAt(truth: PhantomTruth): { group: PlannedGroup; level: DiscLevel; measures: DiscMeasures }[] {
  const levels = LEVELS.filter((level) => truth.discs.some((d) => d.level === level));
  return planAutomatically(truth, { levels }).prescription.groups.flatMap((group) => {
    const measures = truth.measures.discs.find((d) => d.level === group.level);
    return group.kind === 'axial' && group.level && measures ? [{ group, level: group.level, measures }] : [];
  });
}
