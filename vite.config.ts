import { defineConfig, type Plugin } from 'vite';
import { VitePWA, type VitePWAOptions } from 'vite-plugin-pwa';

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

/**
 * The page as a program that installs and works without a network (docs/decisions/0038-installed-and-offline.md). The page
 * itself registers the worker (src/app/serviceWorker.ts): a packaged exercise must not.
 */
const installable: Partial<VitePWAOptions> = {
  injectRegister: false,
  registerType: 'prompt',
  includeAssets: ['icon.svg'],
  manifest: {
    id: './',
    name: 'Isocenter',
    short_name: 'Isocenter',
    description: 'A virtual lumbar-spine MRI scanner: plan, scan, read your score.',
    lang: 'en',
    start_url: './',
    scope: './',
    display: 'standalone',
    background_color: '#0b0d0f',
    theme_color: '#0b0d0f',
    categories: ['education', 'medical'],
    icons: [
      { src: 'icon.svg', sizes: 'any', type: 'image/svg+xml' },
      ...[192, 512].map((size) => ({
        ...{ src: `icon-${size}.png`, sizes: `${size}x${size}`, type: 'image/png', purpose: 'any maskable' },
      })),
    ],
  },
  workbox: {
    // All of it: what a trainee will open without a network cannot be known. The addresses of assets name their content.
    globPatterns: ['**/*.{html,js,css,wasm,bin,json,png,svg}'],
    dontCacheBustURLsMatching: /assets\//,
    // The largest file is the weights of the network, 2 MB.
    maximumFileSizeToCacheInBytes: 4 * 2 ** 20,
    // Only the page's own address is answered: packaged exercises may lie in folders below.
    navigateFallback: null,
    // A launch from a learning system carries parameters.
    ignoreURLParametersMatching: [/./],
    clientsClaim: true,
    cleanupOutdatedCaches: true,
    inlineWorkboxRuntime: true,
    sourcemap: false,
  },
};

export default defineConfig({
  // Relative: the built page runs in any folder of a server, and packed in a learning system.
  base: './',
  plugins: [wasmThreads(), VitePWA(installable)],
  optimizeDeps: { include: ['fflate', 'nifti-reader-js', ...LAZY] },
  server: { headers: isolation },
  preview: { headers: isolation },
  worker: { format: 'es', plugins: () => [wasmThreads()] },
  build: { target: 'es2023', sourcemap: true },
});
