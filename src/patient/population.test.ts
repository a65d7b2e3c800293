import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePhantomDefinition, type PhantomDefinition } from './definition';
import { isHerniation } from './findings/schema';
import { drawPopulationDefinition, mobileDiscs } from './population';
import { parsePopulation } from './populationSchema';

const json: unknown = JSON.parse(readFileSync('phantoms/populations/clinic.json', 'utf8'));
const clinic = parsePopulation(json);
const COUNT = 2000;
const drawn = Array.from({ length: COUNT }, (_, i) => drawPopulationDefinition(clinic, 3000 + i));

/** Whether a drawn disc shows what the gradings call so. */
const SHOWS: Readonly<Record<string, (d: PhantomDefinition, disc: string) => boolean>> = {
  Modic: (d, disc) => d.findings.some((f) => f.kind === 'modic' && f.disc === disc),
  'UP endplate': (d, disc) =>
    d.findings.some((f) => f.kind === 'schmorl-node' && f.disc === disc && f.endplate === 'above'),
  'LOW endplate': (d, disc) =>
    d.findings.some((f) => f.kind === 'schmorl-node' && f.disc === disc && f.endplate === 'below'),
  Spondylolisthesis: (d, disc) => d.findings.some((f) => f.kind === 'listhesis' && f.disc === disc),
  'Disc herniation': (d, disc) => d.findings.some((f) => isHerniation(f) && f.disc === disc),
  'Disc narrowing': (d, disc) =>
    d.findings.some((f) => f.kind === 'pfirrmann' && f.disc === disc && f.heightFactor < 0.88),
  'Disc bulging': (d, disc) => d.findings.some((f) => f.kind === 'bulge' && f.disc === disc),
};
const gradeOf = (d: PhantomDefinition, disc: string): number => {
  const found = d.findings.find((f) => f.kind === 'pfirrmann' && f.disc === disc);
  return found?.kind === 'pfirrmann' ? found.grade : 0;
};
const atPosition = (position: number): [PhantomDefinition, string][] =>
  drawn.flatMap((d): [PhantomDefinition, string][] => {
    const disc = mobileDiscs(d)[position];
    return disc === undefined ? [] : [[d, disc]];
  });

/** χ² of two samples' counts over the same classes. */
function chiSquare(a: readonly number[], b: readonly number[]): number {
  const sum = (of: readonly number[]): number => of.reduce((s, x) => s + x, 0);
  const [na, nb] = [sum(a), sum(b)];
  return a.reduce((total, x, i) => {
    const y = b[i] ?? 0;
    if (x + y === 0) return total;
    const expectedA = ((x + y) * na) / (na + nb);
    const expectedB = ((x + y) * nb) / (na + nb);
    return total + (x - expectedA) ** 2 / expectedA + (y - expectedB) ** 2 / expectedB;
  }, 0);
}

const CSV = '../shared/data/spider-radiological-gradings.csv';
const gradings = existsSync(CSV)
  ? readFileSync(CSV, 'utf8')
      .trim()
      .split(/\r?\n/)
      .map((line) => line.split(','))
  : null;

describe.skipIf(!gradings)(
  `the clinic's mix against the gradings${gradings ? '' : ' (reference data absent)'}`,
  () => {
    const [head = [], ...rows] = gradings ?? [];
    const column = (name: string): number => head.indexOf(name);
    const real = (position: number): string[][] =>
      rows.filter((row) => Number(row[column('IVD label')]) === position + 1);

    it.each([0, 1, 2, 3, 4, 5, 6])('has the Pfirrmann grades of position %i', (position) => {
      const theirs = [1, 2, 3, 4, 5].map(
        (g) => real(position).filter((row) => Number(row[column('Pfirrman grade')]) === g).length,
      );
      const ours = [1, 2, 3, 4, 5].map(
        (g) => atPosition(position).filter(([d, disc]) => gradeOf(d, disc) === g).length,
      );
      // 99.9 % point of χ² with four degrees of freedom.
      expect(chiSquare(ours, theirs)).toBeLessThan(18.5);
    });

    it.each(Object.keys(SHOWS))('has as much %s at every position', (name) => {
      const shows = SHOWS[name];
      for (let position = 0; position < 7; position++) {
        const theirs = real(position);
        const yes = theirs.filter((row) => Number(row[column(name)]) > 0).length;
        const here = atPosition(position);
        const ours = here.filter(([d, disc]) => shows?.(d, disc)).length;
        // 99.9 % point of χ² with one degree of freedom.
        expect(
          chiSquare([ours, here.length - ours], [yes, theirs.length - yes]),
          `${name} at position ${position}: ${ours / here.length} against ${yes / theirs.length}`,
        ).toBeLessThan(10.9);
      }
    });

    it('has findings as likely as there given the grade, over all discs', () => {
      for (const name of ['Modic', 'Disc narrowing', 'Disc bulging']) {
        for (const grade of [1, 3, 5]) {
          const theirs = rows.filter(
            (row) => Number(row[column('Pfirrman grade')]) === grade && Number(row[column('IVD label')]) <= 7,
          );
          const share = theirs.filter((row) => Number(row[column(name)]) > 0).length / theirs.length;
          const ours = [0, 1, 2, 3, 4, 5, 6]
            .flatMap((position) => atPosition(position))
            .filter(([d, disc]) => gradeOf(d, disc) === grade);
          const found = ours.filter(([d, disc]) => SHOWS[name]?.(d, disc)).length / ours.length;
          expect(Math.abs(found - share), `${name} given ${grade}: ${found} against ${share}`).toBeLessThan(
            0.12,
          );
        }
      }
    });

    it('wears the discs of one patient together as much', () => {
      const pairs = (of: readonly (readonly [number, number])[]): number => {
        const n = of.length;
        const mean = (k: 0 | 1): number => of.reduce((s, p) => s + p[k], 0) / n;
        const [a, b] = [mean(0), mean(1)];
        const variance = (k: 0 | 1, m: number): number => of.reduce((s, p) => s + (p[k] - m) ** 2, 0);
        return (
          of.reduce((s, p) => s + (p[0] - a) * (p[1] - b), 0) / Math.sqrt(variance(0, a) * variance(1, b))
        );
      };
      const ours = pairs(
        drawn.map((d) => [gradeOf(d, mobileDiscs(d)[1] ?? ''), gradeOf(d, mobileDiscs(d)[3] ?? '')]),
      );
      const grades = new Map<string, Map<number, number>>();
      for (const row of rows) {
        const patient = grades.get(row[0] ?? '') ?? new Map<number, number>();
        patient.set(Number(row[column('IVD label')]), Number(row[column('Pfirrman grade')]));
        grades.set(row[0] ?? '', patient);
      }
      const theirs = pairs([...grades.values()].map((p) => [p.get(2) ?? 0, p.get(4) ?? 0]));
      expect(Math.abs(ours - theirs), `${ours} against ${theirs}`).toBeLessThan(0.12);
    });
  },
);

describe('patients of a population', () => {
  it('never contradict themselves', () => {
    for (const definition of drawn) expect(() => parsePhantomDefinition(definition)).not.toThrow();
  });

  it('have the grades and findings of the table at every position, within sampling error', () => {
    clinic.discs.positions.slice(0, 7).forEach(({ pfirrmann, frequency }, position) => {
      const here = atPosition(position);
      const n = here.length;
      // Four standard errors: one in 16,000 for each of some eighty comparisons.
      const near = (count: number, share: number, what: string): void =>
        expect(Math.abs(count / n - share), what).toBeLessThan(4 * Math.sqrt(Math.max(share, 0.002) / n));
      pfirrmann.forEach((share, g) =>
        near(
          here.filter(([d, disc]) => gradeOf(d, disc) === g + 1).length,
          share,
          `grade ${g + 1} at ${position}`,
        ),
      );
      const shown = (name: string): number => here.filter(([d, disc]) => SHOWS[name]?.(d, disc)).length;
      near(shown('Disc herniation'), frequency.herniation, `herniation at ${position}`);
      near(shown('Spondylolisthesis'), frequency.listhesis, `listhesis at ${position}`);
      near(shown('Modic'), frequency.modic, `Modic at ${position}`);
    });
  });

  it('have a transitional vertebra or another count of lumbar ones in 18 of 100', () => {
    const variants = drawn.filter((d) => d.transition !== 'none' || d.lumbarVertebrae !== 5).length;
    expect(Math.abs(variants / COUNT - 0.18)).toBeLessThan(4 * Math.sqrt((0.18 * 0.82) / COUNT));
  });

  it('age with their discs', () => {
    const mean = (of: PhantomDefinition[]): number => of.reduce((s, d) => s + d.ageYears, 0) / of.length;
    const worn = drawn.filter((d) => gradeOf(d, mobileDiscs(d)[1] ?? '') >= 4);
    const fresh = drawn.filter((d) => gradeOf(d, mobileDiscs(d)[1] ?? '') <= 2);
    expect(mean(worn) - mean(fresh)).toBeGreaterThan(8);
  });

  it('show every kind of finding', () => {
    const kinds = new Set(drawn.flatMap((d) => d.findings.map((f) => f.kind)));
    expect([...kinds].sort()).toEqual(
      [
        'annular-fissure',
        'bulge',
        'central-stenosis',
        'compression-fracture',
        'epidural-lipomatosis',
        'extrusion',
        'facet-hypertrophy',
        'flavum-hypertrophy',
        'foraminal-stenosis',
        'haemangioma',
        'lateral-recess-stenosis',
        'listhesis',
        'metastasis',
        'modic',
        'pedicle-screws',
        'pfirrmann',
        'protrusion',
        'schmorl-node',
        'sequestration',
        'synovial-cyst',
        'tarlov-cyst',
      ].sort(),
    );
  });

  it('are the same for the same seed, and other for another', () => {
    expect(drawPopulationDefinition(clinic, 77)).toEqual(drawPopulationDefinition(clinic, 77));
    expect(drawPopulationDefinition(clinic, 78).findings).not.toEqual(
      drawPopulationDefinition(clinic, 77).findings,
    );
  });
});

it('refuses a population with an unknown or missing key, naming it', () => {
  const change = (edit: object): unknown => ({ ...(json as object), ...edit });
  const refusal = (value: unknown) => () => parsePopulation(value);
  expect(refusal(change({ rates: 1 }))).toThrowError(
    expect.objectContaining({ code: 'population-invalid', message: expect.stringContaining('rates') }),
  );
  expect(refusal(change({ scoliosis: { ...clinic.scoliosis, rate: 2 } }))).toThrowError(
    expect.objectContaining({ message: expect.stringContaining('scoliosis.rate') }),
  );
});
