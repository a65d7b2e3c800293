import { argmax, type VnetRunner } from '../segmentation';
import { selfCheckData, type Model } from './model';

export interface SelfCheckResult {
  readonly maxAbsDifference: number;
  readonly tolerance: number;
  /** Share of voxels with the same winning class. */
  readonly agreement: number;
  readonly passed: boolean;
}

/**
 * 16-bit floats carry 11 bits: after 18 normalised layers the logits (range about ±10) are good to a few hundredths.
 * The winners must then agree nearly everywhere instead.
 */
const HALF_TOLERANCE = 0.1;
const HALF_AGREEMENT = 0.995;

/** Runs the shipped network on the stored input and compares with the stored logits. */
export async function selfCheck(
  model: Model,
  runner: Pick<VnetRunner, 'run'>,
  halfPrecision: boolean,
  onProgress?: (fraction: number) => void,
): Promise<SelfCheckResult> {
  const { input, logits } = selfCheckData(model);
  const found = await runner.run(input, onProgress ? { onProgress } : {});
  const tolerance = halfPrecision ? HALF_TOLERANCE : model.manifest.selfCheck.maxAbsDifference;
  if (found.length !== logits.length) {
    return { maxAbsDifference: Number.NaN, tolerance, agreement: 0, passed: false };
  }
  let maxAbsDifference = 0;
  for (let n = 0; n < logits.length; n++) {
    const difference = Math.abs((found[n] ?? Number.NaN) - (logits[n] ?? 0));
    // NaN compares false with everything: it must not slip through.
    if (!(difference <= maxAbsDifference)) maxAbsDifference = difference;
    if (Number.isNaN(difference)) break;
  }
  const classes = model.manifest.classes.length;
  const [a, b] = [argmax(found, classes), argmax(logits, classes)];
  const agreement = a.reduce((same, value, n) => same + (value === b[n] ? 1 : 0), 0) / a.length;
  const passed = maxAbsDifference <= tolerance && (!halfPrecision || agreement >= HALF_AGREEMENT);
  return { maxAbsDifference, tolerance, agreement, passed };
}
