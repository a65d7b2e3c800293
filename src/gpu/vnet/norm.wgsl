// Scale and shift of an instance norm (biased variance) from the moments of moments.wgsl. A workgroup takes one quad of four channels;
// its threads merge moments one after the other, then each other's (T. F. Chan, G. H. Golub, R. J. LeVeque, Am Stat 1983;37:242): no
// sum runs over the whole volume.
//
// Tolerance: means and scales 1e-5 relative (the variance's 2e-5 of moments.wgsl under a root).

struct Layer {
  // Sets of moments to merge.
  parts: u32,
  quads: u32,
  epsilon: f32,
}

struct Moments {
  mean: vec4f,
  squares: vec4f,
  count: f32,
}

const THREADS = 256u;

@group(0) @binding(0) var<uniform> layer: Layer;
// [part][quad]: mean, sum of squared deviations, count.
@group(0) @binding(1) var<storage, read> moments: array<vec4f>;
// Scale of every quad, then shift of every quad: as trained, and for the data.
@group(0) @binding(2) var<storage, read> trained: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> norm: array<vec4f>;

var<workgroup> merged: array<Moments, THREADS>;

fn merge(a: Moments, b: Moments) -> Moments {
  if (b.count == 0) {
    return a;
  }
  let count = a.count + b.count;
  let apart = b.mean - a.mean;
  let share = b.count / count;
  return Moments(a.mean + apart * share, a.squares + b.squares + apart * apart * (a.count * share), count);
}

@compute @workgroup_size(THREADS)
fn finish(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let quad = group.x;
  var mine = Moments(vec4f(0), vec4f(0), 0);
  for (var part = thread; part < layer.parts; part += THREADS) {
    let at = 3u * (part * layer.quads + quad);
    mine = merge(mine, Moments(moments[at], moments[at + 1u], moments[at + 2u].x));
  }
  merged[thread] = mine;
  for (var half = THREADS / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (thread < half) {
      mine = merge(mine, merged[thread + half]);
      merged[thread] = mine;
    }
  }
  if (thread == 0u) {
    let scale = trained[quad] * inverseSqrt(mine.squares / mine.count + layer.epsilon);
    norm[quad] = scale;
    norm[layer.quads + quad] = trained[layer.quads + quad] - mine.mean * scale;
  }
}
