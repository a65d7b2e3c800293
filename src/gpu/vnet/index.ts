import type { createVnet, GpuVnet } from './vnet';

export type { Grid, Storage } from './steps';
export type { GpuVnet, StepCost, VnetLayer } from './vnet';

/** Uploads a network's weights to a device. Loaded only where there is a GPU: Node reads no .wgsl. */
export async function createGpuVnet(...network: Parameters<typeof createVnet>): Promise<GpuVnet> {
  const { createVnet } = await import('./vnet');
  return createVnet(...network);
}
