import { affineColumn, angleDeg, IsocenterError, multiplyAffine, type Vec3 } from '../geometry';
import type { DiscLandmarks, Spine } from '../patient';
import { connectedComponents } from '../segmentation';
import { LABEL, type DiscLevel, type LabelVolume } from '../volume';
import { findBodies, type NamedPlane } from './bodies';
import { findCanal, type Canal } from './canal';
import { findDiscPlane, type DiscPlane } from './discPlane';
import { discTangents, findDiscs } from './discs';
import { nameLevels, type Levels } from './levels';
import { assertLumbar } from './plausibility';
import { regulariseLean } from './regularise';
import { ANATOMY_SETTINGS } from './settings';
import { surfaceOf, type Surface } from './surface';
import { measureJunction, transitionSentence, transitionSigns, type TransitionSign } from './transition';
import { labelledBox, type LabelBox } from './voxels';

/** Landmarks found in a segmentation, how sure they are (0 … 1), and what a person should know about them. */
export interface SpineEstimate extends Spine {
  /** Confidence of each disc's plane, by its name. */
  readonly discConfidence: Readonly<Partial<Record<DiscLevel, number>>>;
  /** Standard error of each disc's side-to-side tilt, degrees: large in a narrow image. */
  readonly coronalErrorDeg: Readonly<Partial<Record<DiscLevel, number>>>;
  /** Confidence that each disc has the right name, by that name: above a disc that was not found it is less. */
  readonly nameConfidence: Readonly<Partial<Record<DiscLevel, number>>>;
  /** Confidence that all levels are counted right: that of the least sure name. */
  readonly levelConfidence: number;
  /** Signs of a transitional vertebra; empty when there is none, null when the junction with the sacrum is not seen. */
  readonly transition: readonly TransitionSign[] | null;
  /** Plain sentences for the screen. */
  readonly warnings: readonly string[];
}

/** A disc found, with the voxels it was found from. */
export interface FoundDisc extends NamedPlane {
  readonly voxels: ArrayLike<number>;
}

export interface FoundSpine {
  /** The labelled part of the image: everything else was left out of the work. */
  readonly box: LabelBox;
  readonly estimate: SpineEstimate;
  readonly discs: readonly FoundDisc[];
  readonly canal: Canal | null;
}

function planeConfidence(plane: DiscPlane, neighbours: readonly DiscPlane[]): number {
  const seen = (plane.upper.endplateSeen ? 0.5 : 0.35) + (plane.lower.endplateSeen ? 0.5 : 0.35);
  const smooth = 1 / (1 + Math.max(0, plane.residual - 0.8) ** 2);
  const lever = 1 / (1 + (Math.min(plane.coronalErrorDeg, 12) / 6) ** 2);
  const bend = Math.max(0, ...neighbours.map((n) => angleDeg(n.axes.normal, plane.axes.normal)));
  const sampled = 1 / (1 + (plane.voxelMm / 6) ** 2);
  const plausible = bend < 35 ? 1 : 0.5;
  return Math.max(0, Math.min(1, seen * smooth * lever * plausible * sampled));
}

const landmarks = ({ level, plane }: NamedPlane): DiscLandmarks => ({
  level,
  centre: plane.axes.origin,
  normal: plane.axes.normal,
  width: plane.width,
  depth: plane.depth,
  height: plane.height,
});

function imageWarnings(discs: readonly NamedPlane[], canal: Canal | null): string[] {
  const warnings: string[] = [];
  const widest = Math.max(...discs.map((d) => d.plane.width));
  if (widest < ANATOMY_SETTINGS.narrowSlabMm) {
    warnings.push(
      `The image shows only ${widest.toFixed(0)} mm of the spine from side to side: side-to-side tilts lean on the neighbouring levels.`,
    );
  }
  if (!canal)
    warnings.push(
      'The spinal canal was not found: front and back are taken from the position of the patient.',
    );
  const unseen = discs.filter((d) => !d.plane.upper.endplateSeen || !d.plane.lower.endplateSeen);
  for (const d of unseen) {
    if (d.level !== 'L5-S1')
      warnings.push(`An endplate of ${d.level} cannot be seen: its plane rests on the surface of the disc.`);
  }
  return warnings;
}

/** As `spineFromLabels`, with the voxels of every disc (places in the box's data). */
export function findSpine(image: LabelVolume): FoundSpine {
  const box = labelledBox(image);
  const { labels } = box;
  const components = connectedComponents(labels.data, labels.dims);
  const canal = findCanal(labels, components);
  const blobs = findDiscs(labels, components, canal);
  if (blobs.length === 0) {
    throw new IsocenterError(
      'anatomy-no-discs',
      'No intervertebral disc was found in the image.',
      'Use a sagittal image of the lumbar spine that shows at least three discs.',
    );
  }
  const surfaces = {
    bone: surfaceOf(labels, [LABEL.vertebra, LABEL.sacrum]),
    disc: surfaceOf(labels, [LABEL.disc]),
    voxel: [0, 1, 2].map((i) => affineColumn(labels.voxelToPatient, i as 0 | 1 | 2)) as [Vec3, Vec3, Vec3],
  };
  const tangents = discTangents(blobs, canal);
  const found = blobs.flatMap((blob, i) => {
    const plane = findDiscPlane(blob, tangents[i] ?? [0, 0, 1], canal, surfaces);
    return plane ? [{ voxels: blob.voxels, plane }] : [];
  });
  if (found.length === 0) {
    throw new IsocenterError(
      'anatomy-no-planes',
      'The discs in the image are too small to find their planes.',
      'Use a sagittal image with at least three slices through the discs.',
    );
  }
  const planes = regulariseLean(
    found.map((f) => f.plane),
    canal,
  );
  const levels = nameLevels(labels, planes);
  const discs = found.flatMap(({ voxels }, i): FoundDisc[] => {
    const level = levels.names[i];
    const plane = planes[i];
    return level && plane ? [{ level, plane, voxels }] : [];
  });
  const lost = blobs.length - found.length;
  const signs = signsOf(labels, discs, levels);
  const estimate = assemble(discs, surfaces.bone, canal, levels, signs);
  const sentence = transitionSentence(signs ?? []);
  const warnings = [
    ...levels.warnings,
    ...(sentence !== null ? [sentence] : []),
    ...(lost > 0
      ? [`${lost} disc${lost > 1 ? 's' : ''} at the edge of the image could not be measured.`]
      : []),
    ...imageWarnings(discs, canal),
  ];
  return { box, estimate: { ...estimate, warnings }, discs, canal };
}

function signsOf(
  labels: LabelVolume,
  discs: readonly FoundDisc[],
  { discsInSacrum }: Levels,
): TransitionSign[] | null {
  const junction = discsInSacrum === null ? null : measureJunction(labels, discs, discsInSacrum);
  return junction && transitionSigns(junction);
}

function assemble(
  discs: readonly FoundDisc[],
  bone: Surface,
  canal: Canal | null,
  levels: Levels,
  transition: TransitionSign[] | null,
): Omit<SpineEstimate, 'warnings'> {
  const most = transition !== null && transition.length > 0 ? ANATOMY_SETTINGS.transition.confidence : 1;
  const confidence: Partial<Record<DiscLevel, number>> = {};
  const coronal: Partial<Record<DiscLevel, number>> = {};
  const name: Partial<Record<DiscLevel, number>> = {};
  discs.forEach(({ level, plane }, i) => {
    const neighbours = [discs[i - 1], discs[i + 1]].flatMap((d) => (d ? [d.plane] : []));
    confidence[level] = planeConfidence(plane, neighbours);
    coronal[level] = plane.coronalErrorDeg;
    name[level] = Math.min(most, levels.confidences[levels.names.indexOf(level)] ?? 0);
  });
  return {
    vertebrae: findBodies(discs, bone, canal),
    discs: discs.map(landmarks),
    canal: canal?.points ?? [],
    discConfidence: confidence,
    coronalErrorDeg: coronal,
    nameConfidence: name,
    levelConfidence: Math.min(most, levels.confidence),
    transition,
  };
}

function lumbarSpine(labels: LabelVolume): SpineEstimate {
  const { box, estimate, discs, canal } = findSpine(labels);
  const doubts = assertLumbar(labels, box.labels, discs, canal, estimate.transition !== null);
  return doubts.length > 0 ? { ...estimate, warnings: [...doubts, ...estimate.warnings] } : estimate;
}

/**
 * Vertebrae, discs, canal and levels of a label map (`LABEL`) on any grid. The patient lies as the coordinates say:
 * +z is roughly up the spine, +y roughly back.
 * @throws IsocenterError `anatomy-no-discs`, `anatomy-no-planes`, `anatomy-not-lumbar`, `anatomy-kyphotic`,
 * `anatomy-upside-down`, `anatomy-back-to-front`
 */
export function spineFromLabels(labels: LabelVolume): SpineEstimate {
  try {
    return lumbarSpine(labels);
  } catch (error) {
    throw isLumbarWhenTurned(labels, error) ? backToFront(error) : error;
  }
}

/** Is it a lumbar spine as soon as front and back, or these and head and feet, change places? */
function isLumbarWhenTurned(labels: LabelVolume, error: unknown): boolean {
  if (!(error instanceof IsocenterError) || !TURNING_MAY_HELP.includes(error.code)) return false;
  return [1, -1].some((up) => {
    const turn = [...[1, 0, 0, 0], ...[0, -1, 0, 0], ...[0, 0, up, 0], ...[0, 0, 0, 1]];
    try {
      lumbarSpine({ ...labels, voxelToPatient: multiplyAffine(turn, labels.voxelToPatient) });
      return true;
    } catch (again) {
      if (again instanceof IsocenterError) return false;
      throw again;
    }
  });
}

const TURNING_MAY_HELP = ['anatomy-no-discs', 'anatomy-no-planes', 'anatomy-not-lumbar'];

const backToFront = (cause: unknown): IsocenterError =>
  new IsocenterError(
    'anatomy-back-to-front',
    'The canal of this spine lies in front of the vertebrae: front and back are exchanged in the header.',
    'Check the orientation in the file (RAS taken for LPS?), or export the series again from where it was taken.',
    { cause },
  );
