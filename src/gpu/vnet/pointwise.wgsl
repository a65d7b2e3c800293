// A 1×1×1 convolution with bias: eight channels, the pair's two quads, of one voxel. The weights are `packWithBias`.

fn pointwise(voxel: u32, pair: u32, pairs: u32) -> array<vec4f, 2> {
  let bias = 8u * pairs * layer.inQuads + 2u * pair;
  var sums = array(weights[bias], weights[bias + 1u]);
  var at = pair * layer.inQuads * 8u;
  for (var quad = 0u; quad < layer.inQuads; quad++) {
    let x = source(quad, voxel);
    sums[0] = accumulate(sums[0], x, at);
    sums[1] = accumulate(sums[1], x, at + 4u);
    at += 8u;
  }
  return sums;
}
