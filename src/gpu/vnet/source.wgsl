// What a layer reads. The norm and the activation of the layer before are worked out here, while its convolution is loaded, so that
// they cost no pass over memory of their own.
//
// Values lie in quads of four channels: [channels / 4][slices][rows][columns] of Stored. Channels that fill up the last quad are 0.

// 0: `values` as it is; 1: relu(norm(values)); 2: relu(base + norm(values)); 3: relu(relu(norm(base)) + norm(values)).
override SOURCE: u32;

@group(0) @binding(1) var<storage, read> values: array<Stored>;
@group(0) @binding(2) var<storage, read> base: array<Stored>;
// Scale of every quad, then shift of every quad.
@group(0) @binding(3) var<storage, read> mainNorm: array<vec4f>;
@group(0) @binding(4) var<storage, read> baseNorm: array<vec4f>;

fn source(quad: u32, voxel: u32) -> vec4f {
  let at = quad * layer.voxels + voxel;
  let value = fromStored(values[at]);
  if (SOURCE == 0u) {
    return value;
  }
  let normed = value * mainNorm[quad] + mainNorm[layer.inQuads + quad];
  if (SOURCE == 1u) {
    return max(normed, vec4f(0));
  }
  var onto = fromStored(base[at]);
  if (SOURCE == 3u) {
    onto = max(onto * baseNorm[quad] + baseNorm[layer.inQuads + quad], vec4f(0));
  }
  return max(onto + normed, vec4f(0));
}
