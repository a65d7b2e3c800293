import { msg, str } from '@lit/localize';
import { effectiveSequence, geometryTie, groupNamed, type CaseState, type QueueStep } from '../exercise';
import { copyMark, type QualityVerdict } from '../planning';
import { missingFor } from './exam';
import { groupTitle } from './format';

// What a line of the exam queue says of its series.

const stateWords = (state: QueueStep['state']): string =>
  ({
    planned: msg('needs planning'),
    ready: msg('ready'),
    queued: msg('waiting'),
    running: msg('running'),
    done: msg('done'),
    aborted: msg('stopped'),
  })[state];

const verdictTail = (verdict: QualityVerdict | null): string =>
  verdict === 'repeat'
    ? `, ${msg('repeat advised')}`
    : verdict === 'accept-with-remark'
      ? `, ${msg('with remarks')}`
      : '';

/** What a group is called in the queue, placed or not. */
export function nameOfGroup({ scenario }: Pick<CaseState, 'scenario'>, name: string): string {
  const group = groupNamed(scenario, name);
  return group ? groupTitle(group) : name;
}

/** How far a series is, and what it lacks. */
export function stepWords(exam: CaseState, step: QueueStep, verdict: QualityVerdict | null): string {
  const { state, done, total, runs, stale } = step;
  if (exam.localizer.length === 0) return msg('needs the localizer');
  if (state === 'running') return `${stateWords(state)} ${done}/${total}`;
  if (state === 'planned') {
    const missing = missingFor(exam, step)
      .map((name) => nameOfGroup(exam, name))
      .join(', ');
    return msg(str`place ${missing}`);
  }
  if (state === 'done' && stale) return msg('done, plan moved since');
  const words =
    state === 'done' && runs > 1
      ? msg(str`repeated, run ${runs}`)
      : runs > 0 && state !== 'done'
        ? `${stateWords(state)} · ${msg(str`run ${runs} kept`)}`
        : stateWords(state);
  return `${words}${verdictTail(verdict)}`;
}

const labels = (steps: readonly Pick<QueueStep, 'sequence' | 'settings' | 'label'>[]): string =>
  steps.map((step) => effectiveSequence(step).label).join(', ');

/** What ties the slices of a series to others; short for its line, whole for who asks. */
export function tieWords(
  exam: CaseState,
  step: QueueStep,
): { readonly short: string; readonly whole: string } {
  const { choice, steps } = geometryTie(exam.steps, step);
  const others = labels(steps);
  if (choice === 'follow')
    return { short: msg(str`follows ${others}`), whole: msg(str`Centre and angle follow ${others}`) };
  if (choice === 'same') return { short: '', whole: msg(str`Same slices as ${others}`) };
  const isCopy = step.groups.some((name) => copyMark(name) !== '');
  return { short: isCopy ? msg('own slices') : '', whole: msg('Slices of its own') };
}
