// Adds four input channels' share of four output channels; the weights are four vectors from `at` on.

fn accumulate(sum: vec4f, x: vec4f, at: u32) -> vec4f {
  return sum + weights[at] * x.x + weights[at + 1u] * x.y + weights[at + 2u] * x.z + weights[at + 3u] * x.w;
}
