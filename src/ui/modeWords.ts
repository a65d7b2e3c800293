import type { Mode } from '../exercise';

/** What a mode is called, and what it means in one line. */
export const MODE_WORDS: Record<Mode, { readonly title: string; readonly meaning: string }> = {
  practice: {
    title: 'Practice',
    meaning: 'The coach helps at once, no clock runs, and you can try as often as you like.',
  },
  exercise: {
    title: 'Exercise',
    meaning: 'Help as the scenario allows it. Your mark comes at the end.',
  },
  assessment: {
    title: 'Assessment',
    meaning: 'No help, a patient of your own, a clock that does not stop, and a log that shows any change.',
  },
};

/** `Assessment · Ann Example` */
export const sessionWords = (
  mode: Mode,
  trainee: { readonly id: string; readonly name: string } | null,
): string => [MODE_WORDS[mode].title, ...(trainee ? [trainee.name || trainee.id] : [])].join(' · ');

/** 10:42 of the day it was, in local time; with the day where that is not today. */
export function timeOf(iso: string, nowMs: number): string {
  const when = new Date(iso);
  const time = when.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  return when.toDateString() === new Date(nowMs).toDateString()
    ? time
    : `${when.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })}, ${time}`;
}
