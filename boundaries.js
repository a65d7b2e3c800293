const PURE = [
  'geometry',
  'volume',
  'io',
  'patient',
  'scanner',
  'segmentation',
  'anatomy',
  'planning',
  'scoring',
  'loop',
  'exercise',
  'competency',
  'readerStudy',
  'regression',
];
const above = (/** @type {string} */ folder) => PURE.slice(0, PURE.indexOf(folder));

export const PURE_FOLDERS = PURE;

/** Public faces beside a folder's index: programs that load with a page of their own, and would load at the start through the index; or without any page. */
export const LATE_FACES = ['app/author', 'app/regression', 'app/study', 'inference/foreign'];

/**
 * The one table of what may import what (see docs/architecture.md). ESLint's rules and tests/boundaries.test.ts are
 * generated from it: a folder of src/ that is missing here fails the test.
 *
 * @type {Record<string, {mayImport: string[], packages: string[]}>}
 * `packages`: npm packages that only the folders naming them may import.
 */
export const BOUNDARIES = {
  geometry: { mayImport: [], packages: ['gl-matrix'] },
  volume: { mayImport: ['geometry'], packages: [] },
  io: {
    mayImport: above('io'),
    packages: ['dcmjs', '@cornerstonejs/', 'jpeg-lossless-decoder-js', 'nifti-reader-js', 'fflate'],
  },
  patient: { mayImport: above('patient'), packages: ['pure-rand', 'zod'] },
  scanner: { mayImport: above('scanner'), packages: ['pure-rand', 'zod', 'fft.js'] },
  segmentation: { mayImport: ['geometry', 'volume'], packages: ['zod'] },
  anatomy: { mayImport: above('anatomy'), packages: ['zod'] },
  planning: { mayImport: above('planning'), packages: ['zod'] },
  scoring: { mayImport: above('scoring'), packages: ['zod'] },
  loop: { mayImport: above('loop'), packages: [] },
  exercise: { mayImport: above('exercise'), packages: ['zod', '@noble/hashes'] },
  competency: { mayImport: above('competency'), packages: ['zod'] },
  readerStudy: { mayImport: above('readerStudy'), packages: ['zod'] },
  regression: { mayImport: above('regression'), packages: ['pure-rand', 'zod', '@noble/hashes'] },
  // The patient only for the types of what the scanner's kernels upload.
  gpu: {
    mayImport: ['geometry', 'volume', 'patient', 'scanner', 'segmentation'],
    packages: ['webgpu-utils'],
  },
  inference: { mayImport: [...PURE, 'gpu'], packages: ['@tensorflow/', 'comlink', 'zod'] },
  app: { mayImport: PURE, packages: ['idb', 'zod', 'comlink', 'workbox-window'] },
  // The page's interfaces only: it looks on, and hands what it sees to learning systems.
  lms: {
    mayImport: ['geometry', 'planning', 'exercise', 'app'],
    packages: ['idb', 'fflate', '@xapi/', 'zod', '@noble/hashes'],
  },
  view: { mayImport: [...PURE, 'app'], packages: ['three'] },
  ui: {
    mayImport: [...PURE, 'app', 'view'],
    packages: ['lit', '@lit/', 'lucide-static', '@observablehq/plot'],
  },
  cli: { mayImport: [...PURE, 'gpu', 'inference', 'app', 'lms'], packages: ['commander', 'fast-png', 'tsx'] },
};
