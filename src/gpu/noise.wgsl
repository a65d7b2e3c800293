// Complex white Gaussian noise of a counter, the GPU twin of randomBits and normalTable (scanner/noise.ts): the same hash,
// the same table. Included before the kernels that add noise.
//
// Tolerance: none. The hash is integer arithmetic modulo 2^32 in both places and the deviates are read from the same
// float32 table, so a counter gives the same two numbers, bit for bit.

// lowbias32
fn mix32(value: u32) -> u32 {
  var x = value;
  x = (x ^ (x >> 16u)) * 0x7feb352du;
  x = (x ^ (x >> 15u)) * 0x846ca68bu;
  return x ^ (x >> 16u);
}

fn randomBits(key: vec2u, index: u32) -> u32 {
  return mix32(mix32(index + key.x) ^ key.y);
}
