// The network as an ONNX model, for the runtimes that ours is compared with. Field numbers are those of onnx.proto3.
import protobuf from 'protobufjs/minimal.js';
import type { NetworkLayer, VnetManifest } from '../../src/segmentation';
import { halfToFloat } from '../../src/inference/weights';

type Write = (writer: protobuf.Writer) => void;

const FLOAT = 1;

const message = (writer: protobuf.Writer, field: number, write: Write): void => {
  writer.uint32((field << 3) | 2).fork();
  write(writer);
  writer.ldelim();
};
const text = (writer: protobuf.Writer, field: number, value: string): protobuf.Writer =>
  writer.uint32((field << 3) | 2).string(value);
const whole = (writer: protobuf.Writer, field: number, value: number): protobuf.Writer =>
  writer.uint32(field << 3).int64(value);

/** TensorProto: dims 1, data_type 2, name 8, raw_data 9. */
const tensor =
  (name: string, shape: readonly number[], values: Float32Array): Write =>
  (w) => {
    shape.forEach((size) => whole(w, 1, size));
    text(whole(w, 2, FLOAT), 8, name)
      .uint32((9 << 3) | 2)
      .bytes(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  };

/** AttributeProto: name 1, f 2, i 3, s 4, ints 8, type 20 (FLOAT 1, INT 2, STRING 3, INTS 7). */
const attribute =
  (name: string, value: number | string | readonly number[] | { float: number }): Write =>
  (w) => {
    text(w, 1, name);
    if (typeof value === 'number') whole(whole(w, 3, value), 20, 2);
    else if (typeof value === 'string') whole(text(w, 4, value), 20, 3);
    else if ('float' in value) whole(w.uint32((2 << 3) | 5).float(value.float), 20, 1);
    else {
      value.forEach((n) => whole(w, 8, n));
      whole(w, 20, 7);
    }
  };

type Attributes = Record<string, Parameters<typeof attribute>[1]>;

/** NodeProto: input 1, output 2, op_type 4, attribute 5. */
const node =
  (op: string, inputs: readonly string[], output: string, attributes: Attributes = {}): Write =>
  (w) => {
    inputs.forEach((name) => text(w, 1, name));
    text(text(w, 2, output), 4, op);
    Object.entries(attributes).forEach(([name, value]) => message(w, 5, attribute(name, value)));
  };

/** ValueInfoProto of a float tensor. */
const valueInfo =
  (name: string, shape: readonly (number | string)[]): Write =>
  (w) => {
    text(w, 1, name);
    message(w, 2, (type) =>
      message(type, 1, (float) => {
        whole(float, 1, FLOAT);
        message(float, 2, (dims) =>
          shape.forEach((size) =>
            message(dims, 1, (dim) => (typeof size === 'number' ? whole(dim, 1, size) : text(dim, 2, size))),
          ),
        );
      }),
    );
  };

interface Graph {
  readonly nodes: Write[];
  readonly weights: Write[];
}

/** ModelProto: ir_version 1, graph 7, opset_import 8; GraphProto: node 1, name 2, initializer 5, input 11, output 12. */
function model({ nodes, weights }: Graph, inputs: readonly Write[], output: Write): Uint8Array {
  const writer = protobuf.Writer.create();
  whole(writer, 1, 8);
  message(writer, 7, (w) => {
    nodes.forEach((n) => message(w, 1, n));
    text(w, 2, 'network');
    weights.forEach((t) => message(w, 5, t));
    inputs.forEach((i) => message(w, 11, i));
    message(w, 12, output);
  });
  message(writer, 8, (w) => whole(text(w, 1, ''), 2, 17));
  return writer.finish();
}

/** Values of a tensor of weights.bin. */
function stored({ weights }: VnetManifest, bytes: ArrayBuffer, name: string): Float32Array {
  const found = weights.tensors.find((t) => t.name === name);
  if (!found) throw new Error(`the weights have no tensor ${name}`);
  const view = new DataView(bytes, found.byteOffset, found.byteLength);
  return found.dtype === 'float16'
    ? Float32Array.from({ length: found.byteLength / 2 }, (_, n) => halfToFloat(view.getUint16(2 * n, true)))
    : Float32Array.from({ length: found.byteLength / 4 }, (_, n) => view.getFloat32(4 * n, true));
}

/** [taps…, in, out] → [out, in, taps…]. */
function outputsFirst(values: Float32Array, taps: number, input: number, output: number): Float32Array {
  const turned = new Float32Array(values.length);
  for (let tap = 0; tap < taps; tap++) {
    for (let i = 0; i < input; i++) {
      for (let o = 0; o < output; o++) {
        turned[(o * input + i) * taps + tap] = values[(tap * input + i) * output + o] ?? NaN;
      }
    }
  }
  return turned;
}

/** Adds a layer that reads `x`; returns the name of its output. */
function addLayer(
  graph: Graph,
  layer: NetworkLayer,
  x: string,
  skip: string | undefined,
  manifest: VnetManifest,
  bytes: ArrayBuffer,
): string {
  const { name, op } = layer;
  const { nodes, weights } = graph;
  const stepped = layer.op === 'down' || layer.op === 'up' ? layer.stride : [1, 1, 1];
  const pointwise = op === 'up' || op === 'head';
  const kernel = op === 'down' ? stepped : pointwise ? [1, 1, 1] : [3, 3, 3];
  const taps = kernel.reduce((a, b) => a * b);
  const read = (part: string): Float32Array => stored(manifest, bytes, `${name}.${part}`);
  const vector = (part: string): string => {
    weights.push(tensor(`${name}.${part}`, [layer.out], read(part)));
    return `${name}.${part}`;
  };
  weights.push(
    tensor(
      `${name}.w`,
      [layer.out, layer.in, ...kernel],
      outputsFirst(read('weight'), taps, layer.in, layer.out),
    ),
  );
  const conv = (output: string, more: readonly string[] = []): void => {
    const pads = pointwise || op === 'down' ? [0, 0, 0, 0, 0, 0] : [1, 1, 1, 1, 1, 1];
    const strides = op === 'down' ? stepped : [1, 1, 1];
    nodes.push(node('Conv', [x, `${name}.w`, ...more], output, { kernel_shape: kernel, pads, strides }));
  };
  if (op === 'head') {
    conv('logits', [vector('bias')]);
    return 'logits';
  }
  if (op === 'up') {
    if (skip === undefined) throw new Error(`layer ${name} has no skip to add`);
    conv(`${name}.c`, [vector('bias')]);
    weights.push(tensor(`${name}.scales`, [5], Float32Array.of(1, 1, ...stepped)));
    const nearest = { mode: 'nearest', nearest_mode: 'floor', coordinate_transformation_mode: 'asymmetric' };
    nodes.push(node('Resize', [`${name}.c`, '', `${name}.scales`], `${name}.u`, nearest));
    nodes.push(node('Add', [`${name}.u`, skip], name));
    return name;
  }
  conv(`${name}.c`);
  const epsilon = { float: manifest.architecture.normEpsilon };
  nodes.push(
    node('InstanceNormalization', [`${name}.c`, vector('gamma'), vector('beta')], `${name}.n`, { epsilon }),
  );
  if (op === 'residual') nodes.push(node('Add', [x, `${name}.n`], `${name}.s`));
  nodes.push(node('Relu', [op === 'residual' ? `${name}.s` : `${name}.n`], name));
  return name;
}

/** The network; input `image` [1, 1, slices, rows, columns], output `logits` [1, classes, slices, rows, columns]. */
export function onnxNetwork(manifest: VnetManifest, bytes: ArrayBuffer): Uint8Array {
  const graph: Graph = { nodes: [], weights: [] };
  const skips: string[] = [];
  let x = 'image';
  for (const layer of manifest.architecture.layers) {
    const before = x;
    x = addLayer(graph, layer, x, layer.op === 'up' ? skips.pop() : undefined, manifest, bytes);
    if (layer.op === 'down') skips.push(before);
  }
  const grid = ['slices', 'rows', 'columns'];
  return model(
    graph,
    [valueInfo('image', [1, 1, ...grid])],
    valueInfo(x, [1, manifest.classes.length, ...grid]),
  );
}

/** The product of two square matrices `a` and `b`: what the runtime can do at most. */
export const onnxProduct = (size: number): Uint8Array =>
  model(
    { nodes: [node('MatMul', ['a', 'b'], 'c')], weights: [] },
    [valueInfo('a', [size, size]), valueInfo('b', [size, size])],
    valueInfo('c', [size, size]),
  );
