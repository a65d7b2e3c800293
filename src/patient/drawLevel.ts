import type { DiscLevel, VertebraLevel } from '../volume';
import { discRow, vertebraRow, type LumbarCount, type VertebraRow } from './anatomyRows';
import anatomy from './data/anatomy.json';
import type { DiscOverride, PhantomDefinition } from './definition';
import type { DiscParameters, Sides, VertebraParameters } from './parameters';
import { createDraw, type Draw } from './random';

const { spread: SPREAD, shape: SHAPE, discShape: DISC, ageing: AGEING, posterior: POSTERIOR } = anatomy;
const { variants: VARIANTS } = anatomy;

/** Share of a level's usual height that a disc of each grade keeps; index = Pfirrmann grade. */
export const HEIGHT_BY_GRADE: readonly number[] = [1, ...DISC.heightByGrade];

/** What all levels of one patient share. */
export interface Shared {
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

export function drawShared(definition: PhantomDefinition, draw: Draw): Shared {
  const s = anatomy.spread;
  const own = (sd: number): number => draw.normal(1, sd * definition.spread);
  const { female, male } = anatomy.scale;
  const drawn = draw.chance(0.5) ? female : male;
  const sexScale =
    definition.sex === 'any'
      ? 1 + (drawn - 1) * Math.min(1, definition.spread)
      : anatomy.scale[definition.sex];
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

/** One vertebra above S1. */
export function drawVertebra(
  level: VertebraLevel,
  scale: Shared,
  definition: PhantomDefinition,
  draw: Draw,
): VertebraParameters {
  const { spread, lumbarVertebrae, transition } = definition;
  const drawn = vertebraOf(level, vertebraRow(level, lumbarVertebrae), scale, draw, spread);
  const sacralised = transition === 'sacralised-L5' && level === `L${lumbarVertebrae}`;
  return sacralised ? { ...drawn, ...transitional(drawn) } : drawn;
}

/** Broad transverse processes that join the alae (Castellvi III). */
const transitional = (v: VertebraParameters): Partial<VertebraParameters> => ({
  transverseSpanMm: v.transverseSpanMm * VARIANTS.transitionalSpan,
  transverseBreadth: VARIANTS.transitionalBreadth,
  joinsSacrum: true,
});

function vertebraOf(
  level: VertebraLevel,
  row: VertebraRow,
  scale: Shared,
  draw: Draw,
  spread: number,
): VertebraParameters {
  const own = (sd: number): number => draw.normal(1, sd * spread);
  const width = scale.width * own(SPREAD.perLevel);
  const depth = scale.depth * own(SPREAD.perLevel);
  const pedicle = scale.body * own(SPREAD.pedicle);
  const spinous = scale.body * scale.spinous;
  const upperLevel = level.startsWith('T') || level === 'L1';
  return {
    level,
    upperWidthMm: row.upperWidth * width,
    upperDepthMm: row.upperDepth * depth,
    lowerWidthMm: row.lowerWidth * width,
    lowerDepthMm: row.lowerDepth * depth,
    heightMm: row.height * scale.height * own(SPREAD.perLevel),
    wedgeDeg: row.wedgeDeg + draw.normal(0, SPREAD.wedgeDeg * spread),
    tiltDeg: draw.normal(0, SPREAD.tiltDeg * spread),
    turnDeg: draw.normal(0, SPREAD.rotationDeg * spread),
    canalApMm: row.canalAp * scale.canalAp * own(SPREAD.perLevel),
    canalWidthMm: row.canalWidth * scale.canalWidth * own(SPREAD.perLevel),
    pedicleHeightMm: row.pedicleHeight * pedicle,
    pedicleWidthMm: row.pedicleWidth * pedicle,
    transverseSpanMm: row.transverseSpan * scale.body * own(SPREAD.arch * 0.7),
    spinousLengthMm: row.spinousLength * spinous * own(SPREAD.arch * 0.6),
    spinousDropMm: row.spinousDrop * spinous + draw.normal(0, 1.5 * spread),
    spinousHalfHeightMm: row.spinousHalfHeight * scale.spinousHeight * own(SPREAD.arch * 0.6),
    spinousLeanMm: draw.normal(0, 1.8 * spread),
    waist: Math.max(SHAPE.waistMin, draw.normal(SHAPE.waistMean, SHAPE.waistSd * spread)),
    posteriorConcavity: Math.max(
      SHAPE.posteriorConcavityMin,
      draw.normal(
        upperLevel ? SHAPE.posteriorConcavityUpperMean : SHAPE.posteriorConcavityMean,
        SHAPE.posteriorConcavitySd * spread,
      ),
    ),
    endplateConcavityMm: Math.max(
      SHAPE.endplateConcavityMin,
      draw.normal(SHAPE.endplateConcavityMean, SHAPE.endplateConcavitySd * spread),
    ),
    archScale: draw.normal(1, SPREAD.arch * spread),
    transverseBreadth: 1,
    joinsSacrum: false,
    parsDefect: false,
  };
}

/** A free S1, squared like a lumbar vertebra but still joined to the alae. */
export function drawLumbarisedS1(
  scale: Shared,
  { spread, lumbarVertebrae }: PhantomDefinition,
  draw: Draw,
): VertebraParameters {
  const row = vertebraRow(`L${lumbarVertebrae}`, lumbarVertebrae);
  const v = VARIANTS.lumbarisedS1;
  const drawn = vertebraOf('S1', row, scale, draw, spread);
  return {
    ...drawn,
    ...transitional(drawn),
    upperWidthMm: drawn.upperWidthMm * v.width,
    lowerWidthMm: drawn.lowerWidthMm * v.width * v.width,
    upperDepthMm: drawn.upperDepthMm * v.depth,
    lowerDepthMm: drawn.lowerDepthMm * v.depth * v.depth,
    heightMm: drawn.heightMm * v.height,
    wedgeDeg: v.wedgeDeg,
    canalApMm: drawn.canalApMm * v.canalAp,
    canalWidthMm: drawn.canalWidthMm * v.canalWidth,
    spinousLengthMm: drawn.spinousLengthMm * v.spinous,
    spinousHalfHeightMm: drawn.spinousHalfHeightMm * Math.sqrt(v.spinous),
  };
}

/** Pfirrmann grade where the definition names none: it rises with age, faster at the lowest two levels. */
function drawGrade(
  level: DiscLevel,
  { ageYears, spread, lumbarVertebrae }: PhantomDefinition,
  draw: Draw,
): number {
  const low = level.startsWith(`L${lumbarVertebrae}`) || level.startsWith(`L${lumbarVertebrae - 1}-`);
  const mean = AGEING.gradeAt20 + AGEING.gradePerYear * (ageYears - 20) + (low ? AGEING.gradeLowerLevels : 0);
  const drawn = Math.floor(draw.normal(mean, AGEING.gradeSd * spread) + 0.5);
  return Math.max(1, Math.min(5, drawn));
}

const sidesOf = (each: () => number): Sides => ({ left: each(), right: each() });

/** The disc below a vertebra with what lies behind it. */
export function drawDisc(
  level: DiscLevel,
  definition: PhantomDefinition,
  shared: Shared,
  draw: Draw,
): DiscParameters {
  const { spread, lumbarVertebrae, transition } = definition;
  const free = level === 'S1-S2';
  const row = discRow(free ? `L${lumbarVertebrae}-S1` : level, lumbarVertebrae);
  const override: DiscOverride = definition.discs[level] ?? {};
  const rudimentary = transition === 'sacralised-L5' && level === `L${lumbarVertebrae}-S1`;
  const drawnGrade = rudimentary ? 3 : drawGrade(level, definition, draw);
  const pfirrmannGrade = override.pfirrmannGrade ?? drawnGrade;
  const usualHeight = free ? VARIANTS.lumbarisedS1.discHeight : row.height;
  const heightFactor =
    override.heightFactor ??
    (HEIGHT_BY_GRADE[pfirrmannGrade] ?? 1) * (rudimentary ? VARIANTS.rudimentaryDiscHeight : 1);
  const bulge = DISC.bulgeByGradeMm[pfirrmannGrade - 1] ?? 0;
  return {
    level,
    heightMm: usualHeight * shared.discHeight * heightFactor * draw.normal(1, SPREAD.discHeight * spread),
    wedgeDeg: free ? VARIANTS.lumbarisedS1.discWedgeDeg : row.wedgeDeg * (rudimentary ? 0.5 : 1),
    tiltDeg: draw.normal(0, 0.6 * spread),
    pfirrmannGrade,
    bulgeMm: override.bulgeMm ?? (rudimentary ? 0 : Math.max(0, draw.normal(bulge, DISC.bulgeSdMm * spread))),
    bulgeSide: Math.max(-1, Math.min(1, draw.normal(0, 0.5 * spread))),
    overhangMm: draw.normal(0.6, 0.5 * spread),
    listhesisMm: override.listhesisMm ?? draw.normal(0, 0.5 * spread),
    canalApFactor: override.canalApFactor ?? 1,
    widthFactor: rudimentary ? VARIANTS.rudimentaryDiscWidth : 1,
    flavumThicknessMm: Math.max(1, row.flavumMm + draw.normal(0, POSTERIOR.flavumSdMm * spread)),
    facetAngleDeg: sidesOf(() => row.facetAngleDeg + draw.normal(0, POSTERIOR.facetAngleSdDeg * spread)),
    facetHalfDistanceMm: row.facetHalfDistanceMm * shared.width,
    facetScale: sidesOf(() => draw.normal(1, 0.06 * spread)),
    facetFluidMm: sidesOf(() =>
      Math.max(0, draw.normal(POSTERIOR.facetEffusionMm, POSTERIOR.facetEffusionSdMm * spread)),
    ),
    recessNarrowingMm: { left: 0, right: 0 },
    foramenNarrowingMm: { left: 0, right: 0 },
  };
}

/** Fat fraction of the patient's marrow: red marrow turns yellow with age. */
export function marrowFat(
  definition: PhantomDefinition,
  seed: number,
): { vertebral: number; sacral: number } {
  const mean = AGEING.marrowFatAt25 + AGEING.marrowFatPerYear * (definition.ageYears - 25);
  const drawn = createDraw(seed, 'marrow').normal(mean, AGEING.marrowFatSd * definition.spread);
  const vertebral = Math.max(0.1, Math.min(0.75, drawn));
  return { vertebral, sacral: Math.min(0.85, vertebral + AGEING.sacralMarrowMore) };
}

export type { LumbarCount };
