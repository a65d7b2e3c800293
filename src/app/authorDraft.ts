import { z } from 'zod';
import { migrateScenario, parseScenario, type Scenario } from '../exercise';
import { IsocenterError } from '../geometry';
import { STANDARD_RUBRIC } from '../scoring';
import { getAt, isObject, type Json, type JsonObject } from './authorJson';
import { SCENARIO_NODE } from './authorSchema';

/** A scenario that is being written, as it is kept on this machine. It may be wrong in any place. */
export interface Draft {
  readonly schemaVersion: 1;
  readonly id: string;
  /** Where it comes from, in words. */
  readonly origin: string;
  /** ISO 8601. */
  readonly changedAt: string;
  readonly scenario: JsonObject;
  /** The scenario as it was exported last, as JSON; null when it never was. */
  readonly exported: string | null;
}

const draftSchema = (): z.ZodType<unknown> =>
  z.strictObject({
    schemaVersion: z.literal(1),
    id: z.string().min(1),
    origin: z.string(),
    changedAt: z.iso.datetime(),
    scenario: z.record(z.string(), z.json()),
    exported: z.string().nullable(),
  });

/** Drafts as they lie in the store, newest first; what cannot be read is counted and left there. */
export function parseDrafts(records: readonly unknown[]): { drafts: Draft[]; damaged: number } {
  const schema = draftSchema();
  const drafts = records.flatMap((record) => {
    const { success, data } = schema.safeParse(record);
    return success ? [data as Draft] : [];
  });
  drafts.sort((a, b) => b.changedAt.localeCompare(a.changedAt));
  return { drafts, damaged: records.length - drafts.length };
}

export const titleOf = ({ scenario }: Draft): string => {
  const title = getAt(scenario, ['title']);
  return typeof title === 'string' && title.trim() !== '' ? title : 'Without a title';
};

/** Whether there is something in the draft that no exported file has. */
export const isUnexported = ({ scenario, exported }: Draft): boolean => JSON.stringify(scenario) !== exported;

/** A scenario to begin with: three axial groups and a sagittal one on a spine without findings. */
export const emptyScenario = (id: string): JsonObject => ({
  schemaVersion: 2,
  id,
  title: '',
  indication: '',
  patient: { phantom: 'phantoms/normal.json', seed: 7 },
  aiPlan: 'on-request',
  groups: [
    { name: 'sagittal', kind: 'sagittal' },
    ...STANDARD_RUBRIC.required.axialLevels.map((level) => ({ name: level, kind: 'axial', level })),
  ],
  protocol: [
    { id: 'sag-t2', sequence: 't2-tse-sag', groups: ['sagittal'] },
    { id: 'ax-t2', sequence: 't2-tse-ax', groups: [...STANDARD_RUBRIC.required.axialLevels] },
  ],
  traps: [],
  tasks: [
    { kind: 'localize' },
    { kind: 'plan', group: 'sagittal' },
    ...STANDARD_RUBRIC.required.axialLevels.map((level) => ({ kind: 'plan', group: level })),
  ],
  rubric: { base: STANDARD_RUBRIC.name },
  passMark: STANDARD_RUBRIC.passPoints,
  objectives: [],
  feedback: { passed: '', failed: '' },
});

/**
 * The scenario of a file, right or wrong: what is wrong in it is for the editor to show.
 * @throws IsocenterError `scenario-file-unreadable` where there is no scenario in it at all
 */
export function readScenarioFile(name: string, text: string): JsonObject {
  const json = parsedJson(name, text);
  const known = Object.keys(SCENARIO_NODE.properties ?? {});
  if (
    !isObject(json) ||
    !known.some((key) => key !== 'schemaVersion' && key !== 'id' && Object.hasOwn(json, key))
  )
    throw new IsocenterError(
      'scenario-file-unreadable',
      `"${name}" is not a scenario: it has none of a scenario's keys.`,
      `A scenario has ${known.slice(2, 9).join(', ')} and more.`,
    );
  return migrateScenario(json) as JsonObject;
}

function parsedJson(name: string, text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw new IsocenterError(
      'scenario-file-unreadable',
      `"${name}" is not JSON: ${cause instanceof Error ? cause.message : 'it is damaged'}.`,
      'Choose a scenario file, or mend this one in a text editor.',
      { cause },
    );
  }
}

/**
 * A scenario's file: its keys in the order of the format, so that two exports of one scenario are one text.
 * @throws IsocenterError `scenario-invalid` naming the first wrong key
 */
export const scenarioToJson = (scenario: Scenario | JsonObject): string =>
  `${JSON.stringify(parseScenario(scenario), null, 2)}\n`;
