import { createNodeEngine } from '../../src/cli/segment';
import { isIsocenterError } from '../../src/geometry';
import { segmentVolume, type Networks, type Segmentation, type VnetRunner } from '../../src/segmentation';
import type { LabelVolume, Volume } from '../../src/volume';
import type { Measurements } from './results';

/** The shipped networks on WebAssembly, as the product runs them without a GPU. */
export interface Evaluated {
  readonly networks: Networks;
  readonly names: Measurements['networks'];
  dispose(): void;
}

export async function openNetworks(): Promise<Evaluated> {
  const engine = await createNodeEngine('wasm');
  const { locator, vnet } = engine.networks;
  const names = [locator, vnet].flatMap((network) =>
    network
      ? [
          {
            name: network.manifest.name,
            version: network.manifest.version,
            sha256: network.manifest.weights.sha256,
          },
        ]
      : [],
  );
  return { networks: engine.networks, names, dispose: () => engine.dispose() };
}

/** Which weights a result comes from: a folder's name. */
export const weightsKey = (names: Measurements['networks']): string =>
  names.map(({ sha256 }) => sha256.slice(0, 8)).join('-');

/** Networks that answer as before when they are run again after `rewind`: one run, labels on two grids. */
function remembering(networks: Networks): { networks: Networks; rewind: () => void } {
  const kept: Float32Array[] = [];
  let next = 0;
  const wrap = (runner: VnetRunner): VnetRunner => ({
    backend: runner.backend,
    manifest: runner.manifest,
    run: async (input, options) => {
      const before = kept[next++];
      if (before) return before;
      const logits = (await runner.run(input, options)).slice();
      kept.push(logits);
      return logits;
    },
  });
  const { locator, vnet } = networks;
  return {
    networks: { ...(locator ? { locator: wrap(locator) } : {}), vnet: wrap(vnet) },
    rewind: () => (next = 0),
  };
}

export interface Segmented {
  /** On the image's own grid, as the product uses them. */
  readonly own: Segmentation;
  /** On points 1 mm apart over the same field. */
  readonly fine?: LabelVolume;
  readonly seconds: number;
}

/** Labels of an image, or the product's own code for not giving any. */
export async function segmentImage(
  networks: Networks,
  image: Volume,
  labelSpacingMm?: number,
): Promise<Segmented | { readonly refused: string; readonly seconds: number }> {
  const now = (): number => performance.now();
  const once = remembering(networks);
  const started = now();
  const seconds = (): number => (now() - started) / 1000;
  try {
    const own = await segmentVolume(image, once.networks, { now });
    const took = seconds();
    if (labelSpacingMm === undefined) return { own, seconds: took };
    once.rewind();
    const { labels } = await segmentVolume(image, once.networks, { now, labelSpacingMm });
    return { own, fine: labels, seconds: took };
  } catch (error) {
    if (!isIsocenterError(error)) throw error;
    return { refused: error.code, seconds: seconds() };
  }
}
