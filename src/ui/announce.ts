import type { AppState } from '../app';
import { effectiveSequence, shownAssessment } from '../exercise';
import { groupTitle } from './format';
import { newRemark, verdictWords } from './verdict';

/** What a screen reader should hear about a change; null when nothing is worth saying. Errors speak for themselves. */
export function announcement(before: AppState, now: AppState): string | null {
  const was = before.case;
  const is = now.case;
  if (was.phase !== is.phase) {
    switch (is.phase) {
      case 'empty':
        return 'Choose a patient.';
      case 'loading':
        return `Loading ${is.scenario?.title ?? 'patient'}.`;
      case 'patientLoaded':
        return 'Patient on the table.';
      case 'localizing':
        return 'Localizer running.';
      case 'localized':
        return 'Localizer done. You can plan.';
      case 'planning':
        return is.ai.status === 'ready' ? 'The AI plan is ready.' : 'There is no AI plan for this patient.';
      case 'submitted':
        return typeof is.outcome?.mark === 'number'
          ? `Submitted. Score ${Math.round(is.outcome.mark)} percent.`
          : 'Submitted.';
    }
  }
  if (now.timeWarning !== before.timeWarning && now.timeWarning !== null) return timeWords(now);
  for (const step of is.steps) {
    const earlier = was.steps.find((candidate) => candidate.id === step.id);
    if (!earlier || earlier.state === step.state) continue;
    const { label } = effectiveSequence(step);
    if (step.state === 'running') return `${label} running, ${step.total} slices.`;
    if (step.state === 'done' && step.runs > earlier.runs) return `${label} done.`;
    if (step.state === 'aborted') return `${label} stopped.`;
  }
  const remarked = newRemark(was, is);
  if (remarked) {
    const { words } = verdictWords(is, shownAssessment(is, remarked));
    return `${groupTitle(remarked.group)} checked: ${words}.`;
  }
  if (is.ai.visible && was.ai.on !== is.ai.on && is.ai.on !== null)
    return 'The AI has planned again on your series.';
  if (was.activeGroup !== is.activeGroup && is.activeGroup !== null) {
    const isBand = is.saturationBands.some(({ name }) => name === is.activeGroup);
    return isBand ? 'Saturation band active.' : `Active group ${is.activeGroup}.`;
  }
  return null;
}

function timeWords({ timeWarning, session }: AppState): string {
  if (timeWarning !== null && timeWarning > 0)
    return timeWarning > 60 ? `${timeWarning / 60} minutes left.` : 'One minute left.';
  return session?.mode === 'assessment'
    ? 'Time is up: your exam is handed in.'
    : 'Time is up. You can go on.';
}
