import type { Attempt, AttemptEvent } from './attempt';
import { digestOf } from './digest';

/** What a log belongs to: it stands before the first event, so that a log cannot be moved to another attempt. */
export interface ChainHeader extends Pick<
  Attempt,
  'id' | 'mode' | 'assignment' | 'patientSeed' | 'startedAt'
> {
  /** `digestOf` the scenario as it was made: with the mode's help and the patient drawn. */
  readonly scenario: string;
  /** `id` of the trainee; null for nobody in particular. */
  readonly trainee: string | null;
}

/** What the first event follows. */
export const chainStart = ({
  id,
  mode,
  assignment,
  patientSeed,
  startedAt,
  scenario,
  trainee,
}: ChainHeader): string => digestOf({ id, mode, assignment, patientSeed, startedAt, scenario, trainee });

/** Link of an event: over the link before it and the event itself. */
export const nextLink = (previous: string, { at, what, detail, change }: AttemptEvent): string =>
  digestOf({ previous, event: { at, what, detail, change } });

/** The links of a log, one an event. */
export function linksOf(header: ChainHeader, events: readonly AttemptEvent[]): string[] {
  let link = chainStart(header);
  return events.map((event) => (link = nextLink(link, event)));
}

const headerOf = (
  { id, mode, assignment, patientSeed, startedAt, trainee }: Attempt,
  scenario: string,
): ChainHeader => ({
  ...{ id, mode, assignment, patientSeed, startedAt, scenario },
  trainee: trainee?.id ?? null,
});

/** Over the last link and all of the record that is not the log: plan, answers, marks. */
const headOf = ({ events: _, chain: __, ...record }: Attempt, last: string): string =>
  digestOf({ previous: last, record });

/** The attempt with the chain of its log closed over it. `links`: of its events, as they were made. */
export function sealAttempt(attempt: Attempt, scenario: string, links: readonly string[]): Attempt {
  const last = links.at(-1) ?? chainStart(headerOf(attempt, scenario));
  const head = headOf(attempt, last);
  return { ...attempt, chain: { algorithm: 'sha-256', scenario, links: [...links], head } };
}

export type ChainVerdict =
  | { readonly status: 'intact' }
  /** Of an earlier version, which kept no chain. */
  | { readonly status: 'none' }
  /** `event`: index of the first event that does not follow; null where the log is whole but the rest of the record is not. */
  | { readonly status: 'broken'; readonly event: number | null; readonly sentence: string };

/** Whether the log and what was made from it are as they were written. */
export function verifyChain(attempt: Attempt): ChainVerdict {
  const { chain, events } = attempt;
  if (chain === null) return { status: 'none' };
  const expected = linksOf(headerOf(attempt, chain.scenario), events);
  const length = Math.max(expected.length, chain.links.length);
  for (let i = 0; i < length; i++) {
    if (expected[i] === chain.links[i]) continue;
    const what = events[i]
      ? `event ${i + 1} (“${events[i]?.what ?? ''}”)`
      : `event ${i + 1}, which is missing`;
    const start = i === 0 ? ' or what the log belongs to (trainee, mode, patient, scenario)' : '';
    return { status: 'broken', event: i, sentence: `The log was changed at ${what}${start}.` };
  }
  const last = expected.at(-1) ?? chainStart(headerOf(attempt, chain.scenario));
  if (headOf(attempt, last) === chain.head) return { status: 'intact' };
  return {
    status: 'broken',
    event: null,
    sentence: 'The log is whole, but the plan, the answers or the marks beside it were changed.',
  };
}
