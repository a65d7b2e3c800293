import type { Vec3 } from '../geometry';
import { DISC_LEVELS, VERTEBRA_LEVELS, type DiscLevel, type VertebraLevel } from '../volume';
import anatomy from './data/anatomy.json';
import type { PhantomDefinition } from './definition';
import { createDraw, type Draw } from './random';

/** Everything about one vertebra that a seed decides, mm and degrees. */
export interface VertebraParameters {
  readonly level: Exclude<VertebraLevel, 'S1'>;
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
}

export interface SpineParameters {
  /** L5 with L5-S1 first, going up. */
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
  readonly sacrum: { readonly upperWidth: number; readonly upperDepth: number };
  /** Centre of L3. */
  readonly centreMm: Vec3;
}

type SpinalLevel = Exclude<VertebraLevel, 'S1'>;
const ABOVE_SACRUM = VERTEBRA_LEVELS.filter((l): l is SpinalLevel => l !== 'S1');
type DiscRow = { height: number; wedgeDeg: number };
const discRows: Readonly<Record<string, DiscRow>> = anatomy.discs;

const SEX_SCALE = { female: 0.955, male: 1.035 } as const;
const sacrumRatio = { width: 1, depth: 0.93 };

function drawVertebra(level: SpinalLevel, scale: Shared, draw: Draw, spread: number): VertebraParameters {
  const row = anatomy.vertebrae[level];
  const s = anatomy.spread;
  const own = (sd: number): number => draw.normal(1, sd * spread);
  const width = scale.width * own(s.perLevel);
  const depth = scale.depth * own(s.perLevel);
  const pedicle = scale.body * own(s.pedicle);
  const spinous = scale.body * scale.spinous;
  return {
    level,
    upperWidthMm: row.upperWidth * width,
    upperDepthMm: row.upperDepth * depth,
    lowerWidthMm: row.lowerWidth * width,
    lowerDepthMm: row.lowerDepth * depth,
    heightMm: row.height * scale.height * own(s.perLevel),
    wedgeDeg: row.wedgeDeg + draw.normal(0, s.wedgeDeg * spread),
    tiltDeg: draw.normal(0, s.tiltDeg * spread),
    turnDeg: draw.normal(0, s.rotationDeg * spread),
    canalApMm: row.canalAp * scale.canalAp * own(s.perLevel),
    canalWidthMm: row.canalWidth * scale.canalWidth * own(s.perLevel),
    pedicleHeightMm: row.pedicleHeight * pedicle,
    pedicleWidthMm: row.pedicleWidth * pedicle,
    transverseSpanMm: row.transverseSpan * scale.body * own(s.arch * 0.7),
    spinousLengthMm: row.spinousLength * spinous * own(s.arch * 0.6),
    spinousDropMm: row.spinousDrop * spinous + draw.normal(0, 1.5 * spread),
    spinousHalfHeightMm: row.spinousHalfHeight * scale.spinousHeight * own(s.arch * 0.6),
    spinousLeanMm: draw.normal(0, 1.8 * spread),
    waist: Math.max(0.02, draw.normal(0.09, 0.025 * spread)),
    posteriorConcavity: Math.max(
      0.02,
      draw.normal(level.startsWith('T') || level === 'L1' ? 0.13 : 0.09, 0.03 * spread),
    ),
    endplateConcavityMm: Math.max(0.3, draw.normal(1.9, 0.6 * spread)),
    archScale: draw.normal(1, s.arch * spread),
  };
}

interface Shared {
  readonly body: number;
  readonly height: number;
  readonly width: number;
  readonly depth: number;
  readonly canalAp: number;
  readonly canalWidth: number;
  readonly spinous: number;
  readonly spinousHeight: number;
  readonly discHeight: number;
}

function drawShared(definition: PhantomDefinition, draw: Draw): Shared {
  const s = anatomy.spread;
  const own = (sd: number): number => draw.normal(1, sd * definition.spread);
  const sexes = [SEX_SCALE.female, SEX_SCALE.male] as const;
  const drawn = draw.chance(0.5) ? sexes[0] : sexes[1];
  const sexScale =
    definition.sex === 'any' ? 1 + (drawn - 1) * Math.min(1, definition.spread) : SEX_SCALE[definition.sex];
  const body = definition.statureScale * sexScale * own(s.bodyScale);
  return {
    body,
    height: body * own(s.bodyHeight),
    width: body * own(s.bodyWidth),
    depth: body * own(s.bodyDepth),
    canalAp: Math.sqrt(body) * own(s.canalAp),
    canalWidth: Math.sqrt(body) * own(s.canalWidth),
    spinous: own(s.arch),
    spinousHeight: body * own(s.arch),
    discHeight: body * own(s.discHeightShared),
  };
}

/** Typical grade where the definition names none: mild wear, more at the lower levels. */
function drawGrade(level: DiscLevel, draw: Draw, spread: number): number {
  const wear = draw.uniform(0, 1) * spread;
  if (wear < 0.72) return draw.chance(0.5) ? 1 : 2;
  return level === 'L4-L5' || level === 'L5-S1' || wear < 0.92 ? 3 : 2;
}

export const HEIGHT_BY_GRADE = [1, 1, 1, 0.95, 0.82, 0.6];

function drawDisc(
  level: DiscLevel,
  definition: PhantomDefinition,
  shared: Shared,
  draw: Draw,
): DiscParameters {
  const { spread } = definition;
  const row = discRows[level];
  if (!row) throw new Error(`no disc ${level} in the anatomy data`);
  const override = definition.discs[level] ?? {};
  const drawnGrade = drawGrade(level, draw, spread);
  const pfirrmannGrade = override.pfirrmannGrade ?? drawnGrade;
  const heightFactor = override.heightFactor ?? HEIGHT_BY_GRADE[pfirrmannGrade] ?? 1;
  return {
    level,
    heightMm:
      row.height * shared.discHeight * heightFactor * draw.normal(1, anatomy.spread.discHeight * spread),
    wedgeDeg: row.wedgeDeg,
    tiltDeg: draw.normal(0, 0.6 * spread),
    pfirrmannGrade,
    bulgeMm: override.bulgeMm ?? Math.max(0, draw.normal(pfirrmannGrade >= 3 ? 1 : 0.3, 0.5 * spread)),
    bulgeSide: Math.max(-1, Math.min(1, draw.normal(0, 0.5 * spread))),
    overhangMm: draw.normal(0.6, 0.5 * spread),
    listhesisMm: override.listhesisMm ?? draw.normal(0, 0.5 * spread),
    canalApFactor: override.canalApFactor ?? 1,
  };
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
  const levels = ABOVE_SACRUM.map((level, i) => {
    const discLevel = DISC_LEVELS[i];
    if (!discLevel) throw new Error(`no disc below ${level}`);
    const levelDraw = createDraw(seed, `level ${level}`);
    return {
      vertebra: drawVertebra(level, shared, levelDraw, spread),
      disc: drawDisc(discLevel, definition, shared, levelDraw),
    };
  });
  const lumbar = levels.filter(({ vertebra }) => vertebra.level.startsWith('L'));
  const bodies = lumbar.reduce((sum, { vertebra }) => sum + vertebra.wedgeDeg, 0);
  const discs = lumbar.reduce((sum, { disc }) => sum + disc.wedgeDeg, 0);
  const discFactor = (lordosisDeg - bodies) / discs;
  const depthOfL5 = levels.at(-1)?.vertebra.lowerDepthMm ?? 35;
  const widthOfL5 = levels.at(-1)?.vertebra.lowerWidthMm ?? 50;
  return {
    levels: levels
      .map(({ vertebra, disc }) => ({
        vertebra,
        disc: vertebra.level.startsWith('L')
          ? { ...disc, wedgeDeg: disc.wedgeDeg * discFactor + levelWedgeNoise(seed, disc.level, spread) }
          : disc,
      }))
      .reverse(),
    lumbosacralAngleDeg: definition.lumbosacralAngleDeg + slope,
    coronalTiltDeg: draw.normal(0, 1.3 * spread),
    axialTurnDeg: draw.normal(0, 1.8 * spread),
    scoliosis: {
      cobbDeg: definition.scoliosis.cobbDeg,
      axialRotationDeg: definition.scoliosis.axialRotationDeg,
      apexPosition: VERTEBRA_LEVELS.length - 1 - VERTEBRA_LEVELS.indexOf(definition.scoliosis.apex) - 0.4,
      sign: definition.scoliosis.side === 'left' ? 1 : -1,
    },
    sacrum: { upperWidth: widthOfL5 * sacrumRatio.width, upperDepth: depthOfL5 * sacrumRatio.depth },
    centreMm: [draw.normal(0, 3 * spread), draw.normal(0, 3 * spread), draw.normal(0, 6 * spread)],
  };
}

const levelWedgeNoise = (seed: number, level: DiscLevel, spread: number): number =>
  createDraw(seed, `wedge ${level}`).normal(0, 1.2 * spread);
