import wasmUrl from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.wasm?url';
import wasmSimdUrl from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm?url';
import wasmThreadedUrl from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.wasm?url';
import manifestUrl from '../../models/lumbar-vnet/manifest.json?url';
import selfCheckUrl from '../../models/lumbar-vnet/selfcheck.bin?url';
import weightsUrl from '../../models/lumbar-vnet/weights.bin?url';
import { createEngine, fetchModel, type BackendName } from '../../src/inference';
import { measure, unpackVolume, type BenchResult, type BenchVolume } from './measure';

declare global {
  var bench: (request: BenchRequest) => Promise<BenchResult>;
}

export interface BenchRequest {
  readonly backend: BackendName;
  readonly threads?: number;
  readonly volume: BenchVolume;
  readonly runs: number;
}

globalThis.bench = async ({ backend, threads, volume, runs }) => {
  const engine = await createEngine({
    model: await fetchModel({ manifest: manifestUrl, weights: weightsUrl, selfCheck: selfCheckUrl }),
    order: [backend],
    allowSoftware: true,
    ...(threads === undefined ? {} : { wasmThreads: threads }),
    wasmPaths: {
      'tfjs-backend-wasm.wasm': wasmUrl,
      'tfjs-backend-wasm-simd.wasm': wasmSimdUrl,
      'tfjs-backend-wasm-threaded-simd.wasm': wasmThreadedUrl,
    },
  });
  return measure(engine, unpackVolume(volume), runs);
};
