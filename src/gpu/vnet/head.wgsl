// 1×1×1 convolution with bias into class scores, float32, [voxel][class]. Tolerance as up.wgsl.

struct Layer {
  voxels: u32,
  inQuads: u32,
  classes: u32,
}

@group(0) @binding(0) var<uniform> layer: Layer;
// [pair][quad of input][quad of the pair][input channel] of four classes, then the bias of every quad.
@group(0) @binding(5) var<storage, read> weights: array<vec4f>;
@group(0) @binding(6) var<storage, read_write> scores: array<f32>;

@compute @workgroup_size(64)
fn score(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let voxel = (group.y * groups.x + group.x) * 64u + thread;
  if (voxel >= layer.voxels) {
    return;
  }
  var sums = pointwise(voxel, group.z, groups.z);
  for (var n = 0u; n < min(8u, layer.classes - 8u * group.z); n++) {
    scores[voxel * layer.classes + 8u * group.z + n] = sums[n / 4u][n % 4u];
  }
}
