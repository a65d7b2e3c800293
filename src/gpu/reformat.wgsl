// Oblique reformat of a volume, the GPU twin of reformatOnCpu (reformat.ts): trilinear samples averaged over a slab.
//
// Tolerance: positions are float32 voxel indices relative to the volume's first voxel. With fewer than 1024 voxels
// along an axis one rounding is 2^-14 of a voxel (6e-5); four of them add up. A pixel may therefore differ by 3e-4 of
// the largest step between neighbouring voxels; on the half-voxel border around the volume it may fall in or out.

struct Slice {
  // Volume index of the first pixel at the first slab sample, and its steps a column, a row and a slab sample.
  origin: vec3f,
  columnStep: vec3f,
  rowStep: vec3f,
  slabStep: vec3f,
  dims: vec3u,
  columns: u32,
  rows: u32,
  slabSamples: u32,
}

@group(0) @binding(0) var<uniform> slice: Slice;
@group(0) @binding(1) var<storage, read> voxels: array<f32>;
@group(0) @binding(2) var<storage, read_write> pixels: array<f32>;

fn trilinear(at: vec3f) -> f32 {
  let last = vec3f(slice.dims) - 1.0;
  if (any(at < vec3f(-0.5)) || any(at > last + 0.5)) {
    return 0.0;
  }
  let inside = clamp(at, vec3f(0.0), last);
  let low = vec3u(floor(inside));
  let high = min(low + 1u, slice.dims - 1u);
  let part = inside - floor(inside);
  let row = slice.dims.x;
  let plane = slice.dims.x * slice.dims.y;
  let y0z0 = low.z * plane + low.y * row;
  let y1z0 = low.z * plane + high.y * row;
  let y0z1 = high.z * plane + low.y * row;
  let y1z1 = high.z * plane + high.y * row;
  let a = mix(voxels[y0z0 + low.x], voxels[y0z0 + high.x], part.x);
  let b = mix(voxels[y1z0 + low.x], voxels[y1z0 + high.x], part.x);
  let c = mix(voxels[y0z1 + low.x], voxels[y0z1 + high.x], part.x);
  let d = mix(voxels[y1z1 + low.x], voxels[y1z1 + high.x], part.x);
  return mix(mix(a, b, part.y), mix(c, d, part.y), part.z);
}

@compute @workgroup_size(8, 8)
fn reformat(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= slice.columns || id.y >= slice.rows) {
    return;
  }
  let first = slice.origin + f32(id.x) * slice.columnStep + f32(id.y) * slice.rowStep;
  var sum = 0.0;
  for (var s = 0u; s < slice.slabSamples; s++) {
    sum += trilinear(first + f32(s) * slice.slabStep);
  }
  pixels[id.y * slice.columns + id.x] = sum / f32(slice.slabSamples);
}
