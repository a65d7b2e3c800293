// The same network and input through our engine, plain TensorFlow.js and the ONNX runtimes, every one in a process or a
// page of its own.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Browser } from 'playwright';
import { readModel } from '../../src/cli/model';
import { largestDifference, testInput } from '../../src/inference/testing';
import type { Model } from '../../src/inference/model';
import { PRODUCT_SIZE } from '../../tests/bench/peers';
import type { PeerRequest } from '../../tests/bench/peersPage';
import { PEER_HEAD, peerRow, type PeerResult } from '../../tests/bench/peerTable';
import { browserName, withBenchPage } from './chromiumPage';
import { onnxNetwork, onnxProduct } from './onnx';
import type { PeerAnswer, PeerTask } from './peerProcess';
import { markdownTable, measuredOn } from './report';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MODEL = new URL('../../models/lumbar-vnet/', import.meta.url);
/** Further than rounding explains, to half precision where a GPU stores that: the runtimes do not compute the same network, and no time is worth comparing. */
const TOLERANCE = 0.05;
const NAMES = {
  ours: 'Isocenter',
  stock: 'TensorFlow.js 4.22',
  'ort-web': 'onnxruntime-web 1.30',
  'ort-node': 'onnxruntime-node 1.30',
};

export const PEER_BACKENDS = ['node', 'chromium', 'webgl', 'webgpu', 'webgpu-node', 'pytorch'] as const;
export type PeerBackend = (typeof PEER_BACKENDS)[number];

export interface PeerOptions {
  readonly backends: readonly PeerBackend[];
  readonly size: readonly [slices: number, rows: number, columns: number];
  readonly runs: number;
  /** TensorFlow.js's conv3d on WASM takes most of a minute a run; 0 takes its first run. */
  readonly stockRuns: number;
  /** WebGL and WebGPU although the processor emulates them. */
  readonly software: boolean;
}

/** The crop around a spine in a usual sagittal stack, where Node and Chromium run without a GPU. */
export const USUAL: PeerOptions = {
  backends: ['node', 'chromium'],
  size: [16, 304, 128],
  runs: 5,
  stockRuns: 0,
  software: false,
};

const run = promisify(execFile);
const floats = (file: string): Float32Array => new Float32Array(new Uint8Array(readFileSync(file)).buffer);

/** Collects the rows of one run of the benchmark. */
class Bench {
  readonly results: PeerResult[] = [];
  readonly failures: string[] = [];
  #reference: Float32Array = new Float32Array();

  constructor(
    readonly options: PeerOptions,
    readonly model: Model,
    readonly folder: string,
  ) {}

  get reference(): Float32Array {
    return this.#reference;
  }

  /** The first result is our engine's: the others are compared with it. */
  add(result: Omit<PeerResult, 'difference'>, logits: Float32Array): void {
    if (this.#reference.length === 0) this.#reference = logits;
    this.addCompared({ ...result, difference: largestDifference(logits, this.#reference) });
  }

  addCompared(result: PeerResult): void {
    const { where, peer, backend, medianMs, difference } = result;
    if (!(difference < TOLERANCE)) {
      this.failures.push(`${where}, ${backend}, ${peer}: its logits differ by ${difference.toPrecision(2)}`);
      return;
    }
    this.results.push(result);
    process.stderr.write(`${where}, ${backend}, ${peer}: ${(medianMs / 1000).toFixed(3)} s\n`);
  }

  /** A runtime that does not run is a line below the table, not the end of the benchmark. */
  async attempt(name: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const lines = (error instanceof Error ? error.message : String(error)).trim().split('\n');
      this.failures.push(`${name}: ${lines.find((line) => line.includes('Error')) ?? lines[0] ?? ''}`);
    }
  }

  runsOf(peer: PeerTask['peer']): number {
    return peer === 'stock' ? this.options.stockRuns : this.options.runs;
  }
}

async function inNode(
  bench: Bench,
  peer: PeerTask['peer'],
  backend: PeerTask['backend'],
  threads: number,
): Promise<void> {
  const where = `Node ${process.versions.node}`;
  const label = peer === 'ort-node' ? 'native' : backend;
  await bench.attempt(`${where}, ${label}, ${NAMES[peer]}`, async () => {
    const logits = join(bench.folder, `${peer}.f32`);
    const task: PeerTask = {
      peer,
      backend,
      threads,
      size: bench.options.size,
      runs: bench.runsOf(peer),
      logits,
    };
    const script = [
      '--import',
      'tsx',
      fileURLToPath(new URL('peerProcess.ts', import.meta.url)),
      JSON.stringify(task),
    ];
    const { stdout } = await run(process.execPath, script, { cwd: ROOT });
    const answer = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as PeerAnswer;
    const shown = `${label}, ${threads} thread${threads === 1 ? '' : 's'}`;
    bench.add(
      { where, peer: NAMES[peer], backend: backend === 'webgpu' ? 'webgpu (Dawn)' : shown, ...answer },
      floats(logits),
    );
  });
}

async function inPytorch(bench: Bench, device: 'cpu' | 'cuda', threads: number): Promise<void> {
  await bench.attempt(`Python, ${device}, PyTorch`, async () => {
    const [input, logits] = [join(bench.folder, 'input.f32'), join(bench.folder, 'pytorch.f32')];
    writeFileSync(input, testInput(...bench.options.size).data);
    const script = fileURLToPath(new URL('pytorch.py', import.meta.url));
    const { stdout } = await run('python3', [
      ...[script, '--model', fileURLToPath(MODEL), '--input', input, '--logits', logits, '--device', device],
      ...['--threads', String(threads), '--runs', String(bench.options.runs)],
      ...['--size', ...bench.options.size.map(String)],
    ]);
    const { description, ...answer } = JSON.parse(stdout) as PeerAnswer & { description: string };
    bench.add({ where: 'Python', peer: 'PyTorch', backend: description, ...answer }, floats(logits));
  });
}

async function inChromium(bench: Bench, browser: Browser, url: string): Promise<void> {
  const { backends, size, software } = bench.options;
  const where = browserName(browser);
  const text = (data: Uint8Array): string => Buffer.from(data).toString('base64');
  const { manifest, weights } = bench.model;
  const files = {
    reference: text(new Uint8Array(bench.reference.buffer)),
    network: text(onnxNetwork(manifest, weights)),
    product: text(onnxProduct(PRODUCT_SIZE)),
  };
  const measure = (
    peer: PeerRequest['peer'],
    backend: PeerRequest['backend'],
    threads: number,
  ): Promise<void> =>
    bench.attempt(`${where}, ${backend}, ${NAMES[peer]}`, async () => {
      const page = await browser.newPage();
      try {
        await page.goto(url);
        await page.waitForFunction(() => 'peers' in globalThis);
        const request: PeerRequest = { peer, backend, threads, size, runs: bench.runsOf(peer), ...files };
        const { description, ...reply } = await page.evaluate((r) => globalThis.peers(r), request);
        const isGpu = backend === 'webgpu' || backend === 'webgl';
        if (isGpu && !software && /swiftshader|llvmpipe|software/i.test(description)) {
          throw new Error(`${description} is an emulation on the processor; --software measures it`);
        }
        bench.addCompared({
          where,
          peer: NAMES[peer],
          backend: `${backend}: ${description}`,
          ...reply,
          peakBytes: isGpu ? null : reply.peakBytes,
        });
      } finally {
        await page.close();
      }
    });
  if (backends.includes('chromium')) {
    for (const threads of [1, 2]) {
      for (const peer of ['ours', 'ort-web', 'stock'] as const) await measure(peer, 'wasm', threads);
    }
  }
  for (const backend of ['webgl', 'webgpu'] as const) {
    if (!backends.includes(backend)) continue;
    for (const peer of ['ours', 'stock'] as const) await measure(peer, backend, 1);
  }
}

/** Our time in the same place on the same backend: what a row is compared with. */
const oursBeside = (
  { where, backend }: PeerResult,
  results: readonly PeerResult[],
): PeerResult | undefined => {
  const threads = /\d+ thread/.exec(backend)?.[0];
  const ours = results.filter((r) => r.peer === NAMES.ours && r.where === where);
  return (
    ours.find((r) => r.backend === backend) ??
    ours.find((r) => threads !== undefined && r.backend.includes(threads))
  );
};

/** Measures and returns the section of the report. */
export async function benchPeers(options: PeerOptions): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'isocenter-peers-'));
  const bench = new Bench(options, await readModel(MODEL), folder);
  try {
    await inNode(bench, 'ours', 'wasm', 1);
    if (options.backends.includes('node')) {
      await inNode(bench, 'ort-web', 'wasm', 1);
      await inNode(bench, 'stock', 'wasm', 1);
      await inNode(bench, 'ort-node', 'wasm', 1);
      await inNode(bench, 'ort-node', 'wasm', 2);
    }
    if (options.backends.some((b) => b === 'chromium' || b === 'webgl' || b === 'webgpu')) {
      await withBenchPage('peers.html', (browser, url) => inChromium(bench, browser, url));
    }
    if (options.backends.includes('webgpu-node')) {
      await inNode(bench, 'ours', 'webgpu', 1);
      await inNode(bench, 'stock', 'webgpu', 1);
    }
    if (options.backends.includes('pytorch')) {
      for (const threads of [1, 2]) await inPytorch(bench, 'cpu', threads);
      await inPytorch(bench, 'cuda', 1);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const [slices, rows, columns] = options.size;
  const { manifest } = bench.model;
  const flop = manifest.cost.flopsPerVoxel * slices * rows * columns;
  const lines = bench.results.map((r) => peerRow(r, oursBeside(r, bench.results), flop));
  return `${manifest.name} ${manifest.version} on ${options.size.join(' × ')} voxels (slices × rows × columns), ${(flop / 1e9).toFixed(1)} GFLOP
counted for direct convolutions (${measuredOn()}).

${markdownTable(PEER_HEAD, lines)}
${bench.failures.map((line) => `\nNot measured: ${line}.`).join('')}

The same weights and input everywhere, float32; median of ${options.runs} runs after the first (TensorFlow.js's own layers on WASM and elsewhere:
${options.stockRuns === 0 ? 'the first run' : `${options.stockRuns} run(s)`}). × ours: time against Isocenter's in the same place with as many threads. GEMM: a ${PRODUCT_SIZE}³ product in the same runtime, the
share is of it; Winograd's products are fewer than those counted, so a share may pass what a direct convolution could reach.
Memory: peak of the process, or the WebAssembly memory of the page.`;
}
