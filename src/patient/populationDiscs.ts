import type { Finding, FindingOf } from './findings/schema';
import type { Population } from './populationSchema';
import { createDraw, type Draw } from './random';

type DiscName = FindingOf<'bulge'>['disc'];
type Grade = FindingOf<'pfirrmann'>['grade'];

/** A disc's place in the population's table and its grade. */
export interface WornDisc {
  readonly disc: DiscName;
  /** 0 is the lowest that moves. */
  readonly position: number;
  readonly grade: Grade;
}

/** Grades of a patient's discs: each disc's wear is partly the patient's, partly its own. */
export function drawWear(
  { discs: table }: Population,
  names: readonly string[],
  patientWear: number,
  seed: number,
): WornDisc[] {
  return names.map((disc, position) => {
    const own = createDraw(seed, `grade ${position}`).normal(0, 1);
    const wear = Math.sqrt(table.wearShare) * patientWear + Math.sqrt(1 - table.wearShare) * own;
    const limits = rowOf(table, position).pfirrmannLimits;
    const grade = (1 + limits.filter((limit) => wear >= limit).length) as Grade;
    return { disc: disc as DiscName, position, grade };
  });
}

function rowOf(
  { positions }: Population['discs'],
  position: number,
): Population['discs']['positions'][number] {
  const row = positions[Math.min(position, positions.length - 1)];
  if (!row) throw new Error('a population has positions');
  return row;
}

/** What the gradings know of one disc: height, bulge, herniation, slip, endplates, Modic changes. */
export function drawDegeneration(
  population: Population,
  { disc, position, grade }: WornDisc,
  draw: Draw,
): Finding[] {
  const { givenGrade } = rowOf(population.discs, position);
  const sizes = population.degeneration;
  const has = (name: keyof typeof givenGrade): boolean => draw.chance(givenGrade[name][grade - 1] ?? 0);
  const sized = ([low, high]: readonly [number, number]): number => draw.uniform(low, high);
  const findings: Finding[] = [
    { kind: 'pfirrmann', disc, grade, heightFactor: heightFactor(sizes, grade, has('narrowing'), draw) },
  ];
  if (has('bulging'))
    findings.push({ kind: 'bulge', disc, mm: sized(sizes.bulgeMm), asymmetry: draw.uniform(-0.6, 0.6) });
  if (has('herniation')) findings.push(drawHerniation(population, disc, grade, draw));
  if (has('listhesis')) findings.push(drawSlip(population, disc, draw));
  if (has('endplateAbove'))
    findings.push({ kind: 'schmorl-node', disc, endplate: 'above', mm: sized(sizes.schmorlMm) });
  if (has('endplateBelow'))
    findings.push({ kind: 'schmorl-node', disc, endplate: 'below', mm: sized(sizes.schmorlMm) });
  if (has('modic'))
    findings.push({
      kind: 'modic',
      disc,
      type: pick([1, 2, 3] as const, population.discs.modicTypes, draw),
      extent: sized(sizes.modicExtent),
    });
  return findings;
}

/** What the two lowest grades, and the highest, allow of a disc's height. */
function heightFactor(
  { narrowHeight, keptHeight }: Population['degeneration'],
  grade: Grade,
  narrow: boolean,
  draw: Draw,
): number {
  const [low, high] = narrow ? narrowHeight : keptHeight;
  const drawn = draw.uniform(low, high);
  if (grade <= 2) return Math.max(narrow ? 0.81 : 0.9, drawn);
  return grade === 5 ? Math.min(narrow ? 0.86 : 0.94, drawn) : drawn;
}

/** One of several by their shares. */
export function pick<T>(values: readonly [T, ...T[]], shares: readonly number[], draw: Draw): T {
  let u = draw.uniform(0, 1);
  for (const [i, value] of values.entries()) {
    u -= shares[i] ?? 0;
    if (u < 0) return value;
  }
  return values[0];
}

function drawHerniation({ herniation: h }: Population, disc: DiscName, grade: Grade, draw: Draw): Finding {
  const { zones } = h;
  const zone = pick(
    ['central', 'subarticular', 'foraminal', 'extraforaminal'] as const,
    [zones.central, zones.subarticular, zones.foraminal, zones.extraforaminal],
    draw,
  );
  const lateral = draw.chance(0.5) ? 'left' : 'right';
  const side = zone === 'central' && draw.chance(0.4) ? 'central' : lateral;
  const kind = pick(
    ['protrusion', 'extrusion', 'sequestration'] as const,
    [h.protrusion, h.extrusion, 1],
    draw,
  );
  const base = { disc, side, zone } as const;
  const flat: Finding = {
    kind: 'protrusion',
    ...base,
    mm: draw.uniform(3, 6),
    widthMm: draw.uniform(12, 22),
  };
  const size = { mm: draw.uniform(5, 11), widthMm: draw.uniform(8, 15) };
  const migration = {
    direction: draw.chance(0.7) ? ('down' as const) : ('up' as const),
    mm: draw.uniform(10, 22),
  };
  const migrates = draw.chance(h.migrates);
  // A healthy nucleus does not leave its disc, and pieces wander only within the canal.
  if (kind === 'protrusion' || grade === 1) return flat;
  const inCanal = zone === 'central' || zone === 'subarticular';
  if (kind === 'sequestration' && inCanal) return { kind, ...base, ...size, migration };
  return { kind: 'extrusion', ...base, ...size, ...(migrates && inCanal ? { migration } : {}) };
}

function drawSlip({ degeneration, rarer }: Population, disc: DiscName, draw: Draw): Finding {
  const [low, high] = degeneration.slipMm;
  const mm = draw.uniform(low, high);
  const backward = draw.chance(degeneration.backwardSlip);
  const lysis = draw.chance(rarer.lysisOfSlip) && !backward && !disc.startsWith('T');
  // Facets hold a backward slip early.
  return {
    kind: 'listhesis',
    disc,
    mm: backward ? Math.min(mm, 5) : mm,
    direction: backward ? 'posterior' : 'anterior',
    lysis,
  };
}
