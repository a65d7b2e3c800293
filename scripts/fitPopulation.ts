import { readFile, writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { format } from 'prettier';
import { createDraw } from '../src/patient/random';

/**
 * Writes the section `discs` of a population from per-disc gradings (SPIDER, van der Graaf et al. 2024, CC BY 4.0):
 * how often each Pfirrmann grade is at each position from the lowest disc upward, how the grades of one patient's discs
 * hang together, and how likely each finding is given the grade. Everything else in the file stays as it is.
 *
 *     npx tsx scripts/fitPopulation.ts --gradings ../shared/data/spider-radiological-gradings.csv
 */
const FINDINGS = {
  modic: 'Modic',
  endplateAbove: 'UP endplate',
  endplateBelow: 'LOW endplate',
  listhesis: 'Spondylolisthesis',
  herniation: 'Disc herniation',
  narrowing: 'Disc narrowing',
  bulging: 'Disc bulging',
} as const;
type FindingName = keyof typeof FINDINGS;
const NAMES = Object.keys(FINDINGS) as FindingName[];
const GRADES = [1, 2, 3, 4, 5] as const;
const POSITIONS = 8;
/** Half a case of each kind keeps a probability that no case showed off zero. */
const PRIOR = 0.5;

interface Row {
  readonly patient: string;
  readonly position: number;
  readonly grade: number;
  readonly modicType: number;
  readonly found: Readonly<Record<FindingName, boolean>>;
}

function parse(csv: string): Row[] {
  const [head = '', ...lines] = csv.trim().split(/\r?\n/);
  const columns = head.split(',');
  return lines.flatMap((line) => {
    const cells = line.split(',');
    const value = (name: string): number => Number(cells[columns.indexOf(name)] ?? NaN);
    const position = value('IVD label');
    if (position < 1 || position > POSITIONS) return [];
    const found = Object.fromEntries(NAMES.map((name) => [name, value(FINDINGS[name]) > 0]));
    return [
      {
        patient: cells[0] ?? '',
        position,
        grade: value('Pfirrman grade'),
        modicType: value('Modic'),
        found: found as Record<FindingName, boolean>,
      },
    ];
  });
}

const round = (x: number): number => Math.round(x * 1e5) / 1e5;

/** Standard normal quantile by halving of its integral (Simpson's rule): exact enough, and short. */
function quantile(p: number): number {
  if (p <= 0) return -9;
  if (p >= 1) return 9;
  const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  const below = (z: number): number => {
    const n = 200;
    const h = z / n;
    let sum = density(0) + density(z);
    for (let i = 1; i < n; i++) sum += (i % 2 ? 4 : 2) * density(i * h);
    return 0.5 + (sum * h) / 3;
  };
  let [low, high] = [-6, 6];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (below(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Probability of a finding by grade at one position: the ratios of all positions, scaled to this position's share. */
function byGrade(ratios: readonly number[], gradeShares: readonly number[], share: number): number[] {
  const at = (k: number): number[] => ratios.map((r) => Math.min(1, k * r));
  let [low, high] = [0, 1e3];
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2;
    const expected = at(middle).reduce((sum, p, g) => sum + p * (gradeShares[g] ?? 0), 0);
    if (expected < share) low = middle;
    else high = middle;
  }
  return at(low).map(round);
}

function correlation(pairs: readonly (readonly [number, number])[]): number {
  const n = pairs.length;
  const mean = (k: 0 | 1): number => pairs.reduce((sum, p) => sum + p[k], 0) / n;
  const [a, b] = [mean(0), mean(1)];
  const covariance = pairs.reduce((sum, p) => sum + (p[0] - a) * (p[1] - b), 0);
  const spread = (k: 0 | 1, m: number): number => pairs.reduce((sum, p) => sum + (p[k] - m) ** 2, 0);
  return covariance / Math.sqrt(spread(0, a) * spread(1, b));
}

/** Grades of pairs of discs of one patient, at positions 1 to 6. */
function meanCorrelation(patients: readonly (readonly number[])[]): number {
  let sum = 0;
  let count = 0;
  for (let a = 0; a < 6; a++)
    for (let b = a + 1; b < 6; b++) {
      const pairs = patients.flatMap((p): [number, number][] => {
        const [x, y] = [p[a], p[b]];
        return x === undefined || y === undefined || Number.isNaN(x) || Number.isNaN(y) ? [] : [[x, y]];
      });
      sum += correlation(pairs);
      count++;
    }
  return sum / count;
}

/** Share of a disc's wear that its patient explains, such that drawn grades correlate as the data's do. */
function fitWear(rows: readonly Row[], limits: readonly (readonly number[])[]): number {
  const patients = new Map<string, number[]>();
  for (const { patient, position, grade } of rows) {
    const grades = patients.get(patient) ?? Array.from({ length: POSITIONS }, () => NaN);
    grades[position - 1] = grade;
    patients.set(patient, grades);
  }
  const wanted = meanCorrelation([...patients.values()]);
  const simulate = (share: number): number => {
    const draw = createDraw(1, 'fit');
    return meanCorrelation(
      Array.from({ length: 4000 }, () => {
        const wear = draw.normal(0, 1);
        return limits.map((l) => {
          const z = Math.sqrt(share) * wear + Math.sqrt(1 - share) * draw.normal(0, 1);
          return 1 + l.filter((limit) => z >= limit).length;
        });
      }),
    );
  };
  let [low, high] = [0, 0.99];
  for (let i = 0; i < 12; i++) {
    const middle = (low + high) / 2;
    if (simulate(middle) < wanted) low = middle;
    else high = middle;
  }
  return Math.round(low * 1000) / 1000;
}

const program = new Command('fitPopulation')
  .requiredOption('--gradings <csv>', 'per-disc gradings')
  .option('--population <json>', 'file to renew', 'phantoms/populations/clinic.json')
  .parse();
const { gradings, population } = program.opts<{ gradings: string; population: string }>();

const rows = parse(await readFile(gradings, 'utf8'));
const share = (of: readonly Row[], test: (row: Row) => boolean): number => of.filter(test).length / of.length;
const ratios = (name: FindingName): number[] =>
  GRADES.map((g) => {
    const graded = rows.filter((row) => row.grade === g);
    return (graded.filter((row) => row.found[name]).length + PRIOR) / (graded.length + 2 * PRIOR);
  });
const positions = Array.from({ length: POSITIONS }, (_, i) => {
  const here = rows.filter((row) => row.position === i + 1);
  const shares = GRADES.map((g) => share(here, (row) => row.grade === g));
  let below = 0;
  const limits = shares.slice(0, -1).map((s) => round(quantile((below += s))));
  const table = (of: (name: FindingName) => unknown): object =>
    Object.fromEntries(NAMES.map((name) => [name, of(name)]));
  return {
    discs: here.length,
    pfirrmann: shares.map(round),
    pfirrmannLimits: limits,
    frequency: table((name) => round(share(here, (row) => row.found[name]))),
    givenGrade: table((name) =>
      byGrade(
        ratios(name),
        shares,
        share(here, (row) => row.found[name]),
      ),
    ),
  };
});
const modic = rows.filter((row) => row.modicType > 0);
const file = JSON.parse(await readFile(population, 'utf8')) as Record<string, unknown>;
file.discs = {
  source:
    '(s) SPIDER radiological gradings (van der Graaf et al., Scientific Data 2024; 11:264; CC BY 4.0), fitted by scripts/fitPopulation.ts; position 1 is the lowest disc',
  wearShare: fitWear(
    rows,
    positions.map((p) => p.pfirrmannLimits),
  ),
  modicTypes: [1, 2, 3].map((type) => round(share(modic, (row) => row.modicType === type))),
  positions,
};
await writeFile(population, await format(JSON.stringify(file), { parser: 'json', printWidth: 110 }));
