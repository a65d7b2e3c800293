let translate = (english: string): string => english;

/** Says how the views' own words read in the language of the page; each line of a text is asked for by itself. */
export function wordViews(wording: (english: string) => string): void {
  translate = wording;
}

/** A text of a view in the language of the page. */
export const worded = (english: string): string =>
  english
    .split('\n')
    .map((line) => (line === '' ? line : translate(line)))
    .join('\n');
