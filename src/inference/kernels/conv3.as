/*
 * 3×3×3 convolutions and what stands around them, on the memory of TensorFlow.js's WASM backend. AssemblyScript, built by
 * `npm run build:kernels`. Tensors are float32 [slices, rows, columns, channels]; addresses are bytes. There must be no
 * static data (strings, arrays): it would be written over the memory of TensorFlow.js. A kernel does a part of its work,
 * `first` … `last`−1, in scratch memory of its own, so that threads can share it out.
 *
 * The in-plane part is Winograd's F(2×2, 3×3) (Lavin and Gray 2016): 16 products give a tile of 2×2 pixels where the
 * direct way takes 36; the slice taps are added up among the products.
 */

/** Floats after each of the 16 planes of a slice: planes a power of two apart would share a few lines of the cache. */
const PLANE_GAP: i32 = 16;

/** Tiles of a pair of rows, up to a multiple of four: the surplus is computed and never read. */
@inline
function tilesAcross(columns: i32): i32 {
  return (((columns + 1) >> 1) + 3) & ~3;
}

@inline
function planeFloats(columns: i32, channels: i32): i32 {
  return tilesAcross(columns) * channels + PLANE_GAP;
}

/** Bytes of scratch memory that one call of `conv3` needs. */
export function conv3Scratch(slices: i32, columns: i32, input: i32, output: i32, group: i32): i32 {
  return 4 * (columns * input + 16 * (slices * planeFloats(columns, input) + group * planeFloats(columns, output)));
}

/**
 * Pairs of rows `first` … `last`−1 of every slice of out = x ∗ kernel, zero padding 1, and their moments.
 * `kernel`: [16, output/8, 3 slice taps, input, 8]; input divides by 4, output by 8. `moments`: [pair, slice, 2, output],
 * mean and sum of squared deviations over the pixels of the pair. `group`: slices whose products are held at a time.
 */
export function conv3(
  x: usize, kernel: usize, out: usize, moments: usize,
  slices: i32, rows: i32, columns: i32, input: i32, output: i32, group: i32, scratch: usize, first: i32, last: i32,
): void {
  const zeros = scratch;
  const spread = zeros + 4 * columns * input;
  const products = spread + 64 * slices * planeFloats(columns, input);
  memory.fill(zeros, 0, 4 * columns * input);
  for (let pair = first; pair < last; pair++) {
    for (let s = 0; s < slices; s++) {
      spreadRows(x + 4 * s * rows * columns * input, zeros, spread + 64 * s * planeFloats(columns, input), rows, columns, input, pair);
    }
    for (let from = 0; from < slices; from += group) {
      const to = min(from + group, slices);
      multiply(spread, kernel, products, slices, columns, input, output, from, to);
      const tall = min(2, rows - 2 * pair);
      for (let s = from; s < to; s++) {
        const pixels = out + 4 * (s * rows + 2 * pair) * columns * output;
        gatherRows(products + 64 * (s - from) * planeFloats(columns, output), pixels, columns, output, tall);
        momentsOf(pixels, tall * columns, output, moments + 8 * (pair * slices + s) * output);
      }
    }
  }
}

/** The 4×4 inputs of every tile of a pair of rows, transformed: Bᵀ d B, one plane [tile, channel] an entry. */
function spreadRows(slice: usize, zeros: usize, planes: usize, rows: i32, columns: i32, channels: i32, pair: i32): void {
  const row = 2 * pair - 1;
  const rowBytes = 4 * columns * channels;
  const pixel = 4 * channels;
  const plane = 4 * planeFloats(columns, channels);
  const r0 = row >= 0 ? slice + row * rowBytes : zeros;
  const r1 = slice + (row + 1) * rowBytes;
  const r2 = row + 2 < rows ? slice + (row + 2) * rowBytes : zeros;
  const r3 = row + 3 < rows ? slice + (row + 3) * rowBytes : zeros;
  const zero = f32x4.splat(0);
  for (let c = 0; c < pixel; c += 16) {
    // Columns a b c d of a tile, each already combined down the rows; the next tile's first two are this one's last.
    let a0 = zero, a1 = zero, a2 = zero, a3 = zero;
    let x0 = v128.load(r0 + c), x1 = v128.load(r1 + c), x2 = v128.load(r2 + c), x3 = v128.load(r3 + c);
    let b0 = f32x4.sub(x0, x2), b1 = f32x4.add(x1, x2), b2 = f32x4.sub(x2, x1), b3 = f32x4.sub(x1, x3);
    let to = planes + c;
    for (let column = 1; column <= columns; column += 2) {
      let c0 = zero, c1 = zero, c2 = zero, c3 = zero, d0 = zero, d1 = zero, d2 = zero, d3 = zero;
      if (column < columns) {
        const at = column * pixel + c;
        x0 = v128.load(r0 + at); x1 = v128.load(r1 + at); x2 = v128.load(r2 + at); x3 = v128.load(r3 + at);
        c0 = f32x4.sub(x0, x2); c1 = f32x4.add(x1, x2); c2 = f32x4.sub(x2, x1); c3 = f32x4.sub(x1, x3);
      }
      if (column + 1 < columns) {
        const at = (column + 1) * pixel + c;
        x0 = v128.load(r0 + at); x1 = v128.load(r1 + at); x2 = v128.load(r2 + at); x3 = v128.load(r3 + at);
        d0 = f32x4.sub(x0, x2); d1 = f32x4.add(x1, x2); d2 = f32x4.sub(x2, x1); d3 = f32x4.sub(x1, x3);
      }
      let p = to;
      p = spread4(p, plane, a0, b0, c0, d0);
      p = spread4(p, plane, a1, b1, c1, d1);
      p = spread4(p, plane, a2, b2, c2, d2);
      spread4(p, plane, a3, b3, c3, d3);
      a0 = c0; a1 = c1; a2 = c2; a3 = c3;
      b0 = d0; b1 = d1; b2 = d2; b3 = d3;
      to += pixel;
    }
  }
}

@inline
function spread4(p: usize, plane: i32, a: v128, b: v128, c: v128, d: v128): usize {
  v128.store(p, f32x4.sub(a, c));
  v128.store(p + plane, f32x4.add(b, c));
  v128.store(p + 2 * plane, f32x4.sub(c, b));
  v128.store(p + 3 * plane, f32x4.sub(b, d));
  return p + 4 * plane;
}

/** Products of all 16 planes for the slices `from` … `to`−1: over channels and the slices before, at and after. */
function multiply(
  spread: usize, kernel: usize, products: usize, slices: i32, columns: i32, input: i32, output: i32, from: i32, to: i32,
): void {
  const tiles = tilesAcross(columns);
  const planeIn = 4 * planeFloats(columns, input);
  const planeOut = 4 * planeFloats(columns, output);
  for (let p = 0; p < 16; p++) {
    for (let o = 0; o < output; o += 8) {
      const weights = kernel + 4 * 3 * input * (p * output + o);
      for (let s = from; s < to; s++) {
        const skipped = s === 0 ? 1 : 0;
        const taps = (s === slices - 1 ? 2 : 3) - skipped;
        const a = spread + (16 * (s - 1 + skipped) + p) * planeIn;
        const b = weights + 32 * skipped * input;
        let c = products + (16 * (s - from) + p) * planeOut + 4 * o;
        for (let tile = 0; tile < tiles; tile += 4) {
          multiply4x8(a + 4 * tile * input, 16 * planeIn, b, c, input, output, taps);
          c += 16 * output;
        }
      }
    }
  }
}

/** Four tiles × eight outputs. */
function multiply4x8(a: usize, sliceBytes: i32, b: usize, c: usize, input: i32, output: i32, taps: i32): void {
  const zero = f32x4.splat(0);
  let c00 = zero, c01 = zero, c10 = zero, c11 = zero, c20 = zero, c21 = zero, c30 = zero, c31 = zero;
  const row = 4 * input;
  for (let tap = 0; tap < taps; tap++) {
    let a0 = a, a1 = a0 + row, a2 = a1 + row, a3 = a2 + row;
    const end = a0 + row;
    while (a0 < end) {
      let b0 = v128.load(b), b1 = v128.load(b, 16);
      let v = v128.load32_splat(a0);
      c00 = f32x4.add(c00, f32x4.mul(v, b0)); c01 = f32x4.add(c01, f32x4.mul(v, b1));
      v = v128.load32_splat(a1);
      c10 = f32x4.add(c10, f32x4.mul(v, b0)); c11 = f32x4.add(c11, f32x4.mul(v, b1));
      v = v128.load32_splat(a2);
      c20 = f32x4.add(c20, f32x4.mul(v, b0)); c21 = f32x4.add(c21, f32x4.mul(v, b1));
      v = v128.load32_splat(a3);
      c30 = f32x4.add(c30, f32x4.mul(v, b0)); c31 = f32x4.add(c31, f32x4.mul(v, b1));
      b0 = v128.load(b, 32); b1 = v128.load(b, 48);
      v = v128.load32_splat(a0, 4);
      c00 = f32x4.add(c00, f32x4.mul(v, b0)); c01 = f32x4.add(c01, f32x4.mul(v, b1));
      v = v128.load32_splat(a1, 4);
      c10 = f32x4.add(c10, f32x4.mul(v, b0)); c11 = f32x4.add(c11, f32x4.mul(v, b1));
      v = v128.load32_splat(a2, 4);
      c20 = f32x4.add(c20, f32x4.mul(v, b0)); c21 = f32x4.add(c21, f32x4.mul(v, b1));
      v = v128.load32_splat(a3, 4);
      c30 = f32x4.add(c30, f32x4.mul(v, b0)); c31 = f32x4.add(c31, f32x4.mul(v, b1));
      a0 += 8; a1 += 8; a2 += 8; a3 += 8;
      b += 64;
    }
    a += sliceBytes;
  }
  const next = 4 * output;
  v128.store(c, c00); v128.store(c, c01, 16);
  v128.store(c + next, c10); v128.store(c + next, c11, 16);
  v128.store(c + 2 * next, c20); v128.store(c + 2 * next, c21, 16);
  v128.store(c + 3 * next, c30); v128.store(c + 3 * next, c31, 16);
}

/** From the 16 planes to the pixels of a pair of rows: Aᵀ m A. `tall`: 1 at the last row of an odd number. */
function gatherRows(planes: usize, out: usize, columns: i32, channels: i32, tall: i32): void {
  const plane = 4 * planeFloats(columns, channels);
  const pixel = 4 * channels;
  const under = columns * pixel;
  for (let column = 0; column < columns; column += 2) {
    const from = planes + (column >> 1) * pixel;
    const to = out + column * pixel;
    const wide = column + 1 < columns;
    for (let c = 0; c < pixel; c += 16) {
      const m = from + c;
      let x1 = v128.load(m + 4 * plane), x2 = v128.load(m + 8 * plane);
      const a0 = f32x4.add(f32x4.add(v128.load(m), x1), x2);
      const b0 = f32x4.sub(f32x4.sub(x1, x2), v128.load(m + 12 * plane));
      x1 = v128.load(m + 5 * plane); x2 = v128.load(m + 9 * plane);
      const a1 = f32x4.add(f32x4.add(v128.load(m + plane), x1), x2);
      const b1 = f32x4.sub(f32x4.sub(x1, x2), v128.load(m + 13 * plane));
      x1 = v128.load(m + 6 * plane); x2 = v128.load(m + 10 * plane);
      const a2 = f32x4.add(f32x4.add(v128.load(m + 2 * plane), x1), x2);
      const b2 = f32x4.sub(f32x4.sub(x1, x2), v128.load(m + 14 * plane));
      x1 = v128.load(m + 7 * plane); x2 = v128.load(m + 11 * plane);
      const a3 = f32x4.add(f32x4.add(v128.load(m + 3 * plane), x1), x2);
      const b3 = f32x4.sub(f32x4.sub(x1, x2), v128.load(m + 15 * plane));
      v128.store(to + c, f32x4.add(f32x4.add(a0, a1), a2));
      if (wide) v128.store(to + c + pixel, f32x4.sub(f32x4.sub(a1, a2), a3));
      if (tall === 1) continue;
      v128.store(to + c + under, f32x4.add(f32x4.add(b0, b1), b2));
      if (wide) v128.store(to + c + under + pixel, f32x4.sub(f32x4.sub(b1, b2), b3));
    }
  }
}

/** Mean, then sum of squared deviations from it, of every channel: [2, channels]. The pixels are still in the cache. */
function momentsOf(pixels: usize, count: i32, channels: i32, to: usize): void {
  const pixel = 4 * channels;
  const end = pixels + count * pixel;
  const share = f32x4.splat(<f32>1 / <f32>count);
  for (let c = 0; c < pixel; c += 16) {
    let sum = f32x4.splat(0);
    for (let at = pixels + c; at < end; at += pixel) sum = f32x4.add(sum, v128.load(at));
    const mean = f32x4.mul(sum, share);
    let squares = f32x4.splat(0);
    for (let at = pixels + c; at < end; at += pixel) {
      const off = f32x4.sub(v128.load(at), mean);
      squares = f32x4.add(squares, f32x4.mul(off, off));
    }
    v128.store(to + c, mean);
    v128.store(to + c + pixel, squares);
  }
}

/** Moments of the blocks `first` … `last`−1 of `size` pixels of x: [block, 2, channels]. */
export function blockMoments(
  x: usize, moments: usize, size: i32, pixels: i32, channels: i32, scratch: usize, first: i32, last: i32,
): void {
  for (let block = first; block < last; block++) {
    const count = min(size, pixels - block * size);
    momentsOf(x + 4 * block * size * channels, count, channels, moments + 8 * block * channels);
  }
}

/** Blocks `first` … `last`−1 of `size` pixels: out = max(0, x·scale + shift + skip); `skip` 0 adds nothing, out may be x. */
export function normalise(
  x: usize, out: usize, skip: usize, scale: usize, shift: usize, size: i32, pixels: i32, channels: i32, scratch: usize, first: i32, last: i32,
): void {
  const zero = f32x4.splat(0);
  const pixel = 4 * channels;
  const end = x + min(last * size, pixels) * pixel;
  const toSkip = skip - x;
  const toOut = out - x;
  for (let at = x + first * size * pixel; at < end; ) {
    for (let c = 0; c < pixel; c += 16) {
      let v = f32x4.add(f32x4.mul(v128.load(at), v128.load(scale + c)), v128.load(shift + c));
      if (skip) v = f32x4.add(v, v128.load(at + toSkip));
      v128.store(at + toOut, f32x4.max(v, zero));
      at += 16;
    }
  }
}

/** Copies x [slices, rows, columns] into a zero frame [slices+2, rows+2, columns+2]. */
export function frame(x: usize, framed: usize, slices: i32, rows: i32, columns: i32): void {
  const wide = 4 * (columns + 2);
  memory.fill(framed, 0, wide * (rows + 2) * (slices + 2));
  for (let s = 0; s < slices; s++) {
    for (let r = 0; r < rows; r++) {
      memory.copy(framed + ((s + 1) * (rows + 2) + r + 1) * wide + 4, x + 4 * (s * rows + r) * columns, 4 * columns);
    }
  }
}

/**
 * Slices `first` … `last`−1 of the convolution of one framed channel; `kernel`: [27, output], output divides by 8, at least 4
 * columns. `moments`: [slice, row, 2, output].
 */
export function conv3Single(
  framed: usize, kernel: usize, out: usize, moments: usize, rows: i32, columns: i32, output: i32, scratch: usize, first: i32, last: i32,
): void {
  const wide = 4 * (columns + 2);
  const zero = f32x4.splat(0);
  const next = 4 * output;
  for (let s = first; s < last; s++) {
    for (let r = 0; r < rows; r++) {
      const line = out + 4 * (s * rows + r) * columns * output;
      for (let start = 0; start < columns; start += 4) {
        const column = min(start, columns - 4);
        for (let o = 0; o < output; o += 8) {
          let c00 = zero, c01 = zero, c10 = zero, c11 = zero, c20 = zero, c21 = zero, c30 = zero, c31 = zero;
          let b = kernel + 4 * o;
          for (let ks = 0; ks < 3; ks++) {
            for (let kr = 0; kr < 3; kr++) {
              let a = framed + ((s + ks) * (rows + 2) + r + kr) * wide + 4 * column;
              for (let kc = 0; kc < 3; kc++) {
                const b0 = v128.load(b), b1 = v128.load(b, 16);
                let v = v128.load32_splat(a);
                c00 = f32x4.add(c00, f32x4.mul(v, b0)); c01 = f32x4.add(c01, f32x4.mul(v, b1));
                v = v128.load32_splat(a, 4);
                c10 = f32x4.add(c10, f32x4.mul(v, b0)); c11 = f32x4.add(c11, f32x4.mul(v, b1));
                v = v128.load32_splat(a, 8);
                c20 = f32x4.add(c20, f32x4.mul(v, b0)); c21 = f32x4.add(c21, f32x4.mul(v, b1));
                v = v128.load32_splat(a, 12);
                c30 = f32x4.add(c30, f32x4.mul(v, b0)); c31 = f32x4.add(c31, f32x4.mul(v, b1));
                a += 4;
                b += next;
              }
            }
          }
          const c = line + column * next + 4 * o;
          v128.store(c, c00); v128.store(c, c01, 16);
          v128.store(c + next, c10); v128.store(c + next, c11, 16);
          v128.store(c + 2 * next, c20); v128.store(c + 2 * next, c21, 16);
          v128.store(c + 3 * next, c30); v128.store(c + 3 * next, c31, 16);
        }
      }
      momentsOf(line, columns, output, moments + 8 * (s * rows + r) * output);
    }
  }
}

/** Slices `first` … `last`−1 of skip + x enlarged by whole factors; rows and columns are those of the skip. */
export function enlargeAdd(
  x: usize, skip: usize, out: usize, rows: i32, columns: i32, channels: i32,
  sliceFactor: i32, rowFactor: i32, columnFactor: i32, scratch: usize, first: i32, last: i32,
): void {
  const pixel = 4 * channels;
  const line = (columns / columnFactor) * pixel;
  const offset = skip - out;
  let to = out + first * rows * columns * pixel;
  for (let s = first; s < last; s++) {
    for (let r = 0; r < rows; r++) {
      let from = x + ((s / sliceFactor) * (rows / rowFactor) + r / rowFactor) * line;
      for (let column = 0; column < columns; column += columnFactor) {
        for (let copy = 0; copy < columnFactor; copy++) {
          for (let c = 0; c < pixel; c += 16) {
            v128.store(to, f32x4.add(v128.load(from + c), v128.load(to + offset)));
            to += 16;
          }
        }
        from += pixel;
      }
    }
  }
}
