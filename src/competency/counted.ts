import type { Attempt } from '../exercise';
import { inOrder, patientKey, readingArm } from './readingArm';

/** Why an attempt is no evidence of what the trainee can do alone; null where it is. */
export type Uncounted = 'practice' | 'assisted' | 'patient-known' | null;

export interface JudgedAttempt {
  readonly attempt: Attempt;
  readonly uncounted: Uncounted;
}

/**
 * Tells evidence from training, oldest first. With every handing in the truth of that patient is shown: a further attempt on the
 * same patient, in whichever mode, shows memory as well as skill.
 */
export function judgeAttempts(attempts: readonly Attempt[]): JudgedAttempt[] {
  const known = new Set<string>();
  return inOrder(attempts).map((attempt) => {
    const patient = patientKey(attempt);
    const isKnown = known.has(patient);
    known.add(patient);
    return { attempt, uncounted: whyNot(attempt, isKnown) };
  });
}

function whyNot(attempt: Attempt, isKnown: boolean): Uncounted {
  if (attempt.mode === 'practice') return 'practice';
  if (readingArm(attempt) !== 'manual') return 'assisted';
  return isKnown ? 'patient-known' : null;
}
