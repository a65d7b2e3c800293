// How four channels of a voxel lie in memory: binary16, half the bytes; all arithmetic stays in float32. The packing functions are
// part of WGSL itself, so every device runs this variant.
//
// Tolerance: 2^-10 of a value each time it is stored (WGSL lets the packing round either way), where float32 has 2^-24.

alias Stored = vec2u;

fn fromStored(value: Stored) -> vec4f {
  return vec4f(unpack2x16float(value.x), unpack2x16float(value.y));
}

fn toStored(value: vec4f) -> Stored {
  return vec2u(pack2x16float(value.xy), pack2x16float(value.zw));
}
