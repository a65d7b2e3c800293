import type { Attempt, Mode } from '../exercise';
import type { ClassMember } from './classBook';
import { inOrder, readingArm, type ReadingArm } from './readingArm';

/** Which attempts a view of a class rests on. */
export interface Choice {
  readonly modes: readonly Mode[];
  readonly arms: readonly ReadingArm[];
  /** Of several attempts at one thing. With each the truth is shown, so a later one is no longer the same test. */
  readonly take: 'first' | 'last' | 'best';
}

/** What a trainee can do alone, at the first try. */
export const USUAL_CHOICE: Choice = { modes: ['exercise', 'assessment'], arms: ['manual'], take: 'first' };

export const chosenAttempts = (member: ClassMember, { modes, arms }: Choice): Attempt[] =>
  inOrder(member.attempts).filter(
    (attempt) => modes.includes(attempt.mode) && arms.includes(readingArm(attempt)),
  );

/** The one of several attempts, oldest first, that stands for all. */
export function standsFor(attempts: readonly Attempt[], take: Choice['take']): Attempt | undefined {
  if (take === 'first') return attempts[0];
  if (take === 'last') return attempts.at(-1);
  return attempts.reduce<Attempt | undefined>(
    (best, next) => (best && (best.outcome.mark ?? -1) >= (next.outcome.mark ?? -1) ? best : next),
    undefined,
  );
}
