// A thread of the kernels' pool: sleeps until there is work, and never returns to its event loop.
import { GENERATION, instantiate, READY, signOff, takeParts, type ThreadStart } from './threads';

globalThis.onmessage = ({ data }: MessageEvent<ThreadStart>) => {
  const { module, memory, control, thread } = data;
  const kernels = instantiate(module, memory);
  const names = Object.keys(kernels);
  let done = Atomics.load(control, GENERATION);
  Atomics.add(control, READY, 1);
  for (;;) {
    Atomics.wait(control, GENERATION, done);
    const now = Atomics.load(control, GENERATION);
    if (now === done) continue;
    done = now;
    takeParts(kernels, names, control, thread);
    signOff(control);
  }
};
