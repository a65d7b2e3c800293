import { beforeEach, expect, it } from 'vitest';
import { recordBundleToJson } from '../../competency';
import { IsocenterError } from '../../geometry';
import { fakeAttempt } from '../../exercise/testing';
import { ClassRoom } from './classRoom';
import type { SettingsStore } from '../../app';

let kept: Map<string, unknown>;
let full: boolean;

const settings: SettingsStore = {
  read: (name) => Promise.resolve(kept.get(name)),
  update: (name, change) => {
    if (full) return Promise.reject(new IsocenterError('storage-full', 'It is full.', 'Delete.'));
    const after = change(kept.get(name));
    kept.set(name, structuredClone(after));
    return Promise.resolve(after);
  },
};
const file = (id: string, attempt = fakeAttempt({ trainee: { id, name: id }, id: `exam of ${id}` })) => ({
  name: `${id}.json`,
  text: () =>
    Promise.resolve(
      recordBundleToJson({
        ...{ program: 'test', exportedAt: '2026-01-02T00:00:00.000Z', trainee: { id, name: id } },
        attempts: [attempt],
      }),
    ),
});

beforeEach(() => {
  kept = new Map();
  full = false;
});

it('tells how far it is, and keeps nothing unless asked', async () => {
  const room = new ClassRoom(settings, null);
  const progress: unknown[] = [];
  room.subscribe(() => progress.push(room.state.reading));
  await room.add([file('ada'), file('bob'), { name: 'x.json', text: () => Promise.resolve('{') }]);
  expect(progress).toEqual([0, 1, 2].map((done) => ({ done, total: 3 })).concat(null as never));
  expect(room.state.book.members.map(({ trainee }) => trainee.id)).toEqual(['ada', 'bob']);
  expect(room.state.book.refused).toMatchObject([{ file: 'x.json', where: '' }]);
  expect(kept.size).toBe(0);
});

it('brings back a class that is kept, and forgets it on demand', async () => {
  const room = new ClassRoom(settings, null);
  await room.add([file('ada')]);
  await room.keep(true);
  await room.add([file('bob')]);
  const later = new ClassRoom(settings, null);
  await later.restore();
  expect(later.state).toMatchObject({ files: 2, isKept: true });
  await later.clear();
  expect(later.state).toMatchObject({ files: 0, isKept: false });
  const last = new ClassRoom(settings, null);
  await last.restore();
  expect(last.state.files).toBe(0);
});

it('takes a newer file of the same name for the earlier one', async () => {
  const room = new ClassRoom(settings, null);
  await room.add([file('ada')]);
  await room.add([file('ada', fakeAttempt({ trainee: { id: 'ada', name: 'ada' }, id: 'another' }))]);
  expect(room.state.book.members[0]?.attempts.map(({ id }) => id)).toEqual(['another']);
});

it('does not lose what was read when the disk is full', async () => {
  const room = new ClassRoom(settings, null);
  await room.add([file('ada')]);
  full = true;
  await expect(room.keep(true)).rejects.toThrow('It is full.');
  expect(room.state).toMatchObject({ files: 1, isKept: false });
});

it('is not misled by what else lies under its name', async () => {
  kept.set('class', [{ name: 7 }, 'x', { name: 'a.json', text: 'nothing' }]);
  const room = new ClassRoom(settings, null);
  await room.restore();
  expect(room.state.book.refused).toMatchObject([{ file: 'a.json' }]);
});
