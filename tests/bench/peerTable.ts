/** One runtime's run of the network on one backend. */
export interface PeerResult {
  readonly where: string;
  readonly peer: string;
  readonly backend: string;
  /** The first run, which may compile and allocate; median of the runs after it. */
  readonly firstMs: number;
  readonly medianMs: number;
  /** A plain product of two 1024 × 1024 matrices in the same runtime, floating-point operations a second. */
  readonly peakFlops: number;
  /** Largest difference of a logit from our engine's. */
  readonly difference: number;
  /** Resident memory of the process, or WebAssembly memory of the page. */
  readonly peakBytes: number | null;
}

export interface PeerFigures {
  readonly seconds: number;
  /** Time against ours in the same place with the same backend: above 1, ours is faster. */
  readonly ratio: number | null;
  readonly gigaflops: number;
  readonly share: number;
}

/** `flop`: floating-point operations of one run, counted for the direct convolution. */
export function peerFigures(result: PeerResult, ours: PeerResult | undefined, flop: number): PeerFigures {
  const seconds = result.medianMs / 1000;
  return {
    seconds,
    ratio: ours ? result.medianMs / ours.medianMs : null,
    gigaflops: flop / seconds / 1e9,
    share: flop / seconds / result.peakFlops,
  };
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2;
};

export const PEER_HEAD = [
  'where',
  'backend',
  'runtime',
  'first s',
  'median s',
  '× ours',
  'GFLOP/s',
  'GEMM GFLOP/s',
  'share',
  'logits differ by',
  'memory MB',
];

export function peerRow(result: PeerResult, ours: PeerResult | undefined, flop: number): string[] {
  const { seconds, ratio, gigaflops, share } = peerFigures(result, ours, flop);
  return [
    result.where,
    result.backend,
    result.peer,
    (result.firstMs / 1000).toFixed(2),
    seconds.toFixed(3),
    ratio === null ? '' : ratio.toFixed(2),
    gigaflops.toFixed(1),
    (result.peakFlops / 1e9).toFixed(1),
    `${(100 * share).toFixed(0)} %`,
    result.difference.toExponential(1),
    result.peakBytes === null ? '' : (result.peakBytes / 2 ** 20).toFixed(0),
  ];
}
