import {
  assignmentToJson,
  createAssignment,
  parseScenario,
  type Assignment,
  type Scenario,
} from '../exercise';
import { isIsocenterError } from '../geometry';
import type { AuthorState } from './authorState';
import { draftFaults } from './authorFaults';
import type { AuthorLibrary } from './authorChoices';

/** What an instructor fills in for a class. */
export interface AssignmentForm {
  readonly title: string;
  readonly instructions: string;
  readonly mode: Assignment['mode'];
  /** Null: as many as wanted. */
  readonly tries: number | null;
  /** Local times as a field has them, `2026-11-30T08:00`; empty: always. */
  readonly opens: string;
  readonly closes: string;
  /** Keys of the scenarios, in the order in which they were chosen. */
  readonly chosen: readonly string[];
  /** Working time by the scenario's key, minutes, where it is not the scenario's own. */
  readonly minutes: Readonly<Record<string, number>>;
}

export const EMPTY_ASSIGNMENT: AssignmentForm = {
  title: '',
  instructions: '',
  mode: 'exercise',
  tries: null,
  opens: '',
  closes: '',
  chosen: [],
  minutes: {},
};

/** A scenario that can be assigned. */
export interface Assignable {
  readonly key: string;
  readonly scenario: Scenario;
  /** A draft of this machine, not one of the program's. */
  readonly isDraft: boolean;
}

/** The program's scenarios and this machine's drafts that are whole; a trainee's own volume cannot be assigned. */
export function assignables(
  scenarios: readonly Scenario[],
  drafts: AuthorState['drafts'],
  library: AuthorLibrary,
): Assignable[] {
  const whole = drafts.filter(({ scenario }) => draftFaults(scenario, library).length === 0);
  return [
    ...whole.map((draft) => ({
      key: `draft ${draft.id}`,
      scenario: parseScenario(draft.scenario),
      isDraft: true,
    })),
    ...scenarios.map((scenario) => ({ key: scenario.id, scenario, isDraft: false })),
  ].filter(({ scenario }) => !('volume' in scenario.patient));
}

/** The assignment's file, or why there is none and which field is to blame. */
export type AssignmentFile =
  | { readonly fileName: string; readonly json: string }
  | { readonly field: keyof AssignmentForm; readonly message: string };

const FIELD_OF: Readonly<Record<string, keyof AssignmentForm>> = {
  scenarios: 'chosen',
  tries: 'tries',
  opens: 'opens',
  closes: 'closes',
};

/** Of a local time; null for none. Undefined where it is no time. */
function utc(local: string): string | null | undefined {
  if (local === '') return null;
  const ms = Date.parse(local);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

const slug = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '') || 'assignment';

/**
 * Makes the file that goes to the class, the scenarios in it.
 * @param made what tells it from every other one and what patients of an assessment are drawn with
 */
export function assignmentFile(
  form: AssignmentForm,
  all: readonly Assignable[],
  made: { readonly nowMs: number; readonly secret: string },
): AssignmentFile {
  const chosen = form.chosen.flatMap((key) => all.find((candidate) => candidate.key === key) ?? []);
  if (form.title.trim() === '') return { field: 'title', message: 'Give it a title.' };
  if (chosen.length === 0) return { field: 'chosen', message: 'Choose at least one scenario.' };
  const ids = chosen.map(({ scenario }) => scenario.id);
  const twice = ids.find((id, i) => ids.indexOf(id) < i);
  if (twice !== undefined)
    return { field: 'chosen', message: `Two of the scenarios have the identifier "${twice}".` };
  const [opens, closes] = [utc(form.opens), utc(form.closes)];
  if (opens === undefined) return { field: 'opens', message: 'This is no time.' };
  if (closes === undefined) return { field: 'closes', message: 'This is no time.' };
  const limits = chosen.flatMap(({ key, scenario }) => {
    const minutes = form.minutes[key];
    return minutes === undefined ? [] : [[scenario.id, 60 * minutes] as const];
  });
  try {
    const assignment = createAssignment({
      id: `${slug(form.title)}-${new Date(made.nowMs).toISOString()}`,
      title: form.title.trim(),
      ...(form.instructions.trim() !== '' && { instructions: form.instructions.trim() }),
      ...{ mode: form.mode, tries: form.tries, opens, closes, secret: made.secret },
      scenarios: chosen.map(({ scenario }) => scenario),
      timeLimitsS: Object.fromEntries(limits),
    });
    return { fileName: `${slug(form.title)}.assignment.json`, json: assignmentToJson(assignment) };
  } catch (error) {
    if (!isIsocenterError(error)) throw error;
    const key = /cannot be used: ([a-z]+)/.exec(error.message)?.[1] ?? '';
    return { field: FIELD_OF[key] ?? 'title', message: error.message };
  }
}
