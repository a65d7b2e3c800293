import { RUN_REASON_WORDS, type RunReason } from './answers';

const VERDICT_WORDS = {
  accept: 'accepted',
  repeat: 'to be repeated',
  other: 'taken again with another plan',
  none: 'not judged',
} as const;

interface SaidOfRun {
  readonly run: number;
  readonly verdict: 'accept' | 'repeat' | 'other' | null;
  readonly reason: RunReason | null;
}

/** What the trainee said of a run: `run 1 to be repeated (the patient moved)`. */
export function judgedRunWords({ run, verdict, reason }: SaidOfRun): string {
  const words = VERDICT_WORDS[verdict ?? 'none'];
  return reason ? `run ${run} ${words} (${RUN_REASON_WORDS[reason]})` : `run ${run} ${words}`;
}
