import { defineConfig, type Plugin } from 'vite';

// Threads in wasm need a cross-origin isolated page.
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

// Loaded when a DICOM file of their kind appears, or by a worker: found late, they would reload a development page.
const LAZY = [
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-backend-cpu',
  '@tensorflow/tfjs-backend-wasm',
  '@tensorflow/tfjs-backend-webgl',
  '@tensorflow/tfjs-backend-webgpu',
  'comlink',
  'webgpu-utils',
  '@observablehq/plot',
  'dcmjs',
  'jpeg-lossless-decoder-js',
  '@cornerstonejs/codec-charls/decode',
  '@cornerstonejs/codec-openjpeg/decode',
];

/**
 * The threaded build of tfjs-backend-wasm starts its threads from its own source text. There it asks `typeof _scriptDir`
 * of a variable that stays behind; the minifier drops the `typeof`, and every thread dies of a ReferenceError while the
 * page waits for ever. The variable is undefined in a module, so the question is answered here.
 */
const wasmThreads = (): Plugin => {
  const question = 'typeof _scriptDir !== "undefined" && _scriptDir';
  return {
    name: 'tfjs-wasm-threads',
    transform: (code, id) =>
      id.includes('tfjs-backend-wasm-threaded-simd.js')
        ? // The same length, so that the source map stays right.
          { code: code.replace(question, 'false'.padEnd(question.length)), map: null }
        : null,
  };
};

export default defineConfig({
  // Relative: the built page runs in any folder of a server, and packed in a learning system.
  base: './',
  plugins: [wasmThreads()],
  optimizeDeps: { include: ['fflate', 'nifti-reader-js', ...LAZY] },
  server: { headers: isolation },
  preview: { headers: isolation },
  worker: { format: 'es', plugins: () => [wasmThreads()] },
  build: { target: 'es2023', sourcemap: true },
});
