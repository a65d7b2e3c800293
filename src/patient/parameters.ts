import type { Vec3 } from '../geometry';
import { levelsOf, type DiscLevel, type VertebraLevel } from '../volume';
import anatomy from './data/anatomy.json';
import type { PhantomDefinition } from './definition';
import { drawDisc, drawLumbarisedS1, drawShared, drawVertebra } from './drawLevel';
import { createDraw } from './random';

export { HEIGHT_BY_GRADE, marrowFat } from './drawLevel';

/** One value for each side of the patient. */
export interface Sides {
  readonly left: number;
  readonly right: number;
}

/** Everything about one vertebra that a seed decides, mm and degrees. */
export interface VertebraParameters {
  readonly level: VertebraLevel;
  readonly upperWidthMm: number;
  readonly upperDepthMm: number;
  readonly lowerWidthMm: number;
  readonly lowerDepthMm: number;
  readonly heightMm: number;
  readonly wedgeDeg: number;
  readonly tiltDeg: number;
  readonly turnDeg: number;
  readonly canalApMm: number;
  readonly canalWidthMm: number;
  readonly pedicleHeightMm: number;
  readonly pedicleWidthMm: number;
  readonly transverseSpanMm: number;
  readonly spinousLengthMm: number;
  readonly spinousDropMm: number;
  readonly spinousHalfHeightMm: number;
  /** Sideways deviation of the spinous tip. */
  readonly spinousLeanMm: number;
  readonly waist: number;
  readonly posteriorConcavity: number;
  readonly endplateConcavityMm: number;
  /** Thickness scale of laminae and facets. */
  readonly archScale: number;
  /** Height of the transverse processes relative to the usual. */
  readonly transverseBreadth: number;
  /** Transverse processes fuse with the alae of the sacrum (transitional vertebra). */
  readonly joinsSacrum: boolean;
  /** Both partes interarticulares are interrupted (spondylolysis). */
  readonly parsDefect: boolean;
}

export interface DiscParameters {
  readonly level: DiscLevel;
  /** Between the mean planes of the facing endplates. */
  readonly heightMm: number;
  readonly wedgeDeg: number;
  readonly tiltDeg: number;
  readonly pfirrmannGrade: number;
  readonly bulgeMm: number;
  /** −1 right … +1 left: where the bulge is largest. */
  readonly bulgeSide: number;
  readonly overhangMm: number;
  readonly listhesisMm: number;
  readonly canalApFactor: number;
  /** Of the endplates' width: below 1 in a rudimentary disc. */
  readonly widthFactor: number;
  /** Of the ligamenta flava at this level. */
  readonly flavumThicknessMm: number;
  /** Joint surfaces against the sagittal plane. */
  readonly facetAngleDeg: Sides;
  /** From the midline to the joints. */
  readonly facetHalfDistanceMm: number;
  /** Size of the articular processes that meet at this level: above 1 they crowd canal, recess and foramen. */
  readonly facetScale: Sides;
  /** Fluid in the joints beyond the film of a healthy one. */
  readonly facetFluidMm: Sides;
  /** Bone that the superior articular process adds in front, towards the lateral recess. */
  readonly recessNarrowingMm: Sides;
  /** Bone and capsule that narrow the foramen from behind. */
  readonly foramenNarrowingMm: Sides;
}

export interface SpineParameters {
  /** The lowest free vertebra with the disc below it first (L5 with L5-S1 in the usual spine), going up. */
  readonly levels: readonly { vertebra: VertebraParameters; disc: DiscParameters }[];
  readonly lumbosacralAngleDeg: number;
  readonly coronalTiltDeg: number;
  readonly axialTurnDeg: number;
  readonly scoliosis: {
    readonly cobbDeg: number;
    readonly axialRotationDeg: number;
    /** Levels above S1. */
    readonly apexPosition: number;
    /** +1 convex to the left. */
    readonly sign: number;
  };
  readonly sacrum: {
    /** Highest fused segment: S2 below a lumbarised S1. */
    readonly level: VertebraLevel;
    readonly upperWidth: number;
    readonly upperDepth: number;
  };
  /** Centre of L3. */
  readonly centreMm: Vec3;
}

/** Draws one patient's measures. Lordosis goes into the lumbar discs, after what the bodies contribute. */
export function drawSpineParameters(definition: PhantomDefinition, seed: number): SpineParameters {
  const draw = createDraw(seed, 'spine');
  const { spread } = definition;
  const shared = drawShared(definition, draw);
  // Lordosis follows the sacral slope, so that the trunk stays over the pelvis.
  const slope = draw.normal(0, anatomy.pose.lumbosacralAngleSdDeg * 0.6 * spread);
  const lordosisDeg =
    definition.lordosisDeg + slope + draw.normal(0, anatomy.pose.lordosisSdDeg * 0.3 * spread);
  const names = levelsOf(definition.lumbarVertebrae, definition.transition === 'lumbarised-S1');
  const above = names.vertebrae.slice(0, -1);
  const levels = above.map((level, i) => {
    const discLevel = names.discs[i];
    if (!discLevel) throw new Error(`no disc below ${level}`);
    const levelDraw = createDraw(seed, `level ${level}`);
    return {
      vertebra:
        level === 'S1'
          ? drawLumbarisedS1(shared, definition, levelDraw)
          : drawVertebra(level, shared, definition, levelDraw),
      disc: drawDisc(discLevel, definition, shared, levelDraw),
    };
  });
  const lumbar = levels.filter(({ vertebra }) => vertebra.level.startsWith('L'));
  const bodies = lumbar.reduce((sum, { vertebra }) => sum + vertebra.wedgeDeg, 0);
  const discs = lumbar.reduce((sum, { disc }) => sum + disc.wedgeDeg, 0);
  const discFactor = (lordosisDeg - bodies) / discs;
  const lowest = levels.at(-1);
  const sacrum = names.vertebrae.at(-1);
  if (!lowest || !sacrum) throw new Error('a spine has vertebrae');
  // Below a lumbarised S1 the sacrum begins a disc and a body further down, and is tilted by as much more.
  const free = levels.filter(({ vertebra }) => vertebra.level === 'S1');
  const extraDeg = free.reduce((sum, { vertebra, disc }) => sum + vertebra.wedgeDeg + disc.wedgeDeg, 0);
  return {
    levels: levels
      .map(({ vertebra, disc }) => ({
        vertebra,
        disc: vertebra.level.startsWith('L')
          ? { ...disc, wedgeDeg: disc.wedgeDeg * discFactor + levelWedgeNoise(seed, disc.level, spread) }
          : disc,
      }))
      .reverse(),
    lumbosacralAngleDeg: definition.lumbosacralAngleDeg + slope + extraDeg,
    coronalTiltDeg: draw.normal(0, 1.3 * spread),
    axialTurnDeg: draw.normal(0, 1.8 * spread),
    scoliosis: {
      cobbDeg: definition.scoliosis.cobbDeg,
      axialRotationDeg: definition.scoliosis.axialRotationDeg,
      apexPosition: above.length - Math.max(0, above.indexOf(definition.scoliosis.apex)) - 0.4,
      sign: definition.scoliosis.side === 'left' ? 1 : -1,
    },
    sacrum: {
      level: sacrum,
      upperWidth: lowest.vertebra.lowerWidthMm * anatomy.scale.sacrumWidth,
      upperDepth: lowest.vertebra.lowerDepthMm * anatomy.scale.sacrumDepth,
    },
    centreMm: [draw.normal(0, 3 * spread), draw.normal(0, 3 * spread), draw.normal(0, 6 * spread)],
  };
}

const levelWedgeNoise = (seed: number, level: DiscLevel, spread: number): number =>
  createDraw(seed, `wedge ${level}`).normal(0, 1.2 * spread);
