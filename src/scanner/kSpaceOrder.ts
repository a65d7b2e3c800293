/** When a line of k-space is read. */
export interface LineSlot {
  /** Number of the line, −lines/2 … lines/2 − 1; 0 is the centre. */
  readonly line: number;
  /** Echo of the train, 0 …. */
  readonly echo: number;
  /** Train of the average, 0 …. */
  readonly shot: number;
}

export interface OrderOptions {
  /** Lowest and highest line read. */
  readonly first: number;
  readonly last: number;
  readonly echoes: number;
  /** Echo that reads the centre. */
  readonly effectiveEcho: number;
  readonly shots: number;
}

/** Bands from the lowest line up, one an echo: the plain linear order. */
function contiguous({ first, last, shots }: OrderOptions, bandSize: number): LineSlot[] {
  return Array.from({ length: last - first + 1 }, (_, n) => {
    const echo = Math.floor(n / bandSize);
    const shot = Math.floor(((n - echo * bandSize) * shots) / bandSize);
    return { line: first + n, echo, shot };
  });
}

/**
 * Which echo reads which line, ascending by line. Where the effective echo's turn in the plain linear order holds the centre,
 * that is the order. Else k-space is cut into as many bands as the train has echoes; the effective echo
 * reads the middle one, earlier echoes the bands below, later echoes those above, so that the signal runs smoothly along k (linear
 * order). Where one side of the train is used up, the echoes left over read bands split to both edges, which is the
 * centre-out order when the first echo reads the centre (M. A. Bernstein et al., Handbook of MRI Pulse Sequences 2004, 16.4.2).
 * Neighbouring lines of a band are read by successive trains.
 */
export function kSpaceOrder(options: OrderOptions): LineSlot[] {
  const { first, last, echoes, effectiveEcho, shots } = options;
  const count = last - first + 1;
  const bandSize = Math.ceil(count / echoes);
  if (Math.floor(-first / bandSize) === effectiveEcho) return contiguous(options, bandSize);
  const order: LineSlot[] = [];
  let low = Math.max(first, -Math.floor(bandSize / 2));
  let high = low - 1;
  const add = (line: number, echo: number, place: number): number =>
    order.push({ line, echo, shot: Math.min(shots - 1, Math.floor((place * shots) / bandSize)) });
  /** Up to `count` lines above or below those given out; returns how many there were. */
  const above = (echo: number, count: number, place = 0): number => {
    const n = Math.min(count, last - high);
    for (let i = 0; i < n; i++) add(++high, echo, place + i);
    return n;
  };
  const below = (echo: number, count: number, place = 0): number => {
    const n = Math.min(count, low - first);
    for (let i = 0; i < n; i++) add(--low, echo, place + n - 1 - i);
    return n;
  };
  const left: { echo: number; given: number }[] = [];
  above(effectiveEcho, bandSize);
  for (let ring = 1; ring < echoes; ring++) {
    const early = effectiveEcho - ring;
    const late = effectiveEcho + ring;
    if (early >= 0 && late < echoes) {
      left.push({ echo: late, given: above(late, bandSize) }, { echo: early, given: below(early, bandSize) });
    } else if (early >= 0 || late < echoes) {
      const echo = early >= 0 ? early : late;
      const given = below(echo, Math.floor(bandSize / 2));
      left.push({ echo, given: given + above(echo, Math.ceil(bandSize / 2), given) });
    }
  }
  // Partial Fourier leaves one side short of lines: what is left of each echo reads the edge of the other.
  for (const { echo, given } of left.sort((a, b) => b.echo - a.echo)) {
    const more = above(echo, bandSize - given, given);
    below(echo, bandSize - given - more, given + more);
  }
  return order.sort((a, b) => a.line - b.line);
}
