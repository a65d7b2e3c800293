/** Part of a vertebra a voxel belongs to, beside its label: bodies and arches are scored apart. */
export const PART = { none: 0, body: 1, arch: 2 } as const;
