// `npm run build:kernels`: compiles src/inference/kernels/*.as and writes the result beside it, as text that every
// bundler, worker and Node loads alike. The text is committed; a test compiles again and compares.
import asc from 'assemblyscript/asc';
import { Buffer } from 'node:buffer';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = new URL('../src/inference/kernels/', import.meta.url);
const FLAGS = [
  '--runtime',
  'stub',
  '--noAssert',
  '--importMemory',
  '--noExportMemory',
  '--enable',
  'simd',
  '-O3',
];
/** TensorFlow.js's own memory: 4 GiB at most where threads share it. */
const SHARED = ['--enable', 'threads', '--sharedMemory', '--maximumMemory', '65536'];

/**
 * @param {boolean} shared for the shared memory of the threaded build
 * @returns {Promise<Uint8Array>} the module
 */
export async function compileKernels(shared) {
  const source = readFileSync(new URL('conv3.as', FOLDER), 'utf8');
  /** @type {Uint8Array | undefined} */
  let binary;
  const { error, stderr } = await asc.main(
    ['conv3.ts', '--outFile', 'conv3.wasm', ...FLAGS, ...(shared ? SHARED : [])],
    {
      readFile: (name) => (name === 'conv3.ts' ? source : null),
      writeFile: (name, contents) => {
        if (name.endsWith('.wasm') && typeof contents !== 'string') binary = contents;
      },
      listFiles: () => [],
    },
  );
  if (error || !binary) throw new Error(`The kernels do not compile: ${stderr.toString()}`, { cause: error });
  return binary;
}

/** @returns {Promise<string>} the text of conv3.wasm.ts */
export async function kernelText() {
  const [alone, shared] = [await compileKernels(false), await compileKernels(true)];
  const text = (/** @type {Uint8Array} */ bytes) => Buffer.from(bytes).toString('base64');
  return `// Written by \`npm run build:kernels\` from conv3.as.
/** The compiled kernels, base64. */
export const KERNELS =
  '${text(alone)}';
/** The same for a memory shared between threads. */
export const SHARED_KERNELS =
  '${text(shared)}';
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(new URL('conv3.wasm.ts', FOLDER), await kernelText());
}
