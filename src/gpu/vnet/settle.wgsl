// Writes what source.wgsl works out, where it will be read more than once: by the way up, by a residual layer's sum. Exact but for
// the float32 rounding of its few operations.

struct Layer {
  voxels: u32,
  inQuads: u32,
}

@group(0) @binding(0) var<uniform> layer: Layer;
@group(0) @binding(5) var<storage, read_write> result: array<Stored>;

@compute @workgroup_size(64)
fn settle(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let voxel = (group.y * groups.x + group.x) * 64u + thread;
  if (voxel >= layer.voxels) {
    return;
  }
  result[group.z * layer.voxels + voxel] = toStored(source(group.z, voxel));
}
