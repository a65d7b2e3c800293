// How four channels of a voxel lie in memory: float32. The tolerances of the kernels are those of this storage.

alias Stored = vec4f;

fn fromStored(value: Stored) -> vec4f {
  return value;
}

fn toStored(value: vec4f) -> Stored {
  return value;
}
