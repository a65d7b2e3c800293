// From the channels' transforms along phase to the image: the GPU twin of encodePhase, ReadEncoder and Reconstruction
// (scanner/kSpace*.ts). Fourier transforms run between the entry points: images → (phase) → encodeLines → (read) →
// combineGroups → (read, inverse) → placeLines → (phase, inverse) → interpolate. noise.wgsl is put in front.
//
// Tolerance: 2e-6 of the image's largest value. All factors are the CPU's float64 values rounded once (2^-24 each); an image value is
// a sum of products whose roundings are independent of each other, and passes four transforms of 1e-6 RMS at most (fft.wgsl).

struct Sizes {
  // Grid points along phase and sampled columns along read.
  phaseSize: u32,
  columns: u32,
  // Lines of k-space from `firstLine` on.
  lines: u32,
  firstLine: i32,
  // Transform along read; where the sampled columns lie in it; points of k-space that are kept.
  readSize: u32,
  firstColumn: u32,
  readPoints: u32,
  channels: u32,
  groups: u32,
  // Transform back along read; first of its points that is a pixel; pixels along read and phase.
  readOutSize: u32,
  readOutFirst: u32,
  readPixels: u32,
  phasePixels: u32,
  // Transform back along phase.
  phaseOutSize: u32,
  kernelWidth: u32,
  // Standard deviation of a sample's real and imaginary part.
  sigma: f32,
  noiseKey: vec2u,
}

@group(0) @binding(0) var<uniform> sizes: Sizes;

fn multiply(a: vec2f, b: vec2f) -> vec2f {
  return vec2f(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x);
}

// A line or point of k-space, counted from the centre, in a transform's order.
fn wrapped(k: i32, size: u32) -> u32 {
  return u32(k + i32(size)) % size;
}

// Group of each channel; channels of a group share their displacement along read.
@group(0) @binding(1) var<storage, read> groupOf: array<u32>;
// [channel][line]
@group(0) @binding(2) var<storage, read> weights: array<vec2f>;
// [pair of channels][column][k]
@group(0) @binding(3) var<storage, read> pairs: array<vec2f>;
// [group][line][point along read]
@group(0) @binding(4) var<storage, read_write> hybrid: array<vec2f>;

// Of Z = F{a + ib}: F{a}(k) = (Z(k) + conj Z(-k))/2 and F{b}(k) = (Z(k) - conj Z(-k))/2i.
fn unpacked(channel: u32, column: u32, k: u32) -> vec2f {
  let first = ((channel / 2u) * sizes.columns + column) * sizes.phaseSize;
  let z = pairs[first + k];
  let m = pairs[first + (sizes.phaseSize - k) % sizes.phaseSize];
  if (channel % 2u == 0u) {
    return vec2f(z.x + m.x, z.y - m.y) / 2.0;
  }
  return vec2f(z.y + m.y, m.x - z.x) / 2.0;
}

// Weights the lines of each channel and adds the channels of a group.
@compute @workgroup_size(64)
fn encodeLines(@builtin(global_invocation_id) id: vec3u) {
  let line = id.y;
  let group = id.z;
  if (id.x >= sizes.readSize) {
    return;
  }
  var sum = vec2f(0.0);
  if (id.x >= sizes.firstColumn && id.x < sizes.firstColumn + sizes.columns) {
    let k = wrapped(sizes.firstLine + i32(line), sizes.phaseSize);
    for (var c = 0u; c < sizes.channels; c++) {
      if (groupOf[c] == group) {
        sum += multiply(unpacked(c, id.x - sizes.firstColumn, k), weights[c * sizes.lines + line]);
      }
    }
  }
  hybrid[(group * sizes.lines + line) * sizes.readSize + id.x] = sum;
}

// [group][line]: which ramp.
@group(0) @binding(1) var<storage, read> rampOf: array<u32>;
// [ramp][kx from the most negative]
@group(0) @binding(2) var<storage, read> ramps: array<vec2f>;
@group(0) @binding(3) var<storage, read> encoded: array<vec2f>;
// 65536 normal deviates
@group(0) @binding(4) var<storage, read> deviates: array<f32>;
// [line][kx]: 0 first, the negative ones last, zeros between
@group(0) @binding(5) var<storage, read_write> kSpace: array<vec2f>;

// Displaces the groups by their ramps, adds them and the noise, and keeps the acquired points.
@compute @workgroup_size(64)
fn combineGroups(@builtin(global_invocation_id) id: vec3u) {
  let line = id.y;
  let half = sizes.readPoints / 2u;
  if (id.x >= sizes.readOutSize) {
    return;
  }
  var sum = vec2f(0.0);
  let isNegative = id.x >= sizes.readOutSize - half;
  if (id.x < half || isNegative) {
    let kx = select(i32(id.x), i32(id.x) - i32(sizes.readOutSize), isNegative);
    let place = u32(kx + i32(half));
    for (var g = 0u; g < sizes.groups; g++) {
      let ramp = ramps[rampOf[g * sizes.lines + line] * sizes.readPoints + place];
      let at = (g * sizes.lines + line) * sizes.readSize + wrapped(kx, sizes.readSize);
      sum += multiply(encoded[at], ramp);
    }
    let bits = randomBits(sizes.noiseKey, line * sizes.readPoints + place);
    sum += sizes.sigma * vec2f(deviates[bits & 0xffffu], deviates[bits >> 16u]);
  }
  kSpace[line * sizes.readOutSize + id.x] = sum;
}

// [line]: scale × correction of the interpolation kernel
@group(0) @binding(1) var<storage, read> correction: array<f32>;
@group(0) @binding(2) var<storage, read> readImage: array<vec2f>;
// [pixel along read][k]: zero where no line was read
@group(0) @binding(3) var<storage, read_write> phaseLines: array<vec2f>;

// Crops to the pixels along read and zero-fills along phase.
@compute @workgroup_size(64)
fn placeLines(@builtin(global_invocation_id) id: vec3u) {
  let pixel = id.y;
  if (id.x >= sizes.phaseOutSize) {
    return;
  }
  var value = vec2f(0.0);
  let half = sizes.phaseOutSize / 2u;
  let line = select(i32(id.x), i32(id.x) - i32(sizes.phaseOutSize), id.x >= half) - sizes.firstLine;
  if (line >= 0 && line < i32(sizes.lines)) {
    value = correction[line] * readImage[u32(line) * sizes.readOutSize + sizes.readOutFirst + pixel];
  }
  phaseLines[pixel * sizes.phaseOutSize + id.x] = value;
}

// [pixel along phase]: first point of its kernel
@group(0) @binding(1) var<storage, read> kernelFirst: array<i32>;
// [pixel along phase][point of the kernel]
@group(0) @binding(2) var<storage, read> kernelWeights: array<f32>;
@group(0) @binding(3) var<storage, read> fine: array<vec2f>;
// [pixel along read][pixel along phase]
@group(0) @binding(4) var<storage, read_write> image: array<vec2f>;

// Evaluates the band-limited image at the pixels' centres along phase.
@compute @workgroup_size(64)
fn interpolate(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= sizes.phasePixels) {
    return;
  }
  var sum = vec2f(0.0);
  for (var i = 0u; i < sizes.kernelWidth; i++) {
    let n = wrapped(kernelFirst[id.x] + i32(i), sizes.phaseOutSize);
    sum += kernelWeights[id.x * sizes.kernelWidth + i] * fine[id.y * sizes.phaseOutSize + n];
  }
  image[id.y * sizes.phasePixels + id.x] = sum;
}
