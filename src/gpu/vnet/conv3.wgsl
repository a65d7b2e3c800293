// 3×3×3 convolution with zero padding 1, as a tiled implicit matrix product, and the moments of its result.
//
// A workgroup of 64 threads makes a tile of 8 columns × 8 rows × TILE_SLICES slices for PAIRS · 8 output channels, where
// TILE_SLICES · PAIRS = 4: it takes four input channels at a time of the tile and its margin, and their weights, into workgroup
// memory (14 KB of the 16 that every device has). A thread makes four neighbouring columns for eight channels: six loads of input and
// 24 of weights (the same for all threads of a pair: a broadcast) feed 384 multiply-adds. The tile's lines are 11 apart, an odd number,
// so that eight threads that read at once hit different banks.
//
// Tolerance against float64: 27 · channels products are added in sequence in float32, whose independent roundings grow as the root of
// their number: 2^-24 · sqrt(27 · 96) = 3e-6 of the terms' root sum of squares; tests allow 1e-5 of the largest value.

struct Layer {
  slices: u32,
  rows: u32,
  columns: u32,
  // slices · rows · columns
  voxels: u32,
  // Quads of four channels.
  inQuads: u32,
  outQuads: u32,
  tilesOfSlices: u32,
}

override TILE_SLICES: u32;
// (TILE_SLICES + 2) · 10 · 11 and PAIRS · 216.
override TILE_SIZE: u32;
override WEIGHTS_SIZE: u32;
// The image has one channel: three of four products are saved.
override IS_IMAGE: bool;

const LINE = 11u;
const REACH = 10u;
// 27 taps · 4 input channels · 2 quads of output channels.
const PAIR_SIZE = 216u;

@group(0) @binding(0) var<uniform> layer: Layer;
// [pair][quad of input][tap][quad of the pair][input channel] of four output channels.
@group(0) @binding(5) var<storage, read> weights: array<vec4f>;
@group(0) @binding(6) var<storage, read_write> result: array<Stored>;

var<workgroup> scratch: array<vec4f, TILE_SIZE>;
var<workgroup> taps: array<vec4f, WEIGHTS_SIZE>;

// Four input channels times their weights for one quad of output channels.
fn accumulate(sum: vec4f, x: vec4f, w0: vec4f, w1: vec4f, w2: vec4f, w3: vec4f) -> vec4f {
  if (IS_IMAGE) {
    return sum + w0 * x.x;
  }
  return sum + w0 * x.x + w1 * x.y + w2 * x.z + w3 * x.w;
}

// One tap of four voxels for one quad of output channels: `first` is the place of the voxels' sums.
fn addTap(sums: ptr<function, array<vec4f, 8>>, first: u32, at: u32, x0: vec4f, x1: vec4f, x2: vec4f, x3: vec4f) {
  let w0 = taps[at];
  let w1 = taps[at + 1u];
  let w2 = taps[at + 2u];
  let w3 = taps[at + 3u];
  sums[first] = accumulate(sums[first], x0, w0, w1, w2, w3);
  sums[first + 1u] = accumulate(sums[first + 1u], x1, w0, w1, w2, w3);
  sums[first + 2u] = accumulate(sums[first + 2u], x2, w0, w1, w2, w3);
  sums[first + 3u] = accumulate(sums[first + 3u], x3, w0, w1, w2, w3);
}

fn loadTile(origin: vec3u, quad: u32, thread: u32) {
  for (var n = thread; n < (TILE_SLICES + 2u) * REACH * REACH; n += THREADS) {
    let column = n % REACH;
    let line = n / REACH;
    // Below zero it wraps round and is beyond the size too.
    let at = origin + vec3u(line / REACH, line % REACH, column) - 1u;
    var value = vec4f(0);
    if (at.x < layer.slices && at.y < layer.rows && at.z < layer.columns) {
      value = source(quad, (at.x * layer.rows + at.y) * layer.columns + at.z);
    }
    scratch[line * LINE + column] = value;
  }
}

fn loadTaps(firstPair: u32, quad: u32, thread: u32) {
  for (var n = thread; n < PAIRS * PAIR_SIZE; n += THREADS) {
    let pair = firstPair + n / PAIR_SIZE;
    taps[n] = weights[(pair * layer.inQuads + quad) * PAIR_SIZE + n % PAIR_SIZE];
  }
}

@compute @workgroup_size(64)
fn convolve(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let origin = vec3u((group.z % layer.tilesOfSlices) * TILE_SLICES, group.y * 8u, group.x * 8u);
  let firstPair = (group.z / layer.tilesOfSlices) * PAIRS;
  let place = thread % (THREADS / PAIRS);
  let inTile = vec3u(place / 16u, (place / 2u) % 8u, 4u * (place % 2u));
  let firstTap = (thread / (THREADS / PAIRS)) * PAIR_SIZE;
  var sums: array<vec4f, 8>;
  for (var quad = 0u; quad < layer.inQuads; quad++) {
    loadTile(origin, quad, thread);
    loadTaps(firstPair, quad, thread);
    workgroupBarrier();
    for (var line = 0u; line < 9u; line++) {
      let at = ((inTile.x + line / 3u) * REACH + inTile.y + line % 3u) * LINE + inTile.z;
      let tap = firstTap + line * 24u;
      var x0 = scratch[at];
      var x1 = scratch[at + 1u];
      var x2 = scratch[at + 2u];
      for (var column = 0u; column < 3u; column++) {
        let x3 = scratch[at + column + 3u];
        addTap(&sums, 0u, tap + 8u * column, x0, x1, x2, x3);
        addTap(&sums, 4u, tap + 8u * column + 4u, x0, x1, x2, x3);
        x0 = x1;
        x1 = x2;
        x2 = x3;
      }
    }
    workgroupBarrier();
  }
  let at = origin + inTile;
  let isLine = at.x < layer.slices && at.y < layer.rows;
  let isValid = vec4<bool>(isLine) & (vec4u(at.z) + vec4u(0, 1, 2, 3) < vec4u(layer.columns));
  let voxel = (at.x * layer.rows + at.y) * layer.columns + at.z;
  let firstQuad = 2u * (firstPair + thread / (THREADS / PAIRS));
  for (var n = 0u; n < 8u; n++) {
    let quad = firstQuad + n / 4u;
    if (quad < layer.outQuads && isValid[n % 4u]) {
      result[quad * layer.voxels + voxel + n % 4u] = toStored(sums[n]);
    }
  }
  let size = min(vec3u(TILE_SLICES, 8, 8), vec3u(layer.slices, layer.rows, layer.columns) - origin);
  let tilesOfRows = (layer.rows + 7u) / 8u;
  let tilesOfColumns = (layer.columns + 7u) / 8u;
  let tile = ((group.z % layer.tilesOfSlices) * tilesOfRows + group.y) * tilesOfColumns + group.x;
  writeMoments(&sums, isValid, thread, tile, firstPair, size.x * size.y * size.z);
}
