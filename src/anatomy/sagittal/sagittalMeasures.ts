import type { DiscLandmarks, Heights, VertebraLandmarks } from '../../patient';
import {
  DISC_LEVELS,
  VERTEBRA_LEVELS,
  type DiscLevel,
  type LabelVolume,
  type VertebraLevel,
} from '../../volume';
import type { SpineEstimate } from '../spine';
import { boneField, type BoneAt } from './boneRays';
import { cobbAngle, lordosisDeg, type CobbAngle } from './curves';
import { deformity, type Deformity } from './deformity';
import { frameOfBody, frameOfDisc, vertebraOver, vertebraUnder } from './frames';
import { bodyHeights, discHeights, heightIndex } from './heights';
import { notMeasured, type Measured } from './measured';
import { listhesis, type Listhesis } from './slip';

export interface SagittalDisc {
  readonly level: DiscLevel;
  /** Between the endplates, in the midline, mm. */
  readonly heights: Measured<Heights>;
  /** Mean height of the disc over that of the bodies beside it. */
  readonly heightIndex: Measured<number>;
  /** Of the vertebra above on the one below. */
  readonly listhesis: Measured<Listhesis>;
}

export interface SagittalVertebra {
  readonly level: VertebraLevel;
  /** Endplates included, in the midline, mm. */
  readonly heights: Measured<Heights>;
  readonly deformity: Measured<Deformity>;
}

/** What a sagittal series tells of the spine's shape, top to bottom. JSON as it stands. */
export interface SagittalMeasures {
  readonly discs: readonly SagittalDisc[];
  readonly vertebrae: readonly SagittalVertebra[];
  /** L1's upper against S1's upper endplate, degrees. */
  readonly lordosisDeg: Measured<number>;
  /** In the coronal plane. */
  readonly cobb: Measured<CobbAngle>;
}

/** Lumbar levels are told of even when they were not found; the others only when they were. */
const isWanted = (level: DiscLevel | VertebraLevel): boolean => level.startsWith('L');

const absent = (level: string): { value: null; reason: string } =>
  notMeasured(`${level} was not found in the image.`);

function measureDisc(
  bone: BoneAt,
  spine: SpineEstimate,
  disc: DiscLandmarks,
  bodies: ReadonlyMap<VertebraLevel, Measured<Heights>>,
): SagittalDisc {
  const { level } = disc;
  const frame = frameOfDisc(spine, disc);
  const [over, under] = [vertebraOver(spine, level), vertebraUnder(spine, level)];
  const slip = listhesis(bone, frame, over, under);
  const heights = discHeights(bone, frame, slip.value?.mm ?? 0);
  const beside = [over, under].flatMap((v) => (v ? (bodies.get(v.level) ?? []) : []));
  return { level, heights, heightIndex: heightIndex(heights, beside), listhesis: slip };
}

/** Heights of every body between two endplates. */
function measureBodies(bone: BoneAt, spine: SpineEstimate): ReadonlyMap<VertebraLevel, Measured<Heights>> {
  return new Map(
    spine.vertebrae.flatMap((v: VertebraLandmarks) => {
      const frame = frameOfBody(spine, v);
      return frame ? [[v.level, bodyHeights(bone, frame)] as const] : [];
    }),
  );
}

/**
 * Measures the shape of a spine on the labels of a sagittal series. Heights are read along rays through the labels, slips
 * and angles from the endplates' planes. What cannot be measured is null with its reason.
 * @param spine of these labels: `spineFromLabels(labels)`
 */
export function sagittalMeasures(labels: LabelVolume, spine: SpineEstimate): SagittalMeasures {
  const bone = boneField(labels);
  const bodies = measureBodies(bone, spine);
  const heightsOf = (level: VertebraLevel | undefined): Measured<Heights>[] => {
    const heights = level && bodies.get(level);
    return heights ? [heights] : [];
  };
  const discs = DISC_LEVELS.flatMap((level): SagittalDisc[] => {
    const disc = spine.discs.find((d) => d.level === level);
    if (disc) return [measureDisc(bone, spine, disc, bodies)];
    const none = absent(level);
    return isWanted(level) ? [{ level, heights: none, heightIndex: none, listhesis: none }] : [];
  });
  const vertebrae = VERTEBRA_LEVELS.flatMap((level, i): SagittalVertebra[] => {
    const heights = bodies.get(level);
    const near = [...heightsOf(VERTEBRA_LEVELS[i - 1]), ...heightsOf(VERTEBRA_LEVELS[i + 1])];
    if (heights) return [{ level, heights, deformity: deformity(heights, near) }];
    const none = absent(level);
    return isWanted(level) ? [{ level, heights: none, deformity: none }] : [];
  });
  return { discs, vertebrae, lordosisDeg: lordosisDeg(spine), cobb: cobbAngle(spine) };
}
