// `npm run bench:inference`: our engine beside plain TensorFlow.js, onnxruntime-web and onnxruntime-node, and the whole
// pipeline; renews docs/performance.md.
import { Command, InvalidArgumentError } from 'commander';
import { benchInference } from './bench/inference';
import { benchPeers, PEER_BACKENDS, USUAL, type PeerBackend } from './bench/peers';
import { writeSection } from './bench/report';

const count = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('Give a whole number.');
  return value;
};

function size(text: string): [number, number, number] {
  const [slices = 0, rows = 0, columns = 0, ...rest] = text.split('x').map(Number);
  const fits = [slices, rows, columns].every((n) => Number.isInteger(n) && n > 0 && n % 4 === 0);
  if (!fits || rows % 16 !== 0 || columns % 16 !== 0 || rest.length > 0) {
    throw new InvalidArgumentError(
      'Give slices x rows x columns, e.g. 16x304x128; multiples of 4, 16 and 16.',
    );
  }
  return [slices, rows, columns];
}

function backend(text: string): PeerBackend {
  const found = PEER_BACKENDS.find((name) => name === text);
  if (!found) throw new InvalidArgumentError(`Backends are ${PEER_BACKENDS.join(', ')}.`);
  return found;
}

interface Options {
  readonly backend: readonly PeerBackend[];
  readonly size: readonly [number, number, number];
  readonly runs: number;
  readonly stockRuns: number;
  readonly software: boolean;
  readonly pytorch: boolean;
  readonly pipeline: boolean;
  readonly write: boolean;
}

const command = new Command('bench:inference')
  .option(
    '--backend <name...>',
    `${PEER_BACKENDS.join(', ')}`,
    (name: string, before: PeerBackend[] = []) => [...before, backend(name)],
  )
  .option('--size <slices>x<rows>x<columns>', 'voxels of the input', size, USUAL.size)
  .option('--runs <n>', 'runs after the first', count, USUAL.runs)
  .option(
    '--stock-runs <n>',
    "the same for TensorFlow.js's own layers; 0 takes the first",
    count,
    USUAL.stockRuns,
  )
  .option('--software', 'measure WebGL and WebGPU although the processor emulates them', false)
  .option('--pytorch', 'PyTorch beside (python3 with torch; a GPU where there is one)', false)
  .option('--no-pipeline', 'runtimes only, without the whole pipeline')
  .option('--no-write', 'print only, leave docs/performance.md')
  .parse();

const { pytorch, pipeline, write, ...rest } = command.opts<Partial<Options> & Omit<Options, 'backend'>>();
const backends = [
  ...(rest.backend ?? [...USUAL.backends, 'webgl', 'webgpu']),
  ...(pytorch ? ['pytorch' as const] : []),
];
const show = (section: 'Inference' | 'Runtimes', body: string): void => {
  if (write) writeSection(section, body);
  process.stdout.write(`## ${section}\n\n${body}\n\n`);
};
show('Runtimes', await benchPeers({ ...rest, backends }));
if (pipeline) show('Inference', await benchInference());
