/*
 * `npx tsx scripts/cluster/identical.ts A B`: whether two runs have the same results, but for times and memory. Exit code 1 when not.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseRecords, withoutTimes } from '../../src/regression';

const resultsOf = (folder: string): string[] => {
  const path = join(folder, 'results.jsonl');
  return parseRecords(readFileSync(path, 'utf8'), path).map((record) => JSON.stringify(withoutTimes(record)));
};

const [first, second] = process.argv.slice(2);
if (first === undefined || second === undefined)
  throw new Error(
    'Give the folders of two runs, as isocenter regress --out and isocenter merge --out make them.',
  );
const [a, b] = [resultsOf(first), resultsOf(second)];
const different = a.flatMap((line, i) => (line === b[i] ? [] : [i + 1]));
if (a.length === 0 || a.length !== b.length || different.length > 0) {
  console.error(
    `${a.length} and ${b.length} cases; different lines: ${different.slice(0, 10).join(', ') || 'none'}`,
  );
  process.exitCode = 1;
} else console.log(`${a.length} cases, identical but for times and memory`);
