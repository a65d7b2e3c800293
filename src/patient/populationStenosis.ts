import { isHerniation, type Finding } from './findings/schema';
import { pick, type WornDisc } from './populationDiscs';
import type { Population } from './populationSchema';
import type { Draw } from './random';

const WORN_GRADE = 3;

/** Narrowing at one of the four lowest discs, where it is worn. */
export function drawStenoses(
  { stenosis }: Population,
  { disc, position, grade }: WornDisc,
  worn: readonly Finding[],
  draw: Draw,
): Finding[] {
  if (grade < WORN_GRADE) return [];
  const rate = (name: 'central' | 'lateralRecess' | 'foraminal' | 'facets' | 'flavum'): number =>
    stenosis[name][position] ?? 0;
  const findings: Finding[] = [];
  const severity = (): 1 | 2 | 3 => pick([1, 2, 3] as const, [0.5, 0.35, 0.15], draw);
  if (draw.chance(rate('facets')))
    findings.push({
      kind: 'facet-hypertrophy',
      disc,
      side: pick(['both', 'left', 'right'] as const, [0.6, 0.2, 0.2], draw),
      grade: severity(),
      effusion: draw.chance(stenosis.effusion),
    });
  if (draw.chance(rate('flavum')))
    findings.push({ kind: 'flavum-hypertrophy', disc, mm: draw.uniform(4.2, 7) });
  for (const side of ['left', 'right'] as const) {
    if (draw.chance(rate('lateralRecess')))
      findings.push({ kind: 'lateral-recess-stenosis', disc, side, grade: severity() });
    // What lies in the foramen already narrows it.
    const filled = worn.some(
      (f) => isHerniation(f) && f.disc === disc && f.zone === 'foraminal' && f.side === side,
    );
    if (draw.chance(rate('foraminal')) && !filled)
      findings.push({ kind: 'foraminal-stenosis', disc, side, grade: severity() });
  }
  if (draw.chance(rate('central'))) {
    const { B, C, D } = stenosis.grades;
    findings.push({
      kind: 'central-stenosis',
      disc,
      schizas: pick(['B', 'C', 'D'] as const, [B, C, D], draw),
    });
  }
  return findings;
}
