// Batched complex discrete Fourier transform of power-of-two length, the GPU twin of scanner/fourier.ts. One workgroup
// transforms one line in its own memory: Stockham's autosort algorithm, radix 4 and one radix-2 pass for odd powers
// (C. Van Loan, Computational Frameworks for the Fast Fourier Transform, SIAM 1992, 1.7 and 2.4).
//
// A single copy of the line is kept (2048 points fill the 16 KiB that every device has): each invocation holds its butterflies
// in registers while the others read.
//
// Tolerance: relative RMS error 1e-6. Each pass rounds to 2^-24 per addition and product; over log2 N = 11 passes the errors
// of independent roundings add to about 2^-24 · sqrt(11) · 2 = 4e-7 (W. M. Gentleman, G. Sande, AFIPS 1966;29:563).

struct Batch {
  // Distances in complex numbers: between the points of a line, between lines, between arrays of lines; where the first is.
  pointStride: u32,
  lineStride: u32,
  arrayStride: u32,
  first: u32,
  // 1 for exp(-2 pi i jk/N), -1 for its inverse.
  direction: f32,
  // Every result is multiplied by it.
  scale: f32,
}

// Length of a line, a power of two; invocations a workgroup, at most SIZE/4 (1 for lengths below 4) and at least SIZE/8.
override SIZE: u32;
override THREADS: u32;

@group(0) @binding(0) var<uniform> batch: Batch;
// cos and -sin of 2 pi k/SIZE, k < SIZE.
@group(0) @binding(1) var<storage, read> twiddles: array<vec2f>;
@group(0) @binding(2) var<storage, read_write> values: array<vec2f>;

var<workgroup> line: array<vec2f, SIZE>;

fn multiply(a: vec2f, b: vec2f) -> vec2f {
  return vec2f(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x);
}

fn twiddle(k: u32) -> vec2f {
  let w = twiddles[k & (SIZE - 1u)];
  return vec2f(w.x, w.y * batch.direction);
}

// One radix-4 butterfly of points that are `done` apart in the result.
fn radix4(butterfly: u32, done: u32) -> array<vec2f, 4> {
  let quarter = SIZE / 4u;
  let turn = (butterfly % done) * (quarter / done);
  let a = line[butterfly];
  let b = multiply(line[butterfly + quarter], twiddle(turn));
  let c = multiply(line[butterfly + 2u * quarter], twiddle(2u * turn));
  let d = multiply(line[butterfly + 3u * quarter], twiddle(3u * turn));
  let even = a + c;
  let odd = a - c;
  let sum = b + d;
  // -i (b - d) for the forward direction.
  let difference = vec2f(b.y - d.y, d.x - b.x) * batch.direction;
  return array(even + sum, odd + difference, even - sum, odd - difference);
}

fn radix4Pass(thread: u32, done: u32) {
  var held: array<array<vec2f, 4>, 2>;
  for (var n = 0u; n < 2u; n++) {
    let butterfly = thread + n * THREADS;
    if (butterfly < SIZE / 4u) {
      held[n] = radix4(butterfly, done);
    }
  }
  workgroupBarrier();
  for (var n = 0u; n < 2u; n++) {
    let butterfly = thread + n * THREADS;
    if (butterfly < SIZE / 4u) {
      let into = (butterfly / done) * done * 4u + butterfly % done;
      for (var r = 0u; r < 4u; r++) {
        line[into + r * done] = held[n][r];
      }
    }
  }
  workgroupBarrier();
}

// The last pass of an odd power: done = SIZE/2, so that the results stay where their points were.
fn radix2Pass(thread: u32) {
  let half = SIZE / 2u;
  for (var butterfly = thread; butterfly < half; butterfly += THREADS) {
    let a = line[butterfly];
    let b = multiply(line[butterfly + half], twiddle(butterfly));
    line[butterfly] = a + b;
    line[butterfly + half] = a - b;
  }
  workgroupBarrier();
}

@compute @workgroup_size(THREADS)
fn transform(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let first = batch.first + group.x * batch.lineStride + group.y * batch.arrayStride;
  for (var n = thread; n < SIZE; n += THREADS) {
    line[n] = values[first + n * batch.pointStride];
  }
  workgroupBarrier();
  var done = 1u;
  for (; done * 4u <= SIZE; done *= 4u) {
    radix4Pass(thread, done);
  }
  if (done < SIZE) {
    radix2Pass(thread);
  }
  for (var n = thread; n < SIZE; n += THREADS) {
    values[first + n * batch.pointStride] = line[n] * batch.scale;
  }
}
