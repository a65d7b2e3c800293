import type { SliceGroup } from '../geometry';
import type { Sequence } from './types';

/** A change that would lift a refusal. */
export interface Change {
  /** As an order, without a full stop: `use a TR of at least 207.4 ms`. */
  readonly text: string;
  readonly group?: Partial<SliceGroup>;
  readonly sequence?: Partial<Sequence>;
  readonly saturationBands?: number;
}

/** Why the scanner cannot run a group with a sequence, and what would be legal. */
export interface Refusal {
  readonly code: string;
  /** One sentence. */
  readonly message: string;
  /** Each by itself lifts this refusal; nearest first. */
  readonly changes: readonly Change[];
}

/** What is to be run: `companionSlices` counts those of the other groups that share its series. */
export interface Request {
  readonly group: SliceGroup;
  readonly sequence: Sequence;
  readonly saturationBands: number;
  readonly companionSlices: number;
}

/** All slices that share the series. */
export const slicesTogether = ({ group, companionSlices }: Request): number =>
  group.sliceCount + companionSlices;

/** A check: undefined when the request passes it. Rules may assume that all earlier ones have passed. */
export type Rule = (request: Request) => Refusal | undefined;

/** Numbers in hints are rounded towards the legal side: a hint must be legal as it is written. */
export const upTo = (value: number, digits = 1): number => {
  const scale = Number(`1e${digits}`);
  return Math.floor(value * scale + 1e-9) / scale;
};

/** See `upTo`. */
export const atLeast = (value: number, digits = 1): number => {
  const scale = Number(`1e${digits}`);
  return Math.ceil(value * scale - 1e-9) / scale;
};

export const ms = (value: number): string => `${Number(value.toFixed(1))} ms`;

/** The value of [low, high] nearest to this one; low for NaN. */
export const nearest = (value: number, [low, high]: readonly [number, number]): number =>
  value > low ? Math.min(value, high) : low;

/** All changes as one hint: `Use …, or take ….` */
export function hintOf({ changes }: Refusal): string {
  const text = changes.map((change) => change.text).join(', or ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
