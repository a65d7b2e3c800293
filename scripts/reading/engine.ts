import { createNodeEngine } from '../../src/cli/segment';
import type { VnetRunner } from '../../src/segmentation';

/** The shipped network of axial slices on WebAssembly, as the product runs it without a GPU. */
export async function axialNetwork(): Promise<{ network: VnetRunner; dispose: () => void }> {
  const engine = await createNodeEngine('wasm', { withAxial: true });
  const network = engine.networks.axial;
  if (!network) throw new Error('the axial network is shipped');
  return { network, dispose: () => engine.dispose() };
}
