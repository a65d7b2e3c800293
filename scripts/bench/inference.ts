// How long a whole volume takes on every backend of this machine, and where the time goes.
import type { Page } from 'playwright';
import { createNodeEngine } from '../../src/cli/segment';
import { measure, unpackVolume, type BenchResult, type BenchVolume } from '../../tests/bench/measure';
import type { BenchRequest } from '../../tests/bench/page';
import { phantomPicture, sagittalStack } from '../../tests/bench/volumes';
import { browserName, withBenchPage } from './chromiumPage';
import { markdownTable, measuredOn } from './report';

const RUNS = 5;
/** Backends that emulate a GPU or use no vector units: one run of a small volume, scaled up. */
const SMALL_RUNS = 0;

interface Row {
  readonly where: string;
  readonly result: BenchResult;
  readonly note: string;
}

const rows: Row[] = [];

function add(where: string, result: BenchResult, note = ''): void {
  rows.push({ where, result, note });
  process.stderr.write(`${where}, ${result.backend}: ${(result.networkMs / 1000).toFixed(2)} s\n`);
}

async function inNode(backend: string, volume: BenchVolume, runs: number, note = ''): Promise<void> {
  const engine = await createNodeEngine(backend);
  add(`Node ${process.versions.node}`, await measure(engine, unpackVolume(volume), runs), note);
  engine.dispose();
}

/** Measures every backend in a page of its own. */
const inChromium = (volume: BenchVolume, small: BenchVolume): Promise<void> =>
  withBenchPage('index.html', async (browser, url) => {
    const where = browserName(browser);
    const run = async (request: BenchRequest, note = ''): Promise<void> => {
      const page = await browser.newPage();
      try {
        await page.goto(url);
        await page.waitForFunction(() => 'bench' in globalThis);
        add(where, await callBench(page, request), note);
      } catch (error) {
        process.stderr.write(
          `${where}, ${request.backend}: ${error instanceof Error ? error.message : ''}\n`,
        );
      } finally {
        await page.close();
      }
    };
    await run({ backend: 'wasm', threads: 1, volume, runs: RUNS });
    await run({ backend: 'wasm', threads: 2, volume, runs: RUNS });
    const software = 'software adapter; small volume';
    await run({ backend: 'webgl', volume: small, runs: SMALL_RUNS }, software);
    await run({ backend: 'webgpu', volume: small, runs: SMALL_RUNS }, software);
  });

const callBench = (page: Page, request: BenchRequest): Promise<BenchResult> =>
  page.evaluate((r) => globalThis.bench(r), request);

const HEAD = [
  'where',
  'backend',
  'start',
  'first',
  'locate',
  'conform',
  'network',
  'labels',
  'plan',
  'total',
  'GFLOP/s',
  'grid',
  'note',
];

function table(fullVoxels: number): string {
  const seconds = (ms: number): string => (ms / 1000).toFixed(2);
  const lines = rows.map(({ where, result: r, note }) => {
    const scale = fullVoxels / (r.grid[0] * r.grid[1] * r.grid[2]);
    const scaled = scale > 1.01 ? `; whole volume about ${seconds(r.networkMs * scale)} s` : '';
    return [
      where,
      `${r.backend}: ${r.description}`,
      seconds(r.startMs),
      seconds(r.firstMs),
      seconds(r.locateMs),
      seconds(r.conformMs),
      seconds(r.networkMs),
      seconds(r.postMs),
      seconds(r.planMs),
      seconds(r.totalMs),
      (r.gigaflop / (r.networkMs / 1000)).toFixed(1),
      r.grid.join(' × '),
      `${note}${scaled}`,
    ];
  });
  return markdownTable(HEAD, lines);
}

/** Measures and returns the section of the report. */
export async function benchInference(): Promise<string> {
  const picture = phantomPicture();
  // A usual sagittal T2 series: 17 slices × 4.4 mm, 0.75 mm in the plane.
  const whole = sagittalStack(picture, [272, 400, 17], [0.75, 0.75, 4.4]);
  const small = sagittalStack(picture, [80, 96, 8], [1.5, 1.5, 4.4]);
  await inNode('wasm', whole, RUNS);
  await inNode('cpu', small, SMALL_RUNS, 'plain JavaScript; small volume');
  await inChromium(whole, small);
  const [first] = rows;
  return `A usual sagittal T2 series of ${whole.dims.join(' × ')} voxels, from volume to plan (${measuredOn()}).

${table(first ? first.result.grid.reduce((a, b) => a * b) : 0)}

Seconds; median of ${RUNS} runs after the first (one run on small volumes). Start: load, compile, self-check. First: the first
volume, with what compiles then. Locate: the small network on the whole field. Conform: the box around the spine to the V-Net's grid.
Network: the V-Net. Labels: logits back to the volume's grid, and clean-up. Plan: landmarks and prescription. Grid: the V-Net's,
slices × rows × columns. A software adapter emulates a GPU on the processor: its figures say nothing of a real one;
the page prefers WebAssembly to it.`;
}
