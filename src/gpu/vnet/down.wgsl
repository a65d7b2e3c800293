// Convolution whose kernel is its stride (sizes divide), and the moments of its result. No input is read twice, so nothing is kept in
// workgroup memory. A thread makes four voxels for eight channels. Tolerance as conv3.wgsl.

struct Layer {
  // Of the result.
  rows: u32,
  columns: u32,
  outVoxels: u32,
  // Of the input.
  voxels: u32,
  inQuads: u32,
  outQuads: u32,
  strideSlices: u32,
  strideRows: u32,
  strideColumns: u32,
}

@group(0) @binding(0) var<uniform> layer: Layer;
// [pair][quad of input][tap][quad of the pair][input channel] of four output channels.
@group(0) @binding(5) var<storage, read> weights: array<vec4f>;
@group(0) @binding(6) var<storage, read_write> result: array<Stored>;

var<workgroup> scratch: array<vec4f, 256>;

// The input voxel under the first tap of a voxel of the result.
fn firstInput(voxel: u32) -> u32 {
  let column = voxel % layer.columns;
  let line = voxel / layer.columns;
  let row = line % layer.rows;
  let slice = line / layer.rows;
  let inRow = slice * layer.strideSlices * layer.rows * layer.strideRows + row * layer.strideRows;
  return (inRow * layer.columns + column) * layer.strideColumns;
}

@compute @workgroup_size(64)
fn convolve(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let part = group.y * groups.x + group.x;
  let first = part * 256u;
  if (first >= layer.outVoxels) {
    return;
  }
  let lineLength = layer.columns * layer.strideColumns;
  let sliceLength = lineLength * layer.rows * layer.strideRows;
  let taps = layer.strideSlices * layer.strideRows * layer.strideColumns;
  var sums: array<vec4f, 8>;
  var inputs: array<u32, 4>;
  for (var n = 0u; n < 4u; n++) {
    inputs[n] = firstInput(min(first + 64u * n + thread, layer.outVoxels - 1u));
  }
  var at = group.z * layer.inQuads * taps * 8u;
  for (var quad = 0u; quad < layer.inQuads; quad++) {
    for (var tap = 0u; tap < taps; tap++) {
      let line = tap / layer.strideColumns;
      let step = (line / layer.strideRows) * sliceLength + (line % layer.strideRows) * lineLength + tap % layer.strideColumns;
      for (var n = 0u; n < 4u; n++) {
        let x = source(quad, inputs[n] + step);
        sums[n] = accumulate(sums[n], x, at);
        sums[4u + n] = accumulate(sums[4u + n], x, at + 4u);
      }
      at += 8u;
    }
  }
  let isValid = vec4u(first + thread) + vec4u(0, 64, 128, 192) < vec4u(layer.outVoxels);
  for (var n = 0u; n < 8u; n++) {
    let quad = 2u * group.z + n / 4u;
    if (quad < layer.outQuads && isValid[n % 4u]) {
      result[quad * layer.outVoxels + first + 64u * (n % 4u) + thread] = toStored(sums[n]);
    }
  }
  writeMoments(&sums, isValid, thread, part, group.z, min(256u, layer.outVoxels - first));
}
