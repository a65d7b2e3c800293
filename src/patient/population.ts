import { VERTEBRA_LEVELS } from '../volume';
import type { PhantomDefinition } from './definition';
import { discsOf, type LevelCount } from './findings/levels';
import type { Finding } from './findings/schema';
import { drawDegeneration, drawWear, type WornDisc } from './populationDiscs';
import { drawRareFindings } from './populationRare';
import type { Population } from './populationSchema';
import { drawStenoses } from './populationStenosis';
import { createDraw, type Draw } from './random';

const within = (value: number, { low, high }: { low: number; high: number }): number =>
  Math.max(low, Math.min(high, value));

/**
 * A patient out of a population. The same population and seed give the same definition on every machine.
 * Seeds 1000–1999 are for training; 1–999 and from 2000 on are kept for tests and evaluation.
 */
export function drawPopulationDefinition(population: Population, seed: number): PhantomDefinition {
  const { patient } = population;
  const draw = createDraw(seed, 'population patient');
  // One number says how worn this patient's discs are; age goes with it.
  const wear = draw.normal(0, 1);
  const { wearShare } = patient.ageYears;
  const ageScore = Math.sqrt(wearShare) * wear + Math.sqrt(1 - wearShare) * draw.normal(0, 1);
  const ageYears = Math.round(
    within(patient.ageYears.mean + patient.ageYears.sd * ageScore, patient.ageYears),
  );
  const levels = drawLevels(population, createDraw(seed, 'population levels'));
  const discs = drawWear(population, mobileDiscs(levels), wear, seed);
  const lumbosacralAngleDeg = draw.normal(patient.lumbosacralAngleDeg.mean, patient.lumbosacralAngleDeg.sd);
  const { mean, sd } = patient.lordosisOverSlopeDeg;
  return {
    schemaVersion: 2,
    name: `${population.name}-${seed}`,
    description: `Drawn from the population "${population.name}".`,
    sex: draw.chance(patient.female) ? 'female' : 'male',
    ageYears,
    bmi: within(draw.normal(patient.bmi.mean, patient.bmi.sd), patient.bmi),
    statureScale: draw.normal(patient.statureScale.mean, patient.statureScale.sd),
    ...levels,
    // Lordosis follows the sacral slope, so that the trunk stays over the pelvis.
    lordosisDeg: lumbosacralAngleDeg + draw.normal(mean, sd),
    lumbosacralAngleDeg,
    scoliosis: drawScoliosis(population, createDraw(seed, 'population scoliosis')),
    discs: drawNarrowCanal(population, levels, createDraw(seed, 'population canal')),
    findings: drawFindings(population, discs, ageYears, seed),
    leftMarker: draw.chance(patient.leftMarker),
    spread: patient.spread,
  };
}

function drawLevels({ transition }: Population, draw: Draw): LevelCount {
  const u = draw.uniform(0, 1);
  const { sacralisedL5, lumbarisedS1, fourLumbar, sixLumbar } = transition;
  if (u < sacralisedL5) return { lumbarVertebrae: 5, transition: 'sacralised-L5' };
  if (u < sacralisedL5 + lumbarisedS1) return { lumbarVertebrae: 5, transition: 'lumbarised-S1' };
  if (u < sacralisedL5 + lumbarisedS1 + fourLumbar) return { lumbarVertebrae: 4, transition: 'none' };
  if (u < sacralisedL5 + lumbarisedS1 + fourLumbar + sixLumbar)
    return { lumbarVertebrae: 6, transition: 'none' };
  return { lumbarVertebrae: 5, transition: 'none' };
}

/** Discs that move, lowest first: the rudimentary one of a transitional vertebra is not among them. */
export function mobileDiscs(levels: LevelCount): string[] {
  const discs = discsOf(levels).toReversed();
  return levels.transition === 'none' ? discs : discs.slice(1);
}

function drawScoliosis({ scoliosis }: Population, draw: Draw): PhantomDefinition['scoliosis'] {
  const curved = draw.chance(scoliosis.rate);
  const [low, high] = curved ? scoliosis.cobbDeg : scoliosis.straightCobbDeg;
  return {
    cobbDeg: draw.uniform(low, high),
    apex: VERTEBRA_LEVELS[draw.integer(1, 6)] ?? 'L2',
    side: draw.chance(0.5) ? 'left' : 'right',
    axialRotationDeg: curved ? draw.uniform(0, 15) : draw.uniform(0, 3),
  };
}

/** A canal narrow from birth is so at every level. */
function drawNarrowCanal(
  { stenosis }: Population,
  levels: LevelCount,
  draw: Draw,
): PhantomDefinition['discs'] {
  if (!draw.chance(stenosis.narrowCanal)) return {};
  const canalApFactor = draw.uniform(0.75, 0.92);
  return Object.fromEntries(discsOf(levels).map((disc) => [disc, { canalApFactor }]));
}

function drawFindings(
  population: Population,
  discs: readonly WornDisc[],
  ageYears: number,
  seed: number,
): Finding[] {
  const worn = discs.flatMap((disc) =>
    drawDegeneration(population, disc, createDraw(seed, `wear ${disc.position}`)),
  );
  const stenoses = discs.flatMap((disc) =>
    drawStenoses(population, disc, worn, createDraw(seed, `stenosis ${disc.position}`)),
  );
  const rare = drawRareFindings(population, discs, ageYears, createDraw(seed, 'population rarer'));
  return [...worn, ...stenoses, ...rare];
}
