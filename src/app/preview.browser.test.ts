import { wrap } from 'comlink';
import { describe, expect, it } from 'vitest';
import { fakePhantom, turnedGrid } from '../../tests/scanner/fakePhantom';
import type { Vec3 } from '../geometry';
import { previewSlice, sequenceByName } from '../scanner';
import type { PreviewRequest } from './engines';
import { createPreview } from './previewClient';
import type { PreviewTable } from './previewWorker';

const CENTRE: Vec3 = [5, -20, 40];
const patients = (['muscle', 'csf'] as const).map((tissue) =>
  fakePhantom([60, 60, 60], turnedGrid([60, 60, 60], 2, CENTRE), ([x]) =>
    x > 0 ? tissue : 'subcutaneousFat',
  ),
);
const request = (averages: number): PreviewRequest => ({
  group: {
    ...{ name: 'sag', centre: CENTRE, sliceCount: 5, sliceThickness: 4, sliceGap: 1 },
    ...{ rowDirection: [0, 1, 0], columnDirection: [0, 0, -1], fovReadMm: 200, fovPhaseMm: 200 },
  },
  ...{ sequence: { ...sequenceByName('t1-tse-sag'), averages }, saturationBands: [], companions: [] },
});
const { signal } = new AbortController();

describe('previews in a worker', () => {
  it('equal those made here, are of the patient who lies there now, and are not begun when given up', async () => {
    let [number, lent] = [0, 0];
    const preview = createPreview(
      async (port) => {
        lent++;
        const patient = patients[number];
        if (patient) await wrap<PreviewTable>(port).lay(patient);
      },
      () => number,
    );
    const here = (n: number) => {
      const { group, sequence } = request(n);
      const patient = patients[number];
      return patient && previewSlice(patient, group, sequence);
    };
    expect(await preview.slice(request(1), { signal })).toEqual(here(1));
    const start = performance.now();
    expect(await preview.slice(request(2), { signal })).toEqual(here(2));
    console.info(
      `a preview of a small patient, with the same made here: ${Math.round(performance.now() - start)} ms`,
    );
    expect(lent).toBe(1);

    const stale = new AbortController();
    const [first, second] = [
      preview.slice(request(1), { signal: stale.signal }),
      preview.slice(request(2), { signal }),
    ];
    stale.abort();
    await expect(first).rejects.toThrow('aborted');
    expect(await second).toEqual(here(2));

    number = 1;
    expect(await preview.slice(request(1), { signal })).toEqual(here(1));
    expect(lent).toBe(2);
  });

  it('are refused as the scanner would refuse the series, and made again afterwards', async () => {
    const preview = createPreview(
      (port) => wrap<PreviewTable>(port).lay(patients[0] ?? fail()),
      () => 0,
    );
    const { sequence, ...rest } = request(1);
    const short = { ...rest, sequence: { ...sequence, repetitionTimeMs: 20 } };
    await expect(preview.slice(short, { signal })).rejects.toMatchObject({
      code: 'repetition-time-too-short',
    });
    expect(await preview.slice(request(1), { signal })).toMatchObject({ columns: 128, rows: 128, index: 2 });
  });
});

const fail = (): never => {
  throw new Error('no patient');
};
