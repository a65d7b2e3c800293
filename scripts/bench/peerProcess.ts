// One runtime in a process of its own, so that its memory can be told: prints a line of JSON, writes the logits to a file.
import { writeFileSync } from 'node:fs';
import { createNodeEngine } from '../../src/cli/segment';
import { readModel } from '../../src/cli/model';
import { testInput } from '../../src/inference/testing';
import {
  ortPeer,
  ourPeer,
  PRODUCT_SIZE,
  stockPeer,
  timePeer,
  type OrtLike,
  type Peer,
} from '../../tests/bench/peers';
import { onnxNetwork, onnxProduct } from './onnx';

export interface PeerTask {
  readonly peer: 'ours' | 'stock' | 'ort-web' | 'ort-node';
  readonly backend: 'wasm' | 'cpu' | 'webgpu';
  readonly threads: number;
  readonly size: readonly [slices: number, rows: number, columns: number];
  readonly runs: number;
  readonly logits: string;
}

export interface PeerAnswer {
  readonly firstMs: number;
  readonly medianMs: number;
  readonly peakFlops: number;
  readonly peakBytes: number;
}

const task = JSON.parse(process.argv[2] ?? '{}') as PeerTask;
const input = testInput(...task.size);
const model = await readModel(new URL('../../models/lumbar-vnet/', import.meta.url));

async function open(): Promise<Peer> {
  if (task.peer === 'ort-web' || task.peer === 'ort-node') {
    const models = {
      network: onnxNetwork(model.manifest, model.weights),
      product: onnxProduct(PRODUCT_SIZE),
    };
    if (task.peer === 'ort-node') {
      const ort = (await import('onnxruntime-node')) as unknown as OrtLike;
      return ortPeer(ort, models, input, { intraOpNumThreads: task.threads, interOpNumThreads: 1 });
    }
    const ort = await import('onnxruntime-web');
    ort.env.wasm.numThreads = task.threads;
    return ortPeer(ort as unknown as OrtLike, models, input, { executionProviders: ['wasm'] });
  }
  const engine = await createNodeEngine(task.backend);
  return task.peer === 'ours' ? ourPeer(engine, input) : stockPeer(model, input);
}

const { logits, ...timing } = await timePeer(await open(), task.runs);
writeFileSync(task.logits, logits);
const answer: PeerAnswer = { ...timing, peakBytes: process.resourceUsage().maxRSS * 1024 };
process.stdout.write(`${JSON.stringify(answer)}\n`);
// Threads of a runtime would keep the process.
process.exit(0);
