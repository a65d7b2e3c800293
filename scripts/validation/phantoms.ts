import { readFileSync } from 'node:fs';
import { spineFromLabels } from '../../src/anatomy';
import {
  affineSpacing,
  angleDeg,
  applyToPoint,
  dot,
  invertAffine,
  multiplyAffine,
  sliceNormal,
  sub,
  type Affine,
  type Vec3,
} from '../../src/geometry';
import type { Engine } from '../../src/inference';
import {
  drawPopulationDefinition,
  generatePhantom,
  parsePopulation,
  PART,
  type DiscLandmarks,
  type PhantomPatient,
  type Spine,
} from '../../src/patient';
import { planAutomatically, type PlannedGroup } from '../../src/planning';
import { acquire, defaultIsocentre, localizerGroups, sequenceByName, type Series } from '../../src/scanner';
import { scorePrescription } from '../../src/scoring';
import { diceByLabel, segmentVolume, squaredDistanceTransform } from '../../src/segmentation';
import {
  LABEL,
  sampleNearest,
  voxelCount,
  type DiscLevel,
  type LabelVolume,
  type Volume,
} from '../../src/volume';

const CLINIC = parsePopulation(
  JSON.parse(readFileSync(new URL('../../phantoms/populations/clinic.json', import.meta.url), 'utf8')),
);

/** Agreement on one acquired stack. */
export interface PhantomDice {
  readonly body: number;
  readonly vertebra: number;
  readonly disc: number;
  readonly canal: number;
  readonly sacrum: number;
}

/** The AI's plane of one disc against truth. */
export interface PlaneResult {
  readonly level: DiscLevel;
  /** Angle between the planes, degrees. */
  readonly tiltDeg: number;
  /** Distance of the planned centre from the true plane, along its normal, mm. */
  readonly offsetMm: number;
  readonly rightLevel: boolean;
}

export interface PhantomResult {
  readonly seed: number;
  readonly name: string;
  readonly localizer: PhantomDice;
  readonly sagittalT2: PhantomDice;
  readonly planes: readonly PlaneResult[];
  /** Points of the AI's plan against truth, 0 … 100. */
  readonly planPoints: number;
}

/** Sub-samples a voxel along column, row and slice. */
const VOTES = [3, 3, 5] as const;

/** Steps of the sub-samples of a voxel, in the source's voxel indices: [x, y, z] triples. */
function subSampleSteps(toSource: Affine, inSlice: number): number[] {
  const origin = applyToPoint(toSource, [0, 0, 0]);
  const steps: number[] = [];
  for (let c = 0; c < VOTES[2]; c++)
    for (let b = 0; b < VOTES[1]; b++)
      for (let a = 0; a < VOTES[0]; a++) {
        const at: Vec3 = [
          (a + 0.5) / VOTES[0] - 0.5,
          (b + 0.5) / VOTES[1] - 0.5,
          ((c + 0.5) / VOTES[2] - 0.5) * inSlice,
        ];
        steps.push(...sub(applyToPoint(toSource, at), origin));
      }
  return steps;
}

/** Majority of the phantom's values within each acquired voxel: in-plane pixel × slice thickness (not spacing). */
function majority(source: Volume<Uint8Array>, series: Series): LabelVolume {
  const { dims, voxelToPatient } = series.volume;
  const toSource = multiplyAffine(invertAffine(source.voxelToPatient), voxelToPatient);
  const steps = subSampleSteps(toSource, series.group.sliceThickness / affineSpacing(voxelToPatient)[2]);
  const out = new Uint8Array(voxelCount(dims));
  const votes = new Uint8Array(256);
  let n = 0;
  for (let k = 0; k < dims[2]; k++)
    for (let j = 0; j < dims[1]; j++)
      for (let i = 0; i < dims[0]; i++) {
        const [x, y, z] = applyToPoint(toSource, [i, j, k]);
        votes.fill(0);
        let winner = 0;
        for (let s = 0; s < steps.length; s += 3) {
          const value = sampleNearest(
            source,
            x + (steps[s] ?? 0),
            y + (steps[s + 1] ?? 0),
            z + (steps[s + 2] ?? 0),
          );
          const count = (votes[value] ?? 0) + 1;
          votes[value] = count;
          if (count > (votes[winner] ?? 0)) winner = value;
        }
        out[n++] = winner;
      }
  return { data: out, dims, voxelToPatient };
}

/** Found vertebra voxels nearer to the true body than to the true arch, against the true body. */
function bodyDice(found: LabelVolume, truth: LabelVolume, parts: LabelVolume): number {
  const spacing = affineSpacing(truth.voxelToPatient);
  const isBody = Uint8Array.from(truth.data, (v, n) =>
    v === LABEL.vertebra && parts.data[n] !== PART.arch ? 1 : 0,
  );
  const isArch = Uint8Array.from(truth.data, (v, n) =>
    v === LABEL.vertebra && parts.data[n] === PART.arch ? 1 : 0,
  );
  const toBody = squaredDistanceTransform(isBody, truth.dims, spacing);
  const toArch = squaredDistanceTransform(isArch, truth.dims, spacing);
  let [first, second, both] = [0, 0, 0];
  for (let n = 0; n < found.data.length; n++) {
    const hit = found.data[n] === LABEL.vertebra && (toBody[n] ?? 0) <= (toArch[n] ?? 0);
    if (hit) first++;
    if (isBody[n]) second++;
    if (hit && isBody[n]) both++;
  }
  return (2 * both) / (first + second);
}

function diceOf(found: LabelVolume, patient: PhantomPatient, series: Series): PhantomDice {
  const truth = majority(patient.labels, series);
  const parts = majority(patient.parts, series);
  const dice = diceByLabel(found, truth, [LABEL.vertebra, LABEL.disc, LABEL.canal, LABEL.sacrum]).map(
    (o) => o.dice,
  );
  const [vertebra = NaN, disc = NaN, canal = NaN, sacrum = NaN] = dice;
  return { body: bodyDice(found, truth, parts), vertebra, disc, canal, sacrum };
}

function planeAgainstTruth(group: PlannedGroup, level: DiscLevel, truth: Spine): PlaneResult {
  const away = (disc: DiscLandmarks): number => Math.abs(dot(sub(group.centre, disc.centre), disc.normal));
  const nearest = truth.discs.reduce((best, disc) => (away(disc) < away(best) ? disc : best));
  const disc = truth.discs.find((d) => d.level === level);
  if (!disc) throw new Error(`the phantom has no disc ${level}`);
  const angle = angleDeg(sliceNormal(group), disc.normal);
  return {
    level,
    tiltDeg: Math.min(angle, 180 - angle),
    offsetMm: away(disc),
    rightLevel: nearest.level === level,
  };
}

/** One unseen phantom through the product's own path: localizer and sagittal T2, network, landmarks, plan. */
export async function validatePhantom(engine: Engine, seed: number): Promise<PhantomResult> {
  const definition = drawPopulationDefinition(CLINIC, seed);
  const patient = generatePhantom(definition, seed);
  const isocentre = defaultIsocentre(patient);
  const groups = localizerGroups(patient, isocentre);
  const localizer = acquire(patient, groups.sagittal, sequenceByName('localizer-gre'), seed);
  const options = { now: () => performance.now() };
  const found = await segmentVolume(localizer.volume, engine.networks, options);

  const t2 = sequenceByName('t2-tse-sag');
  const { sliceCount, sliceThickness, sliceGap, fovReadMm, fovPhaseMm } = t2.defaults;
  const stack = {
    ...groups.sagittal,
    name: 'sagittal',
    sliceCount,
    sliceThickness,
    sliceGap,
    fovReadMm,
    fovPhaseMm,
  };
  const sagittal = acquire(patient, stack, t2, seed);
  const foundT2 = await segmentVolume(sagittal.volume, engine.networks, options);

  const spine = spineFromLabels(found.labels);
  const { prescription } = planAutomatically(spine, spine);
  const planes = prescription.groups.flatMap((group) =>
    group.level ? [planeAgainstTruth(group, group.level, patient.truth)] : [],
  );
  return {
    seed,
    name: definition.name,
    localizer: diceOf(found.labels, patient, localizer),
    sagittalT2: diceOf(foundT2.labels, patient, sagittal),
    planes,
    planPoints: scorePrescription({ trainee: prescription, reference: patient.truth }).points,
  };
}
