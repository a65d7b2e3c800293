// `npx tsx scripts/validation/realRatios.ts`: measures tissue signals in real patients and renews
// tests/scanner/realRatios.json, to which the virtual scanner's contrast is held.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readOneVolume } from '../../src/cli/files';
import { sliceRatios, type SliceRatios } from './real/slices';
import { spaceRatios, type SpaceRatios } from './real/space';
import { spread, type Spread } from './real/statistics';

const ROOT = join(import.meta.dirname, '../..');
const DATA = join(ROOT, '../shared/data');
const OUT = join(ROOT, 'tests/scanner/realRatios.json');

/** Pfirrmann grade by patient and disc (1 = L5-S1, counted upward). */
function pfirrmannGrades(): Map<string, number> {
  const [, ...lines] = readFileSync(join(DATA, 'spider-radiological-gradings.csv'), 'utf8')
    .trim()
    .split(/\r?\n/);
  return new Map(
    lines.map((line) => {
      const cells = line.split(',');
      return [`${cells[0]}/${cells[1]}`, Number(cells.at(-1))];
    }),
  );
}

async function spacePatients(): Promise<(SpaceRatios & { patient: string })[]> {
  const folder = join(DATA, 'spider-t2-space/train');
  const measured: (SpaceRatios & { patient: string })[] = [];
  for (const file of readdirSync(folder).filter((name) => name.endsWith('_image.nii.gz'))) {
    const image = await readOneVolume(join(folder, file));
    const labels = await readOneVolume(join(folder, file.replace('_image', '_labels')));
    const ratios = spaceRatios(image, labels);
    if (ratios) measured.push({ patient: file.replace('_image.nii.gz', ''), ...ratios });
  }
  return measured;
}

function byGrade(patients: readonly (SpaceRatios & { patient: string })[]): Record<string, object> {
  const grades = pfirrmannGrades();
  const discs = patients.flatMap((p) =>
    p.discs.map((disc) => ({ ...disc, grade: grades.get(`${p.patient}/${disc.number}`) })),
  );
  return Object.fromEntries(
    [1, 2, 3, 4, 5].flatMap((grade) => {
      const own = discs.filter((disc) => disc.grade === grade);
      if (own.length === 0) return [];
      const row = {
        nucleusToMarrow: spread(own.map((d) => d.nucleusToMarrow)),
        nucleusToCsf: spread(own.map((d) => d.nucleusToCsf)),
        wholeDiscToMarrow: spread(own.map((d) => d.wholeToMarrow)),
      };
      return [[`pfirrmann${grade}`, row]];
    }),
  );
}

function slicesOf(all: readonly SliceRatios[], sequence: 't1' | 't2'): Record<string, Spread | object> {
  const own = all.filter((slice) => slice.sequence === sequence).flatMap((slice) => slice.ratios);
  const ratio = (tissue: string): [string, object][] => {
    const found = own.filter((r) => r.tissue === tissue);
    const whole = found.filter((r) => !r.clipped).map((r) => r.toMarrow);
    const atLeast = found.filter((r) => r.clipped).map((r) => Math.round(r.toMarrow * 1000) / 1000);
    const measured = whole.length > 0 ? spread(whole) : {};
    return found.length === 0
      ? []
      : [[`${tissue}ToMarrow`, atLeast.length > 0 ? { ...measured, atLeast } : measured]];
  };
  return Object.fromEntries(['csf', 'disc', 'muscle', 'fat'].flatMap(ratio));
}

const patients = await spacePatients();
const slices = sliceRatios(join(DATA, 'spider-slices/images'));
const of = (pick: (p: SpaceRatios) => number): Spread => spread(patients.map(pick));
const document = {
  description:
    'Tissue signals relative to vertebral marrow in real patients: median, quartiles between patients, number. Written by scripts/validation/realRatios.ts.',
  source: 'SPIDER, van der Graaf et al., Scientific Data 2024;11:264, CC BY 4.0.',
  't2-space': {
    protocol: 'Siemens 1.5 T, 3-D T2 SPACE, TE 124 ms, echo train 60, 0.9 mm (spider-series-parameters.csv).',
    method:
      'Coil shading fitted to marrow (eroded bodies and spinous processes; log intensity linear in depth, quadratic in height) and divided out. CSF: 90th percentile of the canal inside its wall; nucleus: 90th percentile of the eroded disc; whole disc: median; muscle: mode of the lean unlabelled tissue between arch and fat; fat: median of the band under the skin of the back, to which the shading is extrapolated by 10-30 mm (the least certain ratio). Regions that the 8-bit window clipped are left out.',
    csfToMarrow: of((p) => p.csfToMarrow),
    discToMarrow: of((p) => p.discToMarrow),
    muscleToMarrow: of((p) => p.muscleToMarrow),
    fatToMarrow: of((p) => p.fatToMarrow),
    fatToMuscle: of((p) => p.fatToMuscle),
    discsByPfirrmannGrade: byGrade(patients),
  },
  't2-tse': {
    protocol:
      '2-D T2 TSE of several scanners, 1.5 and 3 T; TE about 80-120 ms (the slices do not say which).',
    method:
      'Rectangles by eye (scripts/validation/real/sliceRegions.json). The display window clipped fluid in most: atLeast holds lower bounds.',
    ...slicesOf(slices, 't2'),
  },
  't1-tse': {
    protocol: '2-D T1 TSE of several scanners, 1.5 and 3 T; TE about 7-14 ms.',
    method:
      'Rectangles by eye (scripts/validation/real/sliceRegions.json); csf holds the roots of the cauda equina too.',
    ...slicesOf(slices, 't1'),
  },
};
writeFileSync(OUT, `${JSON.stringify(document, null, 2)}\n`);
