import image from './image.wgsl?raw';
import source from './source.wgsl?raw';

/** A tensor in memory as it is. */
export interface Plain {
  readonly kind: 'plain';
  readonly main: GPUBuffer;
}

/** relu(norm(main)), not worked out yet. */
export interface Normed {
  readonly kind: 'normed';
  readonly main: GPUBuffer;
  readonly norm: GPUBuffer;
}

/** What a layer reads. */
export type Source =
  | { readonly kind: 'image'; readonly main: GPUBuffer }
  | Plain
  | Normed
  /** relu(base + norm(main)): the end of a residual layer. */
  | {
      readonly kind: 'residual';
      readonly main: GPUBuffer;
      readonly norm: GPUBuffer;
      readonly base: Plain | Normed;
    };

const modeOf = (from: Source): number => {
  if (from.kind === 'residual') return from.base.kind === 'plain' ? 2 : 3;
  return from.kind === 'normed' ? 1 : 0;
};

/** The kernel's part of reading: WGSL, constants, bindings 1 to 4. */
export function reading(from: Source): {
  code: string;
  constants: { SOURCE: number };
  buffers: GPUBuffer[];
} {
  const { main } = from;
  const base = from.kind === 'residual' ? from.base : undefined;
  return {
    code: from.kind === 'image' ? image : source,
    constants: { SOURCE: modeOf(from) },
    // What is not read is bound all the same: any readable buffer does.
    buffers: [
      main,
      base?.main ?? main,
      'norm' in from ? from.norm : main,
      base?.kind === 'normed' ? base.norm : main,
    ],
  };
}
