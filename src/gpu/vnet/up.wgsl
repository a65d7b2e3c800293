// 1×1×1 convolution with bias, enlarged by its stride (nearest neighbour), added to what the way down has kept. A thread makes eight
// channels of one voxel and writes them wherever it is repeated. Tolerance: 2^-24 · sqrt(96) of the terms' root sum of squares;
// tests allow 1e-6 of the largest value.

struct Layer {
  // Of the input.
  rows: u32,
  columns: u32,
  voxels: u32,
  inQuads: u32,
  outQuads: u32,
  strideSlices: u32,
  strideRows: u32,
  strideColumns: u32,
}

@group(0) @binding(0) var<uniform> layer: Layer;
// [pair][quad of input][quad of the pair][input channel] of four output channels, then the bias of every quad.
@group(0) @binding(5) var<storage, read> weights: array<vec4f>;
@group(0) @binding(6) var<storage, read> skip: array<Stored>;
@group(0) @binding(7) var<storage, read_write> result: array<Stored>;

@compute @workgroup_size(64)
fn enlarge(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let voxel = (group.y * groups.x + group.x) * 64u + thread;
  if (voxel >= layer.voxels) {
    return;
  }
  var sums = pointwise(voxel, group.z, groups.z);
  let column = voxel % layer.columns;
  let line = voxel / layer.columns;
  let row = line % layer.rows;
  let slice = line / layer.rows;
  let stride = vec3u(layer.strideSlices, layer.strideRows, layer.strideColumns);
  let repeats = stride.x * stride.y * stride.z;
  let first = vec3u(slice, row, column) * stride;
  for (var n = 0u; n < repeats; n++) {
    let here = first + vec3u(n / (stride.y * stride.z), (n / stride.z) % stride.y, n % stride.z);
    let into = (here.x * layer.rows * stride.y + here.y) * layer.columns * stride.z + here.z;
    for (var quad = 0u; quad < 2u; quad++) {
      if (2u * group.z + quad < layer.outQuads) {
        let place = (2u * group.z + quad) * layer.voxels * repeats + into;
        result[place] = toStored(sums[quad] + fromStored(skip[place]));
      }
    }
  }
}
