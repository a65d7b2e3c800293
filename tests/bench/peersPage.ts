import ortModuleUrl from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import ortWasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import * as ort from 'onnxruntime-web/wasm';
import { largestDifference, testInput } from '../../src/inference/testing';
import type { BackendName } from '../../src/inference';
import { fetchTestModel } from '../../src/inference/testModel';
import { openEngine } from './openEngine';
import { ortPeer, ourPeer, stockPeer, timePeer, type OrtLike, type Peer } from './peers';

declare global {
  var peers: (request: PeerRequest) => Promise<PeerReply>;
}

export interface PeerRequest {
  readonly peer: 'ours' | 'stock' | 'ort-web';
  readonly backend: BackendName;
  readonly threads: number;
  readonly size: readonly [slices: number, rows: number, columns: number];
  readonly runs: number;
  /** Base64 of the logits to compare with, and of the ONNX models. */
  readonly reference: string;
  readonly network: string;
  readonly product: string;
}

export interface PeerReply {
  readonly description: string;
  readonly firstMs: number;
  readonly medianMs: number;
  readonly peakFlops: number;
  readonly difference: number;
  readonly peakBytes: number;
}

/** Every WebAssembly memory of the page, whoever makes it: memories only grow, so their size at the end is the peak. */
const memories = new Set<WebAssembly.Memory>();
const Plain = WebAssembly.Memory;
// A proxy, not a subclass: every memory must stay an instance of WebAssembly.Memory, which the engine asks for.
WebAssembly.Memory = new Proxy(Plain, {
  construct: (target, [descriptor]: [WebAssembly.MemoryDescriptor]) => {
    const memory = new target(descriptor);
    memories.add(memory);
    return memory;
  },
});
type Start = (
  ...args: unknown[]
) => Promise<WebAssembly.Instance | WebAssembly.WebAssemblyInstantiatedSource>;
const watching =
  (start: Start): Start =>
  async (...args) => {
    const made = await start(...args);
    const { exports } = made instanceof WebAssembly.Instance ? made : made.instance;
    for (const part of Object.values(exports)) if (part instanceof Plain) memories.add(part);
    return made;
  };
Object.assign(WebAssembly, {
  instantiate: watching(WebAssembly.instantiate as Start),
  instantiateStreaming: watching(WebAssembly.instantiateStreaming as Start),
});

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));

globalThis.peers = async ({ peer, backend, threads, size, runs, ...models }) => {
  const input = testInput(...size);
  let opened: Peer;
  let description = `SIMD, ${threads} thread${threads === 1 ? '' : 's'}`;
  if (peer === 'ort-web') {
    ort.env.wasm.numThreads = threads;
    ort.env.wasm.wasmPaths = { wasm: ortWasmUrl, mjs: ortModuleUrl };
    const files = { network: bytesOf(models.network), product: bytesOf(models.product) };
    opened = await ortPeer(ort as unknown as OrtLike, files, input, { executionProviders: ['wasm'] });
  } else {
    const engine = await openEngine(backend, threads);
    description = engine.report.description;
    opened = peer === 'ours' ? ourPeer(engine, input) : stockPeer(await fetchTestModel(), input);
  }
  const { logits, ...timing } = await timePeer(opened, runs);
  const reference = new Float32Array(bytesOf(models.reference).buffer);
  const peakBytes = [...memories].reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
  return { description, ...timing, difference: largestDifference(logits, reference), peakBytes };
};
