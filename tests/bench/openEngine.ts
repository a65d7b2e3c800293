import wasmUrl from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.wasm?url';
import wasmSimdUrl from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm?url';
import wasmThreadedUrl from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.wasm?url';
import { createEngine, type BackendName, type Engine } from '../../src/inference';
import { fetchShippedModels } from '../../src/inference/shippedModels';

/** The product's engine in a page, on one backend; WASM with as many threads as asked for. */
export const openEngine = async (backend: BackendName, threads?: number): Promise<Engine> =>
  createEngine({
    models: await fetchShippedModels(),
    order: [backend],
    allowSoftware: true,
    ...(threads === undefined ? {} : { wasmThreads: threads }),
    wasmPaths: {
      'tfjs-backend-wasm.wasm': wasmUrl,
      'tfjs-backend-wasm-simd.wasm': wasmSimdUrl,
      'tfjs-backend-wasm-threaded-simd.wasm': wasmThreadedUrl,
    },
  });
