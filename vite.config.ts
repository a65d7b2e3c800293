import { defineConfig } from 'vite';

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
  'dcmjs',
  'jpeg-lossless-decoder-js',
  '@cornerstonejs/codec-charls/decode',
  '@cornerstonejs/codec-openjpeg/decode',
];

export default defineConfig({
  optimizeDeps: { include: ['fflate', 'nifti-reader-js', ...LAZY] },
  server: { headers: isolation },
  preview: { headers: isolation },
  worker: { format: 'es' },
  build: { target: 'es2023', sourcemap: true },
});
