import { z } from 'zod';
import data from './positions.json';
import type { ScenarioTask } from './scenarioTasks';

const schema = z.strictObject({
  schemaVersion: z.literal(1),
  source: z.string().min(1),
  /** Where the laser cross can be laid; the table then takes it to the isocentre. */
  landmarks: z.array(z.strictObject({ id: z.string(), title: z.string(), aboveL3Mm: z.number() })).min(2),
  /** How far from the middle of L3 it may lie for all of the points, and for half of them. */
  fullWithinMm: z.number().positive(),
  halfWithinMm: z.number().positive(),
});

export const POSITIONS = schema.parse(data);
export type Landmark = (typeof POSITIONS)['landmarks'][number];

export const landmarkOf = (id: string): Landmark | undefined =>
  POSITIONS.landmarks.find((landmark) => landmark.id === id);

/** The landmark nearest to the middle of the lumbar spine. */
export const BEST_LANDMARK: Landmark = POSITIONS.landmarks.reduce((best, one) =>
  Math.abs(one.aboveL3Mm) < Math.abs(best.aboveL3Mm) ? one : best,
);

/** How far above the middle of L3 the isocentre comes to lie, mm; there where nobody was asked for a landmark. */
export const isocentreAboveL3Mm = (position: { readonly landmark: string } | null): number =>
  (position && landmarkOf(position.landmark)?.aboveL3Mm) ?? 0;

/** Percent of a landmark. */
export function positionPercent({ aboveL3Mm }: Landmark): number {
  const off = Math.abs(aboveL3Mm);
  return off <= POSITIONS.fullWithinMm ? 100 : off <= POSITIONS.halfWithinMm ? 50 : 0;
}

export const asksForPosition = (tasks: readonly ScenarioTask[]): boolean =>
  tasks.some(({ kind }) => kind === 'position');
