import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createNodeEngine } from '../../src/cli/segment';
import { readOneVolume } from '../../src/cli/files';
import type { Engine } from '../../src/inference';
import { diceByLabel, segmentVolume, surfaceDistance } from '../../src/segmentation';
import { createVolume, LABEL } from '../../src/volume';
import { table } from './markdown';
import { validatePhantom, type PhantomDice, type PhantomResult } from './phantoms';
import { mean } from './real/statistics';

const ROOT = join(import.meta.dirname, '../..');
const REAL = join(ROOT, '../shared/data/spider-t2-space/test');
const FIRST_SEED = 2000;
const PHANTOMS = 20;

/** Nearest-rank quantile. */
const quantile = (values: readonly number[], q: number): number =>
  [...values].sort((a, b) => a - b)[Math.max(0, Math.ceil(q * values.length) - 1)] ?? NaN;
const STRUCTURES = ['vertebra', 'disc', 'canal'] as const;

async function realPatients(engine: Engine): Promise<string> {
  if (!existsSync(REAL)) return 'Reference data absent: not measured.';
  const rows: (string | number)[][] = [];
  for (const file of readdirSync(REAL)
    .filter((name) => name.endsWith('_image.nii.gz'))
    .sort()) {
    const volume = await readOneVolume(join(REAL, file));
    const reference = await readOneVolume(join(REAL, file.replace('_image', '_labels')));
    const truth = createVolume(Uint8Array.from(reference.data), reference.dims, reference.voxelToPatient);
    const { labels } = await segmentVolume(volume, engine.networks, { now: () => performance.now() });
    const dice = diceByLabel(
      labels,
      truth,
      STRUCTURES.map((s) => LABEL[s]),
    ).map((o) => o.dice);
    const distances = STRUCTURES.map((s) => surfaceDistance(labels, truth, LABEL[s])?.hausdorff95Mm ?? NaN);
    rows.push([file.replace('_image.nii.gz', ''), ...dice, ...distances.map((d) => d.toFixed(1))]);
    console.error(`real ${file}: ${dice.map((d) => d.toFixed(3)).join(' ')}`);
  }
  const means = [1, 2, 3].map((column) => mean(rows.map((r) => Number(r[column]))));
  return table(
    ['patient', 'vertebra', 'disc', 'canal', 'HD95 vertebra mm', 'HD95 disc mm', 'HD95 canal mm'],
    [...rows, ['**mean**', ...means, '', '', ''], ['asked for', '≥ 0.85', '≥ 0.82', '≥ 0.86', '', '', '']],
  );
}

const DICE = ['body', 'vertebra', 'disc', 'canal', 'sacrum'] as const;

function phantomTable(results: readonly PhantomResult[], pick: (r: PhantomResult) => PhantomDice): string {
  const rows = results.map((r) => [String(r.seed), ...DICE.map((key) => pick(r)[key])]);
  const means = DICE.map((key) => mean(results.map((r) => pick(r)[key])));
  return table(
    ['seed', 'vertebral body', 'whole vertebra', 'disc', 'canal', 'sacrum'],
    [...rows, ['**mean**', ...means], ['asked for', '≥ 0.93', '≥ 0.87', '≥ 0.90', '', '']],
  );
}

function planeTable(results: readonly PhantomResult[]): string {
  const levels = ['L3-L4', 'L4-L5', 'L5-S1'] as const;
  const cells = results.map((r) => [
    String(r.seed),
    ...levels.map((level) => {
      const plane = r.planes.find((p) => p.level === level);
      return plane
        ? `${plane.tiltDeg.toFixed(1)}° / ${plane.offsetMm.toFixed(1)} mm${plane.rightLevel ? '' : ' **wrong level**'}`
        : '**missing**';
    }),
    r.planPoints.toFixed(0),
  ]);
  return table(['seed', ...levels, 'points of 100'], cells);
}

function planeSummary(results: readonly PhantomResult[]): string {
  const planes = results.flatMap((r) => r.planes);
  const tilts = planes.map((p) => p.tiltDeg);
  const offsets = planes.map((p) => p.offsetMm);
  const wrong = planes.filter((p) => !p.rightLevel).length;
  return table(
    ['of the planned discs', 'median', '95th percentile', 'worst', 'asked for'],
    [
      [
        'tilt',
        `${quantile(tilts, 0.5).toFixed(2)}°`,
        `${quantile(tilts, 0.95).toFixed(2)}°`,
        `${Math.max(...tilts).toFixed(2)}°`,
        'median ≤ 1.5°, worst ≤ 6°',
      ],
      [
        'offset along the normal',
        `${quantile(offsets, 0.5).toFixed(2)} mm`,
        `${quantile(offsets, 0.95).toFixed(2)} mm`,
        `${Math.max(...offsets).toFixed(2)} mm`,
        'median ≤ 1.5 mm',
      ],
      [
        'levels wrong or missing',
        String(wrong + results.length * 3 - planes.length),
        '',
        `of ${results.length * 3}`,
        'none',
      ],
    ],
  );
}

/** The network part of the page: segmentation, planes and imports against truth. Takes many minutes. */
export async function networkPart(): Promise<string> {
  const engine = await createNodeEngine('wasm');
  const real = await realPatients(engine);
  const results: PhantomResult[] = [];
  for (let seed = FIRST_SEED; seed < FIRST_SEED + PHANTOMS; seed++) {
    const result = await validatePhantom(engine, seed);
    results.push(result);
    const { body, vertebra, disc } = result.sagittalT2;
    console.error(
      `phantom ${seed}: body ${body.toFixed(3)} vertebra ${vertebra.toFixed(3)} disc ${disc.toFixed(3)}; localizer disc ${result.localizer.disc.toFixed(3)}; ` +
        result.planes
          .map((p) => `${p.level} ${p.tiltDeg.toFixed(1)}° ${p.offsetMm.toFixed(1)} mm`)
          .join(', '),
    );
  }
  const { name, version } = engine.networks.vnet.manifest;
  engine.dispose();
  return `With the model ${name} ${version}, WebAssembly backend in Node. None of these
patients was trained on or used to choose a model; its card says how often the test patients were measured.

### Real patients: SPIDER T2 SPACE, \`test\`

Dice on the image's own grid, slab only; the sacrum is not labelled there and not counted. HD95: 95th percentile of the
distance between the surfaces.

${real}

### Virtual patients: ${PHANTOMS} phantoms of the population, seeds ${FIRST_SEED}–${FIRST_SEED + PHANTOMS - 1}

Scanned on the virtual scanner at 1.5 T with its noise; Dice on the acquired grid against the majority of the exact labels
within each acquired voxel (in-plane pixel × slice thickness).

#### Sagittal T2 TSE

${phantomTable(results, (r) => r.sagittalT2)}

#### Localizer (gradient echo, 5 mm spacing)

${phantomTable(results, (r) => r.localizer)}

### The AI's plan against truth

From the localizer alone: network, landmarks, plan. Tilt: angle between the planned and the true plane of the disc; offset:
distance of the planned centre from the true plane.

${planeSummary(results)}

${planeTable(results)}

### Imports

\`tests/io/dicom-cases.test.ts\` reads every reference series and holds its corners (0.02 mm) and values to an independent
converter's; \`tests/io\` holds NIfTI, MetaImage and NRRD to files written by nibabel and ITK.`;
}
