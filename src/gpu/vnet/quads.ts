/** Channels a quad holds, and quads of that many channels. */
export const QUAD = 4;
export const quadsOf = (channels: number): number => Math.ceil(channels / QUAD);

/** Pairs of quads: what a thread makes. */
export const pairsOf = (channels: number): number => Math.ceil(channels / (2 * QUAD));
