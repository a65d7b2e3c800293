import type { CaseState } from './caseState';

/** Lower-case words joined by hyphens, as ids of steps are. */
export const kebabOf = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');

/**
 * Ids that a new step may not have: those in the queue, those of the protocol, which its tasks are about, and those under which
 * images were taken, for a step that was taken out keeps them.
 */
export const takenIds = ({
  steps,
  series,
  scenario,
}: Pick<CaseState, 'steps' | 'series' | 'scenario'>): ReadonlySet<string> =>
  new Set([
    ...steps.map(({ id }) => id),
    ...(scenario?.protocol ?? []).map(({ id }) => id),
    ...series.map(({ stepId }) => stepId),
  ]);

/** The id that is wanted, else the first of `…-2`, `…-3` that is free. */
export function freeId(wanted: string, taken: ReadonlySet<string>): string {
  const stem = kebabOf(wanted);
  let id = stem;
  for (let n = 2; taken.has(id); n++) id = `${stem}-${n}`;
  return id;
}
