// A series with slices of its own has copies of groups under names of their own: `sagittal (2)`.

const COPY = / \(\d+\)$/;

/** The group a copy was made of, by its name; of any other group its own name. */
export const stemOf = (name: string): string => name.replace(COPY, '');

/** What tells a copy from its stem, ` (2)`; empty for a group that is none. */
export const copyMark = (name: string): string => COPY.exec(name)?.[0] ?? '';

/** The first free name for a copy. */
export function copyName(name: string, taken: ReadonlySet<string>): string {
  const stem = stemOf(name);
  let n = 2;
  while (taken.has(`${stem} (${n})`)) n++;
  return `${stem} (${n})`;
}
