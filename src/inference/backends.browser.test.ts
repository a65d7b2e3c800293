import { describe, expect, it } from 'vitest';
import manifestUrl from '../../models/lumbar-vnet/manifest.json?url';
import selfCheckUrl from '../../models/lumbar-vnet/selfcheck.bin?url';
import weightsUrl from '../../models/lumbar-vnet/weights.bin?url';
import { createEngine, fetchModel } from '.';
describe('x', () => {
  it.each(['webgpu', 'webgl', 'cpu'] as const)('%s', async (b) => {
    const model = await fetchModel({ manifest: manifestUrl, weights: weightsUrl, selfCheck: selfCheckUrl });
    const t = performance.now();
    const e = await createEngine({ model, order: [b], allowSoftware: true }).catch(
      (e: unknown) => e as Error,
    );
    console.log(b, performance.now() - t, e instanceof Error ? e.message : JSON.stringify(e.report));
  });
});
