import { describe, expect, test } from 'vitest';
import { rotateAbout, type SliceGroup, type Vec3 } from '../geometry';
import { sequenceByName } from './sequences';
import { sliceSchedule } from './sliceSchedule';
import { minimumRepetitionTimeMs, slicesPerRepetition } from './timing';
import type { Sequence } from './types';

const AX = sequenceByName('t2-tse-ax');

/** An axial group at height z, tilted about the left-right axis. */
function axial(name: string, z: number, tiltDeg: number, sliceCount = 5): SliceGroup {
  const columnDirection = rotateAbout([0, 1, 0], [1, 0, 0], (tiltDeg * Math.PI) / 180);
  const rowDirection: Vec3 = [1, 0, 0];
  return { ...AX.defaults, name, centre: [0, 0, z], rowDirection, columnDirection, sliceCount };
}

const FLAT = axial('flat', 0, 0);
const TILTED = axial('tilted', -40, 30);
const BELOW = axial('far below', -300, 0);

/** Slice indices of a group in the order in which they are excited. */
const order = (schedule: ReturnType<typeof sliceSchedule>[number]): number[] =>
  schedule
    .map((slot, index) => ({ ...slot, index }))
    .sort((a, b) => a.run - b.run || a.startMs - b.startMs)
    .map(({ index }) => index);

describe('order within TR', () => {
  test.each([
    ['interleaved', [0, 2, 4, 1, 3]],
    ['ascending', [0, 1, 2, 3, 4]],
    ['descending', [4, 3, 2, 1, 0]],
  ] as const)('%s', (sliceOrder, expected) => {
    const [schedule] = sliceSchedule([FLAT], { ...AX, sliceOrder });
    expect(schedule && order(schedule)).toEqual(expected);
    expect(schedule?.map((s) => s.startMs).sort((a, b) => a - b)).toEqual([0, 700, 1400, 2100, 2800]);
  });

  test('an inversion sequence excites its first slice after the inversion time', () => {
    const stir = sequenceByName('stir-sag');
    const [schedule] = sliceSchedule([FLAT], stir);
    expect(Math.min(...(schedule ?? []).map((s) => s.startMs))).toBe(stir.inversionTimeMs);
  });
});

describe('concatenations', () => {
  test('two, though TR holds all: neighbours go to different runs', () => {
    const [schedule] = sliceSchedule([FLAT], { ...AX, concatenations: 2 });
    expect(schedule?.map((s) => s.run)).toEqual([0, 1, 0, 1, 0]);
  });

  test('groups that cross share a run when there is one, and part when there are two', () => {
    const runs = (concatenations: number): number[][] =>
      sliceSchedule([FLAT, TILTED, BELOW], { ...AX, concatenations }).map((g) => [
        ...new Set(g.map((s) => s.run)),
      ]);
    expect(runs(1)).toEqual([[0], [0], [0]]);
    expect(runs(2)).toEqual([[0], [1], [0]]);
  });

  test('three groups that cross one another need three runs', () => {
    const third = axial('third', -20, -25);
    const schedule = sliceSchedule([FLAT, TILTED, third], { ...AX, concatenations: 3 });
    expect(schedule.map((g) => [...new Set(g.map((s) => s.run))])).toEqual([[0], [1], [2]]);
  });

  test.each([1, 2, 3, 7])('no run holds more slices than TR, whatever crosses (room for %d)', (room) => {
    const tight: Sequence = { ...AX, repetitionTimeMs: minimumRepetitionTimeMs(AX, room), concatenations: 2 };
    expect(slicesPerRepetition(tight)).toBe(room);
    const slots = sliceSchedule([FLAT, TILTED, BELOW], tight).flat();
    expect(slots).toHaveLength(15);
    const held = new Map<string, number>();
    for (const { run, startMs } of slots) {
      held.set(`${run}`, (held.get(`${run}`) ?? 0) + 1);
      expect(slots.filter((s) => s.run === run && s.startMs === startMs)).toHaveLength(1);
    }
    expect(Math.max(...held.values())).toBeLessThanOrEqual(room);
  });
});

test('a gradient echo takes one slice a run; the partitions of a slab are excited together', () => {
  const gre = sequenceByName('localizer-gre');
  expect(sliceSchedule([FLAT], gre)[0]?.map((s) => s.run)).toEqual([0, 1, 2, 3, 4]);
  const slab = sliceSchedule([FLAT], { ...AX, kind: 'TSE-3D' });
  expect(new Set(slab.flat().map((s) => `${s.run} ${s.startMs}`)).size).toBe(1);
});
