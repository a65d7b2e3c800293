// How fast phantoms are made and scanned, on one and two workers and on WebGPU, and what memory it takes.
import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { acquire, localizerGroups, sequenceByName } from '../../src/scanner';
import { benchPatient, type ScanComparison } from '../../tests/bench/scan';
import type {} from '../../tests/bench/scanPage';
import { browserName, withBenchPage } from './chromiumPage';
import { markdownTable, measuredOn } from './report';
import type { ScanPart } from './scanWorker';

const RUNS = 3;
const MATRICES = [192, 256, 320, 384, 448, 512];
const STACKS = [5, 10, 15, 20, 25, 30];
/** Slices timed for each matrix. */
const FEW = 3;
/** What a software adapter does in reasonable time. */
const GPU_MATRIX = 128;

const log = (text: string): void => void process.stderr.write(`${text}\n`);
const seconds = (ms: number): string => (ms / 1000).toFixed(2);

/** What one thing takes, ms: on the clock, and of one processor. */
interface Times {
  readonly wallMs: number;
  readonly processorMs: number;
}

const middle = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** Medians of some runs; `run` returns the processor time where this process does not do the work. */
async function median(run: () => Promise<number> | undefined, runs = RUNS): Promise<Times> {
  const wall: number[] = [];
  const processor: number[] = [];
  for (let i = 0; i < runs; i++) {
    const before = process.cpuUsage();
    const started = performance.now();
    const elsewhere = await run();
    wall.push(performance.now() - started);
    const { user, system } = process.cpuUsage(before);
    processor.push(elsewhere ?? (user + system) / 1000);
  }
  return { wallMs: middle(wall), processorMs: middle(processor) };
}

const both = ({ wallMs, processorMs }: Times): string =>
  `${seconds(wallMs)} s (${seconds(processorMs)} s of a processor)`;

/** A worker's next message: the processor time it took, ms. */
const answer = (worker: ChildProcess): Promise<number> =>
  new Promise((resolve, reject) => {
    const ended = (code: number | null): void => reject(new Error(`a worker ended with code ${code ?? '?'}`));
    worker.once('exit', ended);
    worker.once('message', (processorMs: number) => {
      worker.off('exit', ended);
      resolve(processorMs);
    });
  });

/** Processes that hold the phantom; each takes an even share of a stack. (tsx does not reach worker threads in Node 20.) */
class ScanWorkers {
  private constructor(private readonly workers: readonly ChildProcess[]) {}

  static async start(count: number): Promise<ScanWorkers> {
    const file = fileURLToPath(new URL('./scanWorker.ts', import.meta.url));
    const workers = Array.from({ length: count }, () => fork(file, { execArgv: ['--import', 'tsx'] }));
    await Promise.all(workers.map(answer));
    return new ScanWorkers(workers);
  }

  /** A sagittal T2 stack; the processor time of all workers together, ms. */
  async scan(matrix: number, slices: number): Promise<number> {
    const { length } = this.workers;
    const cut = (n: number): number => Math.round((n * slices) / length);
    const times = await Promise.all(
      this.workers.map((worker, n) => {
        const part: ScanPart = { matrix, slices, range: [cut(n), cut(n + 1)] };
        const done = answer(worker);
        worker.send(part);
        return done;
      }),
    );
    return times.reduce((sum, ms) => sum + ms, 0);
  }

  stop(): void {
    for (const worker of this.workers) worker.kill();
  }
}

/** Peak resident memory of a process of its own, MB. */
function peakMb(argument: 'phantom' | 'scan'): number {
  const file = fileURLToPath(new URL('./scanMemory.ts', import.meta.url));
  const output = execFileSync(process.execPath, ['--import', 'tsx', file, argument], { encoding: 'utf8' });
  return Math.round(Number(output) / 1024);
}

async function onWebGpu(): Promise<{ where: string; found: ScanComparison } | undefined> {
  let result: { where: string; found: ScanComparison } | undefined;
  await withBenchPage('scan.html', async (browser, url) => {
    const page = await browser.newPage();
    try {
      await page.goto(url);
      await page.waitForFunction(() => 'benchScan' in globalThis);
      const found = await page.evaluate((matrix) => globalThis.benchScan(matrix), GPU_MATRIX);
      result = { where: browserName(browser), found };
    } catch (error) {
      log(`WebGPU: ${error instanceof Error ? error.message : String(error)}`);
    }
  });
  return result;
}

function gpuText(measured: { where: string; found: ScanComparison } | undefined): string {
  if (!measured) return 'WebGPU could not be measured here.';
  const { where, found } = measured;
  const table = markdownTable(
    ['in', 'ms a slice', 'first slice', 'note'],
    [
      [`${where}, processor`, found.cpuMs.toFixed(0), '', ''],
      [
        `${where}, ${found.runsOn === 'webgpu' ? 'WebGPU' : 'fallback'}: ${found.adapter}`,
        found.gpuMs.toFixed(0),
        found.firstMs.toFixed(0),
        found.software ? 'software adapter' : '',
      ],
    ],
  );
  return `The same slice, ${GPU_MATRIX} × ${GPU_MATRIX}, on the processor and on WebGPU in a browser; they differ by at most
${found.largestDifference} grey value${found.largestDifference === 1 ? '' : 's'}:

${table}

A software adapter emulates a GPU on the processor: its figures say nothing of a real one. The first slice compiles the kernels and
uploads the patient.`;
}

async function measureStacks(): Promise<{ matrices: [number, Times][]; stacks: [number, Times, Times][] }> {
  const one = await ScanWorkers.start(1);
  const two = await ScanWorkers.start(2);
  const matrices: [number, Times][] = [];
  for (const matrix of MATRICES) {
    matrices.push([matrix, await median(() => one.scan(matrix, FEW))]);
    log(`matrix ${matrix}`);
  }
  const stacks: [number, Times, Times][] = [];
  for (const slices of STACKS) {
    const single = await median(() => one.scan(384, slices), 1);
    stacks.push([slices, single, await median(() => two.scan(384, slices), 1)]);
    log(`${slices} slices`);
  }
  one.stop();
  two.stop();
  return { matrices, stacks };
}

/** Measures and returns the section of the report. */
export async function benchScanner(): Promise<string> {
  const phantom = await median(() => {
    benchPatient();
    return undefined;
  });
  log(`phantom: ${both(phantom)}`);
  const patient = benchPatient();
  const sequence = sequenceByName('localizer-gre');
  const localizer = await median(() => {
    Object.values(localizerGroups(patient)).forEach((group) => acquire(patient, group, sequence, 7));
    return undefined;
  });
  log(`localizer: ${both(localizer)}`);
  const { matrices, stacks } = await measureStacks();
  const [phantomMb, scanMb] = [peakMb('phantom'), peakMb('scan')];
  const gpu = gpuText(await onWebGpu());
  const rate = (slices: number, ms: number): string => ((1000 * slices) / ms).toFixed(1);
  const stackRows = stacks.map(([slices, single, double]) => [
    ...[slices, seconds(single.wallMs), seconds(double.wallMs), seconds(single.processorMs)],
    ...[rate(slices, single.wallMs), rate(slices, double.wallMs)],
  ]);
  const matrixRows = matrices.map(([matrix, { wallMs, processorMs }]) => [
    `${matrix} × ${matrix}`,
    (wallMs / FEW).toFixed(0),
    (processorMs / FEW).toFixed(0),
    rate(FEW, wallMs),
  ]);
  const stackHead = [
    'slices',
    '1 worker, s',
    '2 workers, s',
    'processor time, s',
    'slices/s, 1 worker',
    '2 workers',
  ];
  return `The normal phantom in Node ${process.versions.node} (${measuredOn()}). Making it takes ${both(phantom)},
the three stacks of the localizer ${both(localizer)}. Peak memory of the process: ${phantomMb} MB with the phantom,
${scanMb} MB with a sagittal T2 series of 15 × 384 × 384 as well.

Sagittal T2 of 384 × 384 (oversampling and echo train of the preset), on one and two workers:

${markdownTable(stackHead, stackRows)}

Growth with the matrix, one worker:

${markdownTable(['matrix', 'ms a slice', 'processor time, ms', 'slices/s'], matrixRows)}

Medians of ${RUNS} runs, stacks once. On a machine that does other things too, processor time says more than the clock. The Fourier transforms
have power-of-two lengths, so time grows in steps.

${gpu}`;
}
