import { DISC_LEVELS, VERTEBRA_LEVELS } from '../volume';
import type { DiscOverride, PhantomDefinition } from './definition';
import { createDraw } from './random';

/**
 * A patient out of a clinic's mix for training and evaluation: wear, slips, curves, narrow canals, any habitus.
 * Seeds 1000–1999 are for training; 1–999 and from 2000 on are kept for tests and evaluation.
 */
export function drawPopulationDefinition(seed: number): PhantomDefinition {
  const draw = createDraw(seed, 'population');
  const wear = draw.uniform(0, 1);
  const discs: Record<string, DiscOverride> = {};
  DISC_LEVELS.forEach((level, i) => {
    const low = i >= 5 ? 1 : i >= 3 ? 0.6 : 0.35;
    const worn = draw.uniform(0, 1) < wear * low * 1.1;
    const grade = worn ? draw.integer(3, 5) : draw.integer(1, 3);
    const height = (grade === 5 ? 0.62 : grade === 4 ? 0.82 : 1) * draw.normal(1, 0.06);
    const slip = i >= 5 && draw.chance(0.07) ? draw.uniform(3, 11) : draw.normal(0, 0.7);
    const narrow = i >= 3 && draw.chance(0.06 + 0.2 * wear) ? draw.uniform(0.55, 0.85) : 1;
    discs[level] = {
      pfirrmannGrade: grade,
      heightFactor: Math.max(0.4, Math.min(1.4, 0.93 * height)),
      bulgeMm: worn ? draw.uniform(0, 4.5) : Math.max(0, draw.normal(0.4, 0.5)),
      listhesisMm: slip,
      canalApFactor: narrow,
    };
  });
  const curved = draw.chance(0.25);
  const sacralSlope = draw.normal(38, 7.5);
  return {
    schemaVersion: 2,
    name: `population-${seed}`,
    description: 'Drawn from the training population.',
    sex: draw.chance(0.5) ? 'female' : 'male',
    ageYears: 45,
    bmi: 25,
    lumbarVertebrae: 5,
    transition: 'none',
    findings: [],
    statureScale: draw.normal(1, 0.03),
    // Lordosis follows the sacral slope, so that the trunk stays over the pelvis.
    lordosisDeg: sacralSlope + 8 + draw.normal(0, 4.5),
    lumbosacralAngleDeg: sacralSlope,
    scoliosis: {
      cobbDeg: curved ? draw.uniform(6, 35) : draw.uniform(0, 5),
      apex: VERTEBRA_LEVELS[draw.integer(1, 6)] ?? 'L2',
      side: draw.chance(0.5) ? 'left' : 'right',
      axialRotationDeg: curved ? draw.uniform(0, 15) : draw.uniform(0, 3),
    },
    discs,
    fatThicknessMm: Math.max(5, Math.min(60, 10 + 22 * draw.uniform(0, 1) ** 1.5 + draw.normal(0, 4))),
    leftMarker: draw.chance(0.15),
    spread: 1.15,
  };
}
