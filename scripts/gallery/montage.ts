import { join } from 'node:path';
import { WHOLE, writePicture, type Grey, type Look } from './picture';

export interface Shot extends Partial<Look> {
  /** File name without its ending, unique in the gallery. */
  readonly name: string;
  /** Below the picture. */
  readonly caption: string;
  readonly grey: Grey;
}

const WIDTH = 232;
const CLIPPED = 0.004;
/** Largest file of the gallery, bytes: a repository is no picture archive. */
const LARGEST = 60_000;

const cells = (values: readonly string[]): string => `| ${values.join(' | ')} |`;

/** Writes the pictures into `folder` and returns a Markdown table of them with their captions, `columns` in a row. */
export function montage(folder: string, shots: readonly Shot[], columns: number): string {
  const rows: string[] = [];
  for (let first = 0; first < shots.length; first += columns) {
    const row = shots.slice(first, first + columns);
    for (const { name, grey, ...look } of row) {
      const path = join(folder, `${name}.png`);
      const bytes = writePicture(path, grey, { width: WIDTH, crop: WHOLE, clipped: CLIPPED, ...look });
      if (bytes > LARGEST) throw new Error(`${path} has ${bytes} bytes: make it smaller`);
    }
    const padded = Array.from({ length: columns }, (_, n) => row[n]);
    if (first > 0) rows.push('');
    rows.push(
      cells(padded.map((shot) => (shot ? `![${shot.caption}](images/gallery/${shot.name}.png)` : ''))),
      cells(padded.map(() => '---')),
      cells(padded.map((shot) => shot?.caption ?? '')),
    );
  }
  return rows.join('\n');
}
