import { z } from 'zod';
import { parseAssignment, type Assignment, type BegunExam } from '../exercise';
import type { SettingsStore } from './engines';
import type { Trainee } from './session';

// What this machine remembers between two visits, by name in the settings.

const traineeSchema = z.strictObject({ id: z.string().trim().min(1), name: z.string().trim() });
const begunSchema = z.array(
  z.strictObject({
    attempt: z.string(),
    assignment: z.string(),
    scenario: z.string(),
    trainee: z.string().nullable(),
  }),
);

/** What is damaged counts as not remembered: all of it can be typed or opened again. */
const read = <T>(schema: z.ZodType<T>, value: unknown, otherwise: T): T =>
  schema.safeParse(value).data ?? otherwise;

function assignmentsOf(value: unknown): Assignment[] {
  return (Array.isArray(value) ? value : []).flatMap((json: unknown) => {
    try {
      return [parseAssignment(json)];
    } catch {
      return [];
    }
  });
}

export interface Memory {
  readonly trainee: Trainee | null;
  readonly assignments: readonly Assignment[];
  readonly begun: readonly BegunExam[];
}

export async function readMemory(settings: SettingsStore): Promise<Memory> {
  const [trainee, assignments, begun] = await Promise.all([
    settings.read('trainee'),
    settings.read('assignments'),
    settings.read('begun'),
  ]);
  return {
    trainee: read(traineeSchema.nullable(), trainee, null),
    assignments: assignmentsOf(assignments),
    begun: read(begunSchema, begun, []),
  };
}

export const rememberTrainee = (settings: SettingsStore, trainee: Trainee | null): Promise<Trainee | null> =>
  settings.update('trainee', () => trainee);

/** One opened again takes the place of the earlier one. */
export const rememberAssignment = (settings: SettingsStore, assignment: Assignment): Promise<Assignment[]> =>
  settings.update('assignments', (before) => [
    ...assignmentsOf(before).filter(({ id }) => id !== assignment.id),
    assignment,
  ]);

export const forgetAssignment = (settings: SettingsStore, id: string): Promise<Assignment[]> =>
  settings.update('assignments', (before) => assignmentsOf(before).filter((kept) => kept.id !== id));

export const rememberBegun = (settings: SettingsStore, exam: BegunExam): Promise<BegunExam[]> =>
  settings.update('begun', (before) => [...read(begunSchema, before, []), exam]);
