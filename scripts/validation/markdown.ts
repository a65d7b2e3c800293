import { wilsonInterval } from '../../src/scoring/statistics';

const row = (cells: readonly (string | number)[]): string =>
  `| ${cells.map((c) => (typeof c === 'number' ? c.toFixed(3) : c)).join(' | ')} |`;

/** A Markdown table; numbers are written to three decimals. */
export const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

/** `k/n`, the share in per cent and Wilson's 95 % interval. */
export function share(k: number, n: number): string {
  if (n === 0) return 'none';
  const { low, high } = wilsonInterval(k, n);
  const percent = (x: number): string => (100 * x).toFixed(1);
  return `${k}/${n} = ${percent(k / n)} % (${percent(low)}–${percent(high)})`;
}
