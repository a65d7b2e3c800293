/** A value, or why there is none: one sentence. */
export type Measured<T> = { readonly value: T } | { readonly value: null; readonly reason: string };

export const measured = <T>(value: T): Measured<T> => ({ value });
export const notMeasured = (reason: string): { value: null; reason: string } => ({ value: null, reason });

/** What follows from two measured values; the first reason when one is missing. */
export function both<A, B, T>(a: Measured<A>, b: Measured<B>, of: (a: A, b: B) => T): Measured<T> {
  if (a.value === null) return a as Measured<T>;
  if (b.value === null) return b as Measured<T>;
  return measured(of(a.value, b.value));
}
