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

fn accumulate(sum: vec4f, x: vec4f, at: u32) -> vec4f {
  return sum + weights[at] * x.x + weights[at + 1u] * x.y + weights[at + 2u] * x.z + weights[at + 3u] * x.w;
}

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
  let bias = 8u * groups.z * layer.inQuads + 2u * group.z;
  var sums = array(weights[bias], weights[bias + 1u]);
  var at = group.z * layer.inQuads * 8u;
  for (var quad = 0u; quad < layer.inQuads; quad++) {
    let x = source(quad, voxel);
    sums[0] = accumulate(sums[0], x, at);
    sums[1] = accumulate(sums[1], x, at + 4u);
    at += 8u;
  }
  for (var n = 0u; n < min(8u, layer.classes - 8u * group.z); n++) {
    scores[voxel * layer.classes + 8u * group.z + n] = sums[n / 4u][n % 4u];
  }
}
