import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runRegress } from '../../src/cli/regress/regress';
import { parseRecords } from '../../src/regression';

// The whole chain with the shipped networks, in processes of its own. A change that is meant is accepted with
// `npx isocenter regress --suite smoke --baseline tests/regression/smoke.json --accept "why" --out DIR`.

describe('the smoke suite', () => {
  it('is no worse than the accepted results', async () => {
    const out = mkdtempSync(join(tmpdir(), 'isocenter-smoke-'));
    const heard: string[] = [];
    const hear = (text: string): void => void heard.push(text);
    const verdict = await runRegress(
      { suite: 'smoke', baseline: 'tests/regression/smoke.json', out, axial: true, jobs: 2 },
      { print: hear, progress: hear },
    );
    expect(verdict, heard.join('\n')).not.toBe('worse');
    const records = parseRecords(readFileSync(join(out, 'results.jsonl'), 'utf8'), 'results.jsonl');
    expect(records.map(({ refused }) => refused)).toEqual([null, null, null, null]);
    // Four cases give no verdict on a change: the figures themselves have to hold.
    const comparison = JSON.parse(readFileSync(join(out, 'comparison.json'), 'utf8')) as {
      compared: { metric: string; loss: number; stratum: unknown; verdict: string }[];
    };
    const lost = comparison.compared.filter(({ verdict: v, loss }) => v === 'inconclusive' && loss > 0);
    expect(lost.map(({ metric, loss }) => `${metric} lost ${loss}`)).toEqual([]);
    for (const { case: c } of records) expect(existsSync(join(out, `pictures/${c.id}.png`))).toBe(true);
  });
});
