import { describe, expect, it } from 'vitest';
import { fakePhantom, turnedGrid } from '../../tests/scanner/fakePhantom';
import type { SliceGroup, Vec3 } from '../geometry';
import { acquire, sequenceByName } from '../scanner';
import { acquireShared, type ScanHelper, type ScanRequest } from './sharedScan';
import { openHelper } from './sliceHelper';

const CENTRE: Vec3 = [5, -20, 40];
const patient = fakePhantom([60, 60, 60], turnedGrid([60, 60, 60], 2, CENTRE), ([x, y]) =>
  y > -20 ? 'muscle' : x > 0 ? 'csf' : 'subcutaneousFat',
);
const stack = (name: string, sliceCount: number): SliceGroup => ({
  ...{ name, centre: CENTRE, sliceCount, sliceThickness: 4, sliceGap: 1 },
  ...{ rowDirection: [0, 1, 0], columnDirection: [0, 0, -1], fovReadMm: 120, fovPhaseMm: 120 },
});
const sequence = { ...sequenceByName('t2-tse-sag'), matrixRead: 128, matrixPhase: 128 };
const requests: ScanRequest[] = [stack('first', 7), stack('second', 8)].map((group) => ({
  ...{ group, sequence, seed: 3, saturationBands: [], companions: [] },
}));
const alone = requests.map(({ group, seed }) => acquire(patient, group, sequence, seed));

/** Series of a scan with a helper, and how often each slice was told. */
async function scanWith(helper: ScanHelper, signal = new AbortController().signal) {
  const told: string[] = [];
  const series = await acquireShared(patient, requests, helper, signal, (request, index) =>
    told.push(`${request}:${index}`),
  );
  return { series, told: told.sort() };
}
const every = requests.flatMap(({ group }, n) =>
  Array.from({ length: group.sliceCount }, (_, i) => `${n}:${i}`),
);

describe('a scan that two workers share', () => {
  it('equals the scan by one, tells every slice once, and takes slices from both', async () => {
    const worker = openHelper(patient);
    expect(await worker.isReady).toBe(true);
    let helped = 0;
    const { series, told } = await scanWith({
      start: (asked, onSlice) =>
        worker.start(asked, (...slice) => {
          helped++;
          onSlice(...slice);
        }),
      stop: worker.stop,
    });
    worker.close();
    expect(series).toEqual(alone);
    expect(told).toEqual([...every].sort());
    expect(helped).toBeGreaterThan(0);
  });

  it('is done by one when the other has gone or cannot take the patient', async () => {
    const gone = openHelper(patient);
    gone.close();
    expect((await scanWith(gone)).series).toEqual(alone);

    const refused = openHelper({ ...patient, fatFractions: { muscle: (() => 1) as unknown as number } });
    expect(await refused.isReady).toBe(false);
    expect((await scanWith(refused)).series).toEqual(alone);
  });

  it('stops when it is cancelled; the next scan is whole', async () => {
    const worker = openHelper(patient);
    await worker.isReady;
    const stop = new AbortController();
    const scan = acquireShared(patient, requests, worker, stop.signal, () => stop.abort());
    await expect(scan).rejects.toMatchObject({ code: 'scan-cancelled' });
    const { series, told } = await scanWith(worker);
    worker.close();
    expect(series).toEqual(alone);
    expect(told).toEqual([...every].sort());
  });
});
