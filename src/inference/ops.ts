import * as tf from '@tensorflow/tfjs-core';
import { CONV_NORM, ENLARGE_ADD, haveWasmKernels, NORM, runWasmKernel } from './wasmKernels';

/*
 * Three-dimensional layers on rank-4 tensors [slices, rows, columns, channels] (slices as the batch). Only operations
 * that are right on every backend of TensorFlow.js 4.22 at rank 4 are used; the start-up self-check proves it.
 */

/** Kernel of a 3-D convolution, one `[rows, columns, in, out]` kernel for each slice tap. */
type Taps = readonly tf.Tensor4D[];

const tap = (taps: Taps, index: number): tf.Tensor4D => {
  const found = taps[index];
  if (!found) throw new Error(`the kernel has no slice tap ${index}`);
  return found;
};

interface NormWeights {
  /** Scale and shift, `[channels]`. */
  readonly gamma: tf.Tensor1D;
  readonly beta: tf.Tensor1D;
}

/** 3×3×3 convolution, zero padding 1; instance norm; sum with the skip, if there is one; ReLU. */
export function convNorm(
  x: tf.Tensor4D,
  weights: NormWeights & { readonly kernel: Taps; readonly packed: tf.Tensor1D | undefined },
  epsilon: number,
  skip?: tf.Tensor4D,
): tf.Tensor4D {
  const { packed, gamma, beta } = weights;
  // The kernel for one channel computes four columns at a time.
  if (packed && (x.shape[2] >= 4 || x.shape[3] > 1)) {
    const inputs = { x, kernel: packed, gamma, beta, ...(skip ? { skip } : {}) };
    return runWasmKernel(CONV_NORM, inputs, epsilon);
  }
  const convolved = conv3(x, weights.kernel);
  if (!skip) return instanceNorm(convolved, weights, epsilon, 'relu');
  return tf.relu(tf.add(skip, instanceNorm(convolved, weights, epsilon, 'linear')));
}

/** Instance norm and ReLU. */
export function normRelu(x: tf.Tensor4D, weights: NormWeights, epsilon: number): tf.Tensor4D {
  const { gamma, beta } = weights;
  if (x.shape[3] % 4 === 0 && haveWasmKernels()) return runWasmKernel(NORM, { x, gamma, beta }, epsilon);
  return instanceNorm(x, weights, epsilon, 'relu');
}

/** The skip plus x, enlarged by whole factors to its size (nearest neighbour). */
export function enlargeAdd(x: tf.Tensor4D, skip: tf.Tensor4D, factors: Stride): tf.Tensor4D {
  if (x.shape[3] % 4 === 0 && haveWasmKernels()) return runWasmKernel(ENLARGE_ADD, { x, skip }, 0);
  return tf.add(skip, enlarge(x, factors));
}

/**
 * 3×3×3 convolution, zero padding 1: out[s] = k₀·x[s−1] + k₁·x[s] + k₂·x[s+1]. Three C → C convolutions on whole-slice
 * ranges: cutting and padding along the first axis are plain copies, whereas one C → 3C convolution would have to be
 * cut along the channels, which on WASM costs as much as the convolution itself.
 */
function conv3(x: tf.Tensor4D, taps: Taps): tf.Tensor4D {
  const [slices, rows, columns, channels] = x.shape;
  const same = (input: tf.Tensor4D, index: number): tf.Tensor4D =>
    tf.conv2d(input, tap(taps, index), 1, 'same');
  const middle = same(x, 1);
  if (slices === 1) return middle;
  const size: [number, number, number, number] = [slices - 1, rows, columns, channels];
  const below = same(tf.slice4d(x, [0, 0, 0, 0], size), 0);
  const above = same(tf.slice4d(x, [1, 0, 0, 0], size), 2);
  return tf.add(tf.add(middle, shift(below, 1, 0)), shift(above, 0, 1));
}

/** Adds empty slices before and after. */
const shift = (x: tf.Tensor4D, before: number, after: number): tf.Tensor4D =>
  tf.pad4d(x, [
    [before, after],
    [0, 0],
    [0, 0],
    [0, 0],
  ]);

/** Convolution whose kernel is its stride (no padding, sizes divide): slices are taken apart, in-plane is a conv2d. */
export function strideConv(x: tf.Tensor4D, taps: Taps, [step, rowStep, columnStep]: Stride): tf.Tensor4D {
  const [slices, rows, columns, channels] = x.shape;
  const grouped: tf.Tensor3D = tf.reshape(x, [slices / step, step, rows * columns * channels]);
  const parts = Array.from({ length: step }, (_, index) => {
    const every =
      step === 1 ? x : tf.slice3d(grouped, [0, index, 0], [slices / step, 1, rows * columns * channels]);
    const input: tf.Tensor4D = tf.reshape(every, [slices / step, rows, columns, channels]);
    return tf.conv2d(input, tap(taps, index), [rowStep, columnStep], 'valid');
  });
  return parts.reduce((a, b) => tf.add(a, b));
}

export type Stride = readonly [slices: number, rows: number, columns: number];

/** 1×1×1 convolution with bias. */
export const pointwise = (x: tf.Tensor4D, taps: Taps, bias: tf.Tensor1D): tf.Tensor4D =>
  tf.fused.conv2d({ x, filter: tap(taps, 0), strides: 1, pad: 'valid', bias });

/** Nearest-neighbour enlargement by whole factors. */
function enlarge(x: tf.Tensor4D, [sliceFactor, rowFactor, columnFactor]: Stride): tf.Tensor4D {
  const [slices, rows, columns, channels] = x.shape;
  const flat: tf.Tensor3D = tf.reshape(x, [slices, 1, rows * columns * channels]);
  const repeated = sliceFactor === 1 ? flat : tf.concat(Array<tf.Tensor3D>(sliceFactor).fill(flat), 1);
  const deep: tf.Tensor4D = tf.reshape(repeated, [slices * sliceFactor, rows, columns, channels]);
  return tf.image.resizeNearestNeighbor(deep, [rows * rowFactor, columns * columnFactor]);
}

/**
 * Instance norm over all voxels of a channel (biased variance), scale and shift, then ReLU where asked.
 * Mean first, then the mean square of what is left: one pass in float32 loses the variance when the mean is large.
 * Scaling and shifting are a depthwise 1×1 convolution, the one fused multiply-add with broadcasting that is right
 * and fast everywhere.
 */
function instanceNorm(
  x: tf.Tensor4D,
  { gamma, beta }: NormWeights,
  epsilon: number,
  activation: 'relu' | 'linear',
): tf.Tensor4D {
  const channels = x.shape[3];
  const mean = channelMean(x);
  const centred = scaleShift(x, tf.ones([channels]), tf.neg(mean), 'linear');
  const variance = channelMean(tf.square(centred));
  return scaleShift(centred, tf.mul(gamma, tf.rsqrt(tf.add(variance, epsilon))), beta, activation);
}

/** Mean of every channel; slices first, then over slices, so that no float32 sum runs over the whole volume. */
function channelMean(x: tf.Tensor4D): tf.Tensor1D {
  const [slices, rows, columns, channels] = x.shape;
  return tf.mean(tf.mean(tf.reshape(x, [slices, rows * columns, channels]), 1), 0);
}

const scaleShift = (
  x: tf.Tensor4D,
  scale: tf.Tensor1D,
  bias: tf.Tensor1D,
  activation: 'relu' | 'linear',
): tf.Tensor4D =>
  tf.fused.depthwiseConv2d({
    x,
    filter: tf.reshape(scale, [1, 1, x.shape[3], 1]),
    strides: 1,
    pad: 'valid',
    bias,
    activation,
  });
