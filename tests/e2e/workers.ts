import type { Page, Worker } from 'playwright';

/** What the page's workers run, by the name of their chunk. */
const CHUNK = { segmenter: /\/worker-[\w-]+\.js$/, scanner: /\/scannerWorker-[\w-]+\.js$/ } as const;
export type WorkerName = keyof typeof CHUNK;

/** Puts lines before the program of a worker: what a test takes from the machine, it takes there. Call it before the page opens. */
export async function prepareWorker(page: Page, name: WorkerName, lines: string): Promise<void> {
  await page.route(CHUNK[name], async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${lines}\n${await response.text()}` });
  });
}

export function workerOf(page: Page, name: WorkerName): Worker {
  const worker = page.workers().find((candidate) => CHUNK[name].test(candidate.url()));
  if (!worker) throw new Error(`there is no ${name}`);
  return worker;
}

/** A browser without WebGPU. */
export const NO_WEBGPU = 'delete WorkerNavigator.prototype.gpu;';

/** Arrays of more than 100,000 elements find no room while `self.isMemoryFull`. */
export const MEMORY_THAT_CAN_END = `
for (const name of ['Uint8Array', 'Uint16Array', 'Float32Array', 'Float64Array']) {
  self[name] = new Proxy(self[name], {
    construct(real, args, target) {
      if (self.isMemoryFull && args[0] > 100000) throw new RangeError('Array buffer allocation failed');
      return Reflect.construct(real, args, target);
    },
  });
}`;

/**
 * The software adapter under a card's name, so that the page takes it; \`self.graphicsDevice\` can be destroyed as a driver that
 * breaks down does it.
 */
export const GRAPHICS_CARD = `
const requestAdapter = GPU.prototype.requestAdapter;
GPU.prototype.requestAdapter = async function (options) {
  const adapter = await requestAdapter.call(this, options);
  const info = { vendor: 'test', architecture: 'card', device: '', description: '', isFallbackAdapter: false };
  Object.defineProperty(adapter, 'info', { value: info });
  const requestDevice = adapter.requestDevice.bind(adapter);
  adapter.requestDevice = async (wanted) => (self.graphicsDevice = await requestDevice(wanted));
  return adapter;
};`;
