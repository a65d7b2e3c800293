import { msg, str } from '@lit/localize';
import type { AppState } from '../app';
import { effectiveSequence, shownAssessment, type QueueStep } from '../exercise';
import { titleWords } from './examWords';
import { groupTitle } from './format';
import { newRemark, verdictWords } from './verdict';

/** What a screen reader should hear about a change; null when nothing is worth saying. Errors speak for themselves. */
export function announcement(before: AppState, now: AppState): string | null {
  const was = before.case;
  const is = now.case;
  if (was.phase !== is.phase) {
    switch (is.phase) {
      case 'empty':
        return msg('Choose a patient.');
      case 'loading':
        return msg(
          str`Loading ${is.scenario ? titleWords(is.scenario, now.session?.mode ?? 'exercise') : msg('the patient')}.`,
        );
      case 'patientLoaded':
        return msg('Patient on the table.');
      case 'localizing':
        return msg('Localizer running.');
      case 'localized':
        return msg('Localizer done. You can plan.');
      case 'planning':
        return is.ai.status === 'ready'
          ? msg('The AI plan is ready.')
          : msg('There is no AI plan for this patient.');
      case 'submitted':
        return typeof is.outcome?.mark === 'number'
          ? msg(str`Submitted. Score ${Math.round(is.outcome.mark)} percent.`)
          : msg('Submitted.');
    }
  }
  if (now.timeWarning !== before.timeWarning && now.timeWarning !== null) return timeWords(now);
  for (const step of is.steps) {
    const earlier = was.steps.find((candidate) => candidate.id === step.id);
    if (!earlier || earlier.state === step.state) continue;
    const { label } = effectiveSequence(step);
    if (step.state === 'running') return msg(str`${label} running, ${step.total} slices.`);
    if (step.state === 'done' && step.runs > earlier.runs) return msg(str`${label} done.`);
    if (step.state === 'aborted') return msg(str`${label} stopped.`);
  }
  const queue = queueWords(before, now);
  if (queue !== null) return queue;
  const remarked = newRemark(was, is);
  if (remarked) {
    const { words } = verdictWords(is, shownAssessment(is, remarked));
    return msg(str`${groupTitle(remarked.group)} checked: ${words}.`);
  }
  if (is.ai.visible && was.ai.on !== is.ai.on && is.ai.on !== null)
    return msg('The AI has planned again on your series.');
  if (was.activeGroup !== is.activeGroup && is.activeGroup !== null) {
    const isBand = is.saturationBands.some(({ name }) => name === is.activeGroup);
    return isBand ? msg('Saturation band active.') : msg(str`Active group ${is.activeGroup}.`);
  }
  return null;
}

/** A series that came, went or has another place. */
function queueWords(
  { case: { steps: was } }: AppState,
  { case: { steps: is }, undo }: AppState,
): string | null {
  if (was === is) return null;
  const label = (step: QueueStep): string => effectiveSequence(step).label;
  const order = (steps: readonly QueueStep[], without?: string): string =>
    steps.flatMap(({ id }) => (id === without ? [] : id)).join(' ');
  const came = is.find(({ id }) => !was.some((step) => step.id === id));
  if (came) return msg(str`${label(came)} added.`);
  const gone = was.find(({ id }) => !is.some((step) => step.id === id));
  if (gone) return msg(str`${label(gone)} taken out.`);
  if (order(was) === order(is)) return null;
  // The one without which the order is the same; of two that changed places the one that was moved.
  const moved = is.filter(({ id }) => order(was, id) === order(is, id));
  const one = moved.find((step) => undo?.includes(label(step))) ?? moved[0];
  return one ? msg(str`${label(one)} is number ${is.indexOf(one) + 1} of ${is.length}.`) : null;
}

function timeWords({ timeWarning, session }: AppState): string {
  if (timeWarning !== null && timeWarning > 0)
    return timeWarning > 60 ? msg(str`${timeWarning / 60} minutes left.`) : msg('One minute left.');
  return session?.mode === 'assessment'
    ? msg('Time is up: your exam is handed in.')
    : msg('Time is up. You can go on.');
}
