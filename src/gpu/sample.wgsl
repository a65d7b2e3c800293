// A slice of the object on its grid, the GPU twin of ObjectSampler (scanner/objectSlice.ts): nearest tissue in nested maps, over
// the depths of the slice and the places that fold in, times texture, density, saturation, motion zone and sensitivity.
//
// Look-ups are exact: where each line enters a map, and the fixed-point index there, come from the CPU, and the index moves on
// by integers as it does there, so no sample falls into another voxel.
//
// Tolerance: relative to the largest signal, 1e-5, and 1e-4 in the edges of slabs that cross the slice. A point is a sum of
// some 24 products of float32 factors (2^-24 each); a slab's edge is a table of 1024 steps, and linear interpolation of its
// cubic (second derivative at most 6 over the edge's width, an eighth of the whole or more) is good to 6/8 · (8/1024)^2 = 5e-5.

struct Sampling {
  points: u32,
  columns: u32,
  // Samples through the slice; sets of them, by column in turn.
  depths: u32,
  sets: u32,
  folds: u32,
  // Images: channels of all zones; channels of one.
  channels: u32,
  channelsPerZone: u32,
  slabs: u32,
  // Codes (tissue · 16 + level of texture) of a row of signals.
  codes: u32,
  // Places in `lines`: offsets of the lines' stretches, and the first stretch.
  firstOffset: u32,
  firstStretch: u32,
  // Place of the texture tile in `tissue`, words.
  tileWord: u32,
  // Places in `tables`.
  signal: u32,
  isFat: u32,
  filters: u32,
  lattice: u32,
  slabTable: u32,
  zoneStarts: u32,
  // Lattice of the sensitivity, one field a fold: nodes along phase, nodes of a field, spacing in points.
  latticeColumns: u32,
  latticeNodes: u32,
  latticeEvery: u32,
  // Zones of motion: growth of the distance along their direction, where the outermost begins, and depth of all, mm.
  zones: u32,
  zonePerPoint: f32,
  zonePerColumn: f32,
  zoneFront: f32,
  zoneDepth: f32,
}

// A map in `lines`: voxels of a row and of a plane, first word of tissue and of density (or -1) in `tissue`, scale and
// offset (3) in the texture tile, step a point (3, fixed point).
const MAP_WORDS = 11u;
// A stretch: map, first point, point after the last, index at point 0 (3, fixed point, wrapped to 32 bits).
const STRETCH_WORDS = 6u;
const FRACTION_BITS = 20u;
const TILE_MASK = 63;
const TEXTURE_LEVELS = 16u;
const TISSUES = 256u;
// A slab: reach, displacement of fat, growth a point and a column; losses of water and fat by tissue; start by set, fold
// and depth; amounts from -reach to reach.
const SLAB_LOSSES = 4u;
const SLAB_STARTS = SLAB_LOSSES + 2u * TISSUES;
const AMOUNT_STEPS = 1024u;
// Channels that an invocation sums.
const BLOCK = 8u;

@group(0) @binding(0) var<uniform> sampling: Sampling;
@group(0) @binding(1) var<storage, read> lines: array<i32>;
// Bytes of the maps and of the tile.
@group(0) @binding(2) var<storage, read> tissue: array<u32>;
@group(0) @binding(3) var<storage, read> tables: array<f32>;
// [pair of channels][column][point], the pair interleaved
@group(0) @binding(4) var<storage, read_write> images: array<f32>;

fn byteAt(word: u32, index: u32) -> u32 {
  return (tissue[word + index / 4u] >> (8u * (index % 4u))) & 255u;
}

struct Sample {
  code: u32,
  density: f32,
}

fn sampleAt(point: i32, line: u32) -> Sample {
  let last = u32(lines[sampling.firstOffset + line + 1u]);
  for (var s = u32(lines[sampling.firstOffset + line]); s < last; s++) {
    let at = sampling.firstStretch + s * STRETCH_WORDS;
    if (point < lines[at + 1u] || point >= lines[at + 2u]) {
      continue;
    }
    let map = u32(lines[at]) * MAP_WORDS;
    let start = vec3i(lines[at + 3u], lines[at + 4u], lines[at + 5u]);
    let step = vec3i(lines[map + 8u], lines[map + 9u], lines[map + 10u]);
    let voxel = (start + point * step) >> vec3u(FRACTION_BITS);
    let index = u32(voxel.x + voxel.y * lines[map] + voxel.z * lines[map + 1u]);
    let found = byteAt(u32(lines[map + 2u]), index);
    let offset = vec3i(lines[map + 5u], lines[map + 6u], lines[map + 7u]);
    let place = (voxel * lines[map + 4u] + offset) & vec3i(TILE_MASK);
    let level = byteAt(sampling.tileWord, u32(place.x | (place.y << 6u) | (place.z << 12u)));
    var density = 1.0;
    if (lines[map + 3u] >= 0) {
      density = f32(byteAt(u32(lines[map + 3u]), index)) / 128.0;
    }
    return Sample(found * TEXTURE_LEVELS + level, density);
  }
  return Sample(0u, 0.0);
}

// Share of a slab's losses that is taken at a distance from its middle.
fn amount(slab: u32, amounts: u32, distance: f32) -> f32 {
  let along = (distance / tables[slab] + 1.0) * 0.5 * f32(AMOUNT_STEPS);
  if (along <= 0.0 || along >= f32(AMOUNT_STEPS)) {
    return 0.0;
  }
  let node = amounts + u32(along);
  return mix(tables[node], tables[node + 1u], fract(along));
}

// What slabs that cross the slice leave of water (x) and fat (y).
fn remainder(tissueIndex: u32, turn: u32, point: f32, column: f32) -> vec2f {
  var rest = vec2f(1.0);
  let starts = sampling.sets * sampling.folds * sampling.depths;
  for (var s = 0u; s < sampling.slabs; s++) {
    let slab = sampling.slabTable + s * (SLAB_STARTS + starts + AMOUNT_STEPS + 1u);
    let amounts = slab + SLAB_STARTS + starts;
    let distance = tables[slab + SLAB_STARTS + turn] + point * tables[slab + 2u] + column * tables[slab + 3u];
    let losses = vec2f(tables[slab + SLAB_LOSSES + tissueIndex], tables[slab + SLAB_LOSSES + TISSUES + tissueIndex]);
    let taken = vec2f(amount(slab, amounts, distance), amount(slab, amounts, distance - tables[slab + 1u]));
    rest *= 1.0 - taken * losses;
  }
  return rest;
}

fn zoneShare(zone: u32, distance: f32) -> f32 {
  let moved = clamp(1.0 - (distance - sampling.zoneFront) / sampling.zoneDepth, 0.0, 1.0);
  return max(0.0, 1.0 - abs(moved * f32(sampling.zones - 1u) - f32(zone)));
}

fn sensitivity(fold: u32, point: u32, column: u32) -> f32 {
  let every = sampling.latticeEvery;
  let row = sampling.lattice + fold * sampling.latticeNodes + (column / every) * sampling.latticeColumns;
  let node = row + point / every;
  let across = vec2f(f32(point % every), f32(column % every)) / f32(every);
  let low = mix(tables[node], tables[node + sampling.latticeColumns], across.y);
  let high = mix(tables[node + 1u], tables[node + 1u + sampling.latticeColumns], across.y);
  return mix(low, high, across.x);
}

@compute @workgroup_size(64)
fn sampleObject(@builtin(global_invocation_id) id: vec3u) {
  let point = id.x;
  let column = id.y;
  if (point >= sampling.points) {
    return;
  }
  let first = id.z * BLOCK;
  let count = min(BLOCK, sampling.channels - first);
  var whole: array<f32, BLOCK>;
  for (var fold = 0u; fold < sampling.folds; fold++) {
    // Written out: one implementation does not clear a variable that is declared again.
    var sum = array<f32, BLOCK>();
    for (var depth = 0u; depth < sampling.depths; depth++) {
      let turn = (column % sampling.sets * sampling.folds + fold) * sampling.depths + depth;
      let found = sampleAt(i32(point), (column * sampling.folds + fold) * sampling.depths + depth);
      if (found.code < TEXTURE_LEVELS) {
        continue;
      }
      let factors = found.density * remainder(found.code / TEXTURE_LEVELS, turn, f32(point), f32(column));
      var place = 0.0;
      if (sampling.zones > 1u) {
        place = tables[sampling.zoneStarts + turn] + f32(point) * sampling.zonePerPoint
          + f32(column) * sampling.zonePerColumn;
      }
      for (var n = 0u; n < count; n++) {
        let c = (first + n) % sampling.channelsPerZone;
        let row = (column % sampling.sets * sampling.depths + depth) * sampling.channelsPerZone + c;
        let signal = tables[sampling.signal + row * sampling.codes + found.code];
        var factor = select(factors.x, factors.y, tables[sampling.isFat + c] > 0.0);
        if (sampling.zones > 1u) {
          factor *= zoneShare((first + n) / sampling.channelsPerZone, place);
        }
        sum[n] += factor * signal;
      }
    }
    let received = sensitivity(fold, point, column) * tables[sampling.filters + column];
    for (var n = 0u; n < count; n++) {
      whole[n] += sum[n] * received;
    }
  }
  // The partner of an odd channel stays empty.
  for (var n = 0u; n < ((count + 1u) & ~1u); n++) {
    let c = first + n;
    images[2u * (((c / 2u) * sampling.columns + column) * sampling.points + point) + c % 2u] = whole[n];
  }
}
