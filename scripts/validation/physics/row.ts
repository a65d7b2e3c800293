/** One line of the physics table. */
export interface Row {
  readonly quantity: string;
  readonly measured: number;
  readonly expected: number;
  /** Largest allowed |measured − expected|, in the row's unit. */
  readonly tolerance: number;
  readonly unit: string;
  /** The law and where it is written. */
  readonly source: string;
}

export const passes = ({ measured, expected, tolerance }: Row): boolean =>
  Math.abs(measured - expected) <= tolerance;

/** Tolerance as a share of the expected value. */
export const relative = (row: Omit<Row, 'tolerance'>, share: number): Row => ({
  ...row,
  tolerance: Math.abs(row.expected) * share,
});
