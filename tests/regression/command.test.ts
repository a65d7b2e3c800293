import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runMerge, runRegress, type RegressOptions } from '../../src/cli/regress/regress';
import { writeNifti } from '../../src/io';
import { parseRecords, reproduceCommand, withoutTimes, type CaseRecord } from '../../src/regression';
import { LABEL, type Dims } from '../../src/volume';
import { fixtureSpine } from '../fixtures/spine';
import { fixtureLabels, sagittalGrid } from '../fixtures/spineLabels';

// The command on a suite of three quick cases, with a segmenter of somebody else's: a program that calls bright fluid the canal.

const folder = mkdtempSync(join(tmpdir(), 'isocenter-regress-'));
const at = (name: string): string => join(folder, name);

const SEGMENTER = `
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
const request = JSON.parse(readFileSync(0, 'utf8'));
if (request.version !== 1 || request.task !== 'segment') process.exit(3);
if (request.case === 'refused') {
  process.stdout.write(JSON.stringify({ refused: 'I know no such spine.' }));
} else {
  // The image's own header serves for the labels: 16-bit values of 0 and 3.
  const image = gunzipSync(readFileSync(request.image));
  const offset = image.readFloatLE(108);
  for (let n = offset; n + 1 < image.length; n += 2)
    image.writeUInt16LE(image.readUInt16LE(n) > 1500 ? 3 : 0, n);
  writeFileSync(request.labels, image);
  process.stdout.write(JSON.stringify({ confidence: 0.9 }));
}
`;

const benchCase = (id: string, seed: number) => ({
  ...{ id, patient: { phantom: 'phantoms/normal.json', seed }, level: 'L4-L5', strata: {} },
  scan: {
    ...{ sequence: 't2-tse-sag', fieldStrengthT: 1.5 },
    settings: { matrixRead: 96, matrixPhase: 96 },
    group: { sliceCount: 3 },
  },
});

const options = (more: Partial<RegressOptions>): RegressOptions => ({
  ...{ suite: at('suite.json'), axial: false, jobs: 1, segmenter: `node ${at('segmenter.mjs')}` },
  ...more,
});
const heard: string[] = [];
const words = {
  print: (text: string) => void heard.push(text),
  progress: (text: string) => void heard.push(text),
};
const run = (more: Partial<RegressOptions>) => runRegress(options(more), words);

const recordsOf = (out: string): CaseRecord[] =>
  parseRecords(readFileSync(join(at(out), 'results.jsonl'), 'utf8'), 'results.jsonl');
/** What does not depend on the machine. */
const timeless = (out: string) => recordsOf(out).map(withoutTimes);

beforeAll(async () => {
  writeFileSync(at('segmenter.mjs'), SEGMENTER);
  mkdirSync(at('labels'));
  const cases = [benchCase('first', 7400), benchCase('second', 7401), benchCase('refused', 7402)];
  writeFileSync(
    at('suite.json'),
    JSON.stringify({ schemaVersion: 1, name: 'quick', description: 'For this test.', cases }),
  );
  await run({ out: at('whole') });
}, 600_000);

describe('isocenter regress', () => {
  it("keeps every case, with another's program for a segmenter; what it refuses is a result", () => {
    const records = recordsOf('whole');
    expect(records.map((r) => r.case.id)).toEqual(['first', 'second', 'refused']);
    expect(records[2]?.refused).toEqual({ code: 'external-refused', sentence: 'I know no such spine.' });
    // A canal alone is no spine.
    expect(records[0]?.refused?.code).toMatch(/^anatomy-/);
    expect(records[0]?.seconds).toHaveProperty('segment');
    expect(records.slice(0, 1).map(reproduceCommand)).toEqual([
      `npx isocenter regress --suite ${at('suite.json')} --segmenter 'node ${at('segmenter.mjs')}' --no-axial --case first`,
    ]);
    for (const name of ['junit.xml', 'report.html']) expect(existsSync(join(at('whole'), name))).toBe(true);
  });

  it('goes on where it was stopped, half a line of a killed process included', async () => {
    const part = join(at('resumed'), 'results-1.jsonl');
    const [first = '', second = ''] = readFileSync(join(at('whole'), 'results-1.jsonl'), 'utf8').split('\n');
    mkdirSync(at('resumed'), { recursive: true });
    writeFileSync(part, `${first}\n`);
    appendFileSync(part, second.slice(0, 100));
    heard.length = 0;
    await run({ out: at('resumed') });
    expect(heard.filter((text) => / in \d+ s$/.test(text))).toHaveLength(2);
    expect(timeless('resumed')).toEqual(timeless('whole'));
  });

  it('gives the same in shards, once they are merged; a missing shard is refused', async () => {
    await run({ out: at('one'), shard: '1/2' });
    const merge = (folders: string[]) =>
      runMerge(folders, { suite: at('suite.json'), out: at('merged') }, words.print);
    await expect(merge([at('one')])).rejects.toThrow(/no result of second/);
    await run({ out: at('two'), shard: '2/2' });
    await merge([at('one'), at('two')]);
    expect(timeless('merged')).toEqual(timeless('whole'));
  });

  it('accepts a baseline for a reason and finds nothing changed against it', async () => {
    const baseline = at('baseline.json');
    await expect(run({ out: at('whole'), baseline, accept: ' ' })).rejects.toThrow(/needs a reason/);
    await run({ out: at('whole'), baseline, accept: 'the first one' });
    expect(readFileSync(baseline, 'utf8')).toContain('the first one');
    expect(await run({ out: at('whole'), baseline })).toBe('same');
  });

  it.each<[string, Partial<RegressOptions>, RegExp]>([
    ['two sources of labels', { out: at('x'), labels: folder }, /--labels and --segmenter/],
    ['no place for the results', {}, /no place/],
    ['an unknown case', { case: 'third' }, /no case "third"/],
    ['a baseline that is none', { out: at('x'), baseline: at('suite.json') }, /is not a baseline/],
    ['a suite that is none', { out: at('x'), suite: at('segmenter.mjs') }, /not JSON/],
    ['nothing to accept into', { out: at('x'), accept: 'why' }, /no file to accept into/],
  ])('refuses %s before any work', async (_, more, sentence) => {
    await expect(run(more)).rejects.toThrow(sentence);
    expect(existsSync(at('x'))).toBe(false);
  });

  it('runs real images beside phantoms, found from the suite; another label map makes it another suite', async () => {
    const dims: Dims = [90, 150, 12];
    const labels = fixtureLabels(fixtureSpine(), dims, sagittalGrid([0, -10, 100], dims, [1.8, 1.8, 5]));
    mkdirSync(at('real'));
    writeFileSync(at('real/image.nii'), writeNifti(labels));
    writeFileSync(at('real/labels.nii'), writeNifti(labels));
    writeFileSync(at('labels/real.nii'), writeNifti(labels));
    const real = { id: 'real', image: 'real/image.nii', labels: 'real/labels.nii', strata: {} };
    const description = { schemaVersion: 1, name: 'real', description: 'For this test.' };
    writeFileSync(at('real.json'), JSON.stringify({ ...description, cases: [real] }));
    const plain = {
      ...{ suite: at('real.json'), labels: at('labels'), out: at('realOut'), axial: false, jobs: 1 },
    };
    await runRegress(plain, words);
    const [before] = recordsOf('realOut');
    expect(before?.rows.find(({ metric }) => metric === 'dice.disc')?.value).toBe(1);
    expect(existsSync(join(at('realOut'), 'pictures', 'real.png'))).toBe(true);

    labels.data.fill(LABEL.disc, 0, 5);
    writeFileSync(at('real/labels.nii'), writeNifti(labels));
    await runRegress({ ...plain, out: at('realAgain') }, words);
    expect(recordsOf('realAgain')[0]?.suite.sha256).not.toBe(before?.suite.sha256);

    writeFileSync(
      at('real.json'),
      JSON.stringify({ ...description, cases: [{ ...real, image: 'none.nii' }] }),
    );
    await expect(runRegress(plain, words)).rejects.toThrow(/none\.nii" cannot be read/);
  });

  it('ends with the last words of a program that failed: that is no result', async () => {
    const segmenter = 'echo "out of spines" >&2; exit 4';
    await expect(run({ out: at('bad'), segmenter })).rejects.toMatchObject({
      code: 'regress-program-failed',
      hint: 'out of spines',
    });
    expect(existsSync(join(at('bad'), 'results.jsonl'))).toBe(false);
  });
});
