/*
 * Voxel indices in fixed point: they move along a line by whole numbers, so that every machine reads the same voxels.
 */

/** 20 bits behind the point, 11 before it. */
export const FRACTION_BITS = 20;
export const ONE = 1 << FRACTION_BITS;

/** Rounded steps may stray this far along a line, voxels: nothing is read nearer to a map's faces. */
export const EDGE = 1e-3;
export const LARGEST_SIDE = 2047;
