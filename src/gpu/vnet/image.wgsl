// What the first layer reads in the place of source.wgsl: one float32 a voxel, [slices][rows][columns].

override SOURCE: u32;

@group(0) @binding(1) var<storage, read> values: array<f32>;
@group(0) @binding(2) var<storage, read> base: array<Stored>;
@group(0) @binding(3) var<storage, read> mainNorm: array<vec4f>;
@group(0) @binding(4) var<storage, read> baseNorm: array<vec4f>;

fn source(quad: u32, voxel: u32) -> vec4f {
  // Named, so that the layout of the bindings is that of source.wgsl.
  _ = SOURCE;
  _ = &base;
  _ = &mainNorm;
  _ = &baseNorm;
  return vec4f(values[voxel], 0, 0, 0);
}
