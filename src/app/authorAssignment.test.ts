import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAssignment, parseScenario } from '../exercise';
import { assignables, assignmentFile, EMPTY_ASSIGNMENT, type AssignmentForm } from './authorAssignment';
import { emptyScenario } from './authorDraft';

const read = (name: string) =>
  parseScenario(JSON.parse(readFileSync(new URL(`../../scenarios/${name}.json`, import.meta.url), 'utf8')));
const [normal, scoliosis, own] = [read('normal'), read('scoliosis'), read('own-volume')];
const LIBRARY = {
  phantoms: ['phantoms/normal.json', 'phantoms/scoliosis.json'],
  populations: ['clinic'],
  modules: [],
};
const draft = (id: string, scenario: Record<string, unknown>) => ({
  ...{ schemaVersion: 1 as const, id, origin: '', changedAt: '2026-01-01T00:00:00.000Z', exported: null },
  scenario: JSON.parse(JSON.stringify(scenario)),
});
const all = assignables(
  [normal, scoliosis, own],
  [draft('whole', { ...normal, id: 'mine', title: 'Mine' }), draft('half', emptyScenario('half'))],
  LIBRARY,
);
const made = { nowMs: Date.UTC(2026, 10, 30, 8), secret: 'a secret of the class' };
const form = (part: Partial<AssignmentForm>): AssignmentForm => ({
  ...EMPTY_ASSIGNMENT,
  ...{ title: 'Week 3: scoliosis', chosen: ['scoliosis', 'draft whole'] },
  ...part,
});

describe('an assignment', () => {
  it('can be made of shipped scenarios and whole drafts, and not of a volume that trainees bring', () => {
    expect(all.map(({ key }) => key)).toEqual(['draft whole', 'normal', 'scoliosis']);
  });

  it('is a file that the console opens, its scenarios, times and limits in it', () => {
    const file = assignmentFile(
      form({
        ...{ mode: 'assessment', tries: 2, opens: '2026-12-01T08:00', closes: '2026-12-08T08:00' },
        minutes: { scoliosis: 25 },
      }),
      all,
      made,
    );
    if (!('json' in file)) throw new Error(file.message);
    expect(file.fileName).toBe('week-3-scoliosis.assignment.json');
    const assignment = parseAssignment(JSON.parse(file.json));
    expect(assignment).toMatchObject({ mode: 'assessment', tries: 2, secret: made.secret });
    expect(assignment.scenarios.map(({ id }) => id)).toEqual(['scoliosis', 'mine']);
    expect(assignment.scenarios[0]).toEqual({ ...scoliosis, timeLimitS: 1500 });
    expect(Date.parse(assignment.closes ?? '') - Date.parse(assignment.opens ?? '')).toBe(7 * 86_400_000);
  });

  it.each<[string, Partial<AssignmentForm>, keyof AssignmentForm, RegExp]>([
    ['no title', { title: ' ' }, 'title', /title/],
    ['no scenario', { chosen: ['gone'] }, 'chosen', /at least one/],
    ['a time that is none', { opens: 'soon' }, 'opens', /no time/],
    ['an end before it begins', { opens: '2026-12-02T08:00', closes: '2026-12-01T08:00' }, 'closes', /after/],
    ['half a try', { tries: 0.5 }, 'tries', /tries/],
  ])('with %s says which field is to blame', (_, part, field, words) => {
    const file = assignmentFile(form(part), all, made);
    expect(file).toMatchObject({ field, message: expect.stringMatching(words) as string });
  });
});
