// Mean and sum of squared deviations of what a workgroup has convolved, for the instance norm.
//
// One pass over deviations from a pivot, the workgroup's first voxel. A sample lies at most sqrt(n - 1) standard deviations from the
// mean of its n values, so the difference of the two sums loses at most a factor n = 256 of float32's 2^-24, however large the mean:
// variances are good to 2e-5, means to float32. Workgroups are merged by norm.wgsl.

const THREADS = 64u;

// Pairs of quads (eight channels) that a workgroup convolves, 1 or 2; each has THREADS / PAIRS threads of four voxels.
override PAIRS: u32;

// [part][quad]: mean, sum of squared deviations, count.
@group(0) @binding(7) var<storage, read_write> moments: array<vec4f>;

var<workgroup> pivots: array<vec4f, 4>;
var<workgroup> strips: array<vec4f, 64>;

// `values`: four voxels of the first quad, then four of the second; `isValid`: which voxels count, the first thread's first always.
// `scratch` holds 256 vectors that no thread reads any more after the next barrier.
fn writeMoments(
  values: ptr<function, array<vec4f, 8>>,
  isValid: vec4<bool>,
  thread: u32,
  part: u32,
  firstPair: u32,
  count: u32,
) {
  let threads = THREADS / PAIRS;
  let pair = thread / threads;
  let place = thread % threads;
  if (place == 0u) {
    pivots[2u * pair] = values[0];
    pivots[2u * pair + 1u] = values[4];
  }
  workgroupBarrier();
  for (var quad = 0u; quad < 2u; quad++) {
    let pivot = pivots[2u * pair + quad];
    var sum = vec4f(0);
    var squares = vec4f(0);
    for (var voxel = 0u; voxel < 4u; voxel++) {
      if (isValid[voxel]) {
        let deviation = values[4u * quad + voxel] - pivot;
        sum += deviation;
        squares += deviation * deviation;
      }
    }
    scratch[(4u * pair + quad) * threads + place] = sum;
    scratch[(4u * pair + 2u + quad) * threads + place] = squares;
  }
  workgroupBarrier();
  // The 256 vectors in line are 4 · PAIRS sums: every thread adds four neighbours, then a few threads add what is left.
  strips[thread] = scratch[4u * thread] + scratch[4u * thread + 1u] + scratch[4u * thread + 2u] + scratch[4u * thread + 3u];
  workgroupBarrier();
  let quad = 2u * firstPair + thread;
  if (thread >= 2u * PAIRS || quad >= layer.outQuads) {
    return;
  }
  let left = threads / 4u;
  let first = (4u * (thread / 2u) + thread % 2u) * left;
  var sum = vec4f(0);
  var squares = vec4f(0);
  for (var n = 0u; n < left; n++) {
    sum += strips[first + n];
    squares += strips[first + 2u * left + n];
  }
  let at = 3u * (part * layer.outQuads + quad);
  moments[at] = pivots[thread] + sum / f32(count);
  moments[at + 1u] = max(squares - sum * sum / f32(count), vec4f(0));
  moments[at + 2u] = vec4f(f32(count));
}
