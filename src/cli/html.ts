// Parts of the reports: pages that need nothing else.

/** Text as it stands, whatever it holds. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c);

export const element = (name: string, content: string): string => `<${name}>${content}</${name}>`;
export const paragraph = (text: string): string => element('p', escaped(text));
export const list = (items: readonly string[]): string =>
  items.length === 0 ? '' : element('ul', items.map((item) => element('li', escaped(item))).join('\n'));
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const row = (cells: readonly string[], name: string): string =>
    element('tr', cells.map((cell) => element(name, escaped(cell))).join(''));
  return element('table', [row(head, 'th'), ...rows.map((cells) => row(cells, 'td'))].join('\n'));
};
