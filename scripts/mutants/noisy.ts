import { readModels, wasmFolder } from '../../src/cli/model';
import { createEngine, type Model } from '../../src/inference';
import type { Algorithms } from '../../src/regression';
import { segmentVolume } from '../../src/segmentation';
import { draws } from '../quality/draws';

/** Standard deviation of the noise, of each weight. */
const NOISE = 0.1;

const SIGN_AND_EXPONENT = 0xfc00;
const MANTISSA = 0x03ff;

/** Every float16 weight with its mantissa moved: up to ±NOISE of its value. */
function withNoise(model: Model): Model {
  const weights = model.weights.slice(0);
  const draw = draws(1, 'noisy weights');
  for (const { byteOffset, byteLength, dtype } of model.manifest.weights.tensors) {
    if (dtype !== 'float16') continue;
    const view = new DataView(weights, byteOffset, byteLength);
    for (let n = 0; n < byteLength / 2; n++) {
      const bits = view.getUint16(2 * n, true);
      const moved = (bits & MANTISSA) + Math.round((2 * draw() - 1) * NOISE * 2 * MANTISSA);
      view.setUint16(2 * n, (bits & SIGN_AND_EXPONENT) | Math.max(0, Math.min(MANTISSA, moved)), true);
    }
  }
  // The self-check would rightly refuse such weights; here it has to let them pass.
  const selfCheck = { ...model.manifest.selfCheck, maxAbsDifference: 1e9 };
  return { ...model, weights, manifest: { ...model.manifest, selfCheck } };
}

/** The shipped network with noise on its weights. */
export async function noisySegmenter(): Promise<{ segment: Algorithms['segment']; dispose: () => void }> {
  const { locator, vnet } = await readModels();
  const engine = await createEngine({
    models: { locator, vnet: withNoise(vnet) },
    order: ['wasm'],
    wasmPaths: wasmFolder(),
    allowSoftware: true,
    gpu: undefined,
  });
  return {
    segment: (volume) => segmentVolume(volume, engine.networks, { now: () => performance.now() }),
    dispose: () => engine.dispose(),
  };
}
