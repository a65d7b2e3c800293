import { z } from 'zod';
import { plannedGroupSchema, saturationBandSchema, type PlannedGroup, type Prescription } from '../planning';

/** What an event of the log did to the plan: enough to lay it again as it lay then. Lengths in mm, patient LPS. */
export const planChangeSchema = z.strictObject({
  /** As they lie after the event: those that are new, and those that changed. */
  groups: z.array(plannedGroupSchema).optional(),
  /** Names of those that were taken away. */
  gone: z.array(z.string()).optional(),
  /** All of them, where one changed. */
  saturationBands: z.array(saturationBandSchema).optional(),
});
export type PlanChange = z.infer<typeof planChangeSchema>;

type Laid = Pick<Prescription, 'groups' | 'saturationBands'>;

/** A nanometre and 0.2 seconds of arc: far below what a hand can do, at half the size in the record. */
const DECIMALS = 1e6;
const rounded = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, part: unknown) =>
      typeof part === 'number' ? Math.round(part * DECIMALS) / DECIMALS : part,
    ),
  );

/** What changed from one plan to the next; undefined where nothing did. Plans are compared by identity: they are never changed in place. */
export function planChange(before: Laid, after: Laid): PlanChange | undefined {
  const groups = after.groups.filter((group) => !before.groups.includes(group));
  const gone = before.groups.filter(({ name }) => !after.groups.some((group) => group.name === name));
  const bands = before.saturationBands === after.saturationBands ? undefined : after.saturationBands;
  if (groups.length === 0 && gone.length === 0 && bands === undefined) return undefined;
  return {
    ...(groups.length > 0 && { groups: rounded(groups) as NonNullable<PlanChange['groups']> }),
    ...(gone.length > 0 && { gone: gone.map(({ name }) => name) }),
    ...(bands !== undefined && {
      saturationBands: rounded(bands) as NonNullable<PlanChange['saturationBands']>,
    }),
  };
}

/** The plan after a change that was kept. */
export function withChange({ groups, saturationBands }: Laid, change: PlanChange): Laid {
  const next = new Map(groups.map((group) => [group.name, group]));
  for (const name of change.gone ?? []) next.delete(name);
  for (const group of change.groups ?? []) next.set(group.name, group satisfies PlannedGroup);
  return { groups: [...next.values()], saturationBands: change.saturationBands ?? saturationBands };
}
