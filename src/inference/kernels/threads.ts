/** Work of one kernel over `count` parts; the kernel is called with `args`, its scratch memory, and a range of parts. */
export interface Work {
  readonly kernel: string;
  readonly args: readonly number[];
  readonly count: number;
  /** Parts that a thread takes at a time. */
  readonly step: number;
  /** Address of the scratch memory, and bytes of it for each thread. */
  readonly scratch: number;
  readonly scratchBytes: number;
}

export type KernelTable = Record<string, ((...args: number[]) => number | undefined) | undefined>;

/** What a thread is told at its start. */
export interface ThreadStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly control: Int32Array;
  readonly thread: number;
}

/** Places in the control block; the arguments follow. */
export const GENERATION = 0;
export const READY = 1;
const RUNNING = 2;
const NEXT = 3;
const COUNT = 4;
const STEP = 5;
const KERNEL = 6;
const SCRATCH = 7;
const SCRATCH_BYTES = 8;
const ARGUMENTS = 9;
const FIRST_ARGUMENT = 10;
export const CONTROL_LENGTH = 32;

export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): KernelTable {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as KernelTable;
}

/** Takes parts until none is left. Every thread of a pool does this at the same time. */
export function takeParts(
  kernels: KernelTable,
  names: readonly string[],
  control: Int32Array,
  thread: number,
): void {
  const at = (place: number): number => Atomics.load(control, place);
  const run = kernels[names[at(KERNEL)] ?? ''];
  const args = Array.from({ length: at(ARGUMENTS) }, (_, n) => at(FIRST_ARGUMENT + n));
  const scratch = at(SCRATCH) + thread * at(SCRATCH_BYTES);
  const [count, step] = [at(COUNT), at(STEP)];
  for (
    let first = Atomics.add(control, NEXT, step);
    first < count;
    first = Atomics.add(control, NEXT, step)
  ) {
    run?.(...args, scratch, first, Math.min(first + step, count));
  }
}

/** The thread's last step of a piece of work. */
export function signOff(control: Int32Array): void {
  if (Atomics.sub(control, RUNNING, 1) === 1) Atomics.notify(control, RUNNING);
}

/** Workers beside the calling thread, on shared memory. Until they have all started, the caller works alone. */
export class ThreadPool {
  readonly #control = new Int32Array(new SharedArrayBuffer(4 * CONTROL_LENGTH));
  readonly #names: readonly string[];
  readonly #helpers: number;

  constructor(
    private readonly kernels: KernelTable,
    module: WebAssembly.Module,
    memory: WebAssembly.Memory,
    threads: number,
  ) {
    this.#names = Object.keys(kernels);
    this.#helpers = threads - 1;
    for (let thread = 1; thread < threads; thread++) {
      const worker = new Worker(new URL('./thread.ts', import.meta.url), { type: 'module' });
      const start: ThreadStart = { module, memory, control: this.#control, thread };
      worker.postMessage(start);
    }
  }

  /** False when the threads are not there yet. */
  run({ kernel, args, count, step, scratch, scratchBytes }: Work): boolean {
    const control = this.#control;
    if (Atomics.load(control, READY) < this.#helpers) return false;
    const set = (place: number, value: number): number => Atomics.store(control, place, value);
    set(RUNNING, this.#helpers);
    set(NEXT, 0);
    set(COUNT, count);
    set(STEP, step);
    set(KERNEL, this.#names.indexOf(kernel));
    set(SCRATCH, scratch);
    set(SCRATCH_BYTES, scratchBytes);
    set(ARGUMENTS, args.length);
    args.forEach((value, n) => set(FIRST_ARGUMENT + n, value));
    Atomics.add(control, GENERATION, 1);
    Atomics.notify(control, GENERATION);
    takeParts(this.kernels, this.#names, control, 0);
    for (let left = Atomics.load(control, RUNNING); left > 0; left = Atomics.load(control, RUNNING)) {
      // The window's own thread may not wait; it looks again.
      if (typeof document === 'undefined') Atomics.wait(control, RUNNING, left);
    }
    return true;
  }
}
