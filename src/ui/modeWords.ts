import { msg } from '@lit/localize';
import type { Mode } from '../exercise';
import { region } from './format';

/** What a mode is called, and what it means in one line. */
const MODE_WORDS: Record<Mode, () => { readonly title: string; readonly meaning: string }> = {
  practice: () => ({
    title: msg('Practice'),
    meaning: msg('The coach helps at once, no clock runs, and you can try as often as you like.'),
  }),
  exercise: () => ({
    title: msg('Exercise'),
    meaning: msg('Help as the scenario allows it. Your mark comes at the end.'),
  }),
  assessment: () => ({
    title: msg('Assessment'),
    meaning: msg(
      'No help, a patient of your own, a clock that does not stop, and a log that shows any change.',
    ),
  }),
};

export const modeWords = (mode: Mode): { readonly title: string; readonly meaning: string } =>
  MODE_WORDS[mode]();

/** `Assessment · Ann Example` */
export const sessionWords = (
  mode: Mode,
  trainee: { readonly id: string; readonly name: string } | null,
): string => [modeWords(mode).title, ...(trainee ? [trainee.name || trainee.id] : [])].join(' · ');

/** 10:42 of the day it was, in local time; with the day where that is not today. */
export function timeOf(iso: string, nowMs: number): string {
  const when = new Date(iso);
  const time = when.toLocaleTimeString(region(), { hour: '2-digit', minute: '2-digit' });
  return when.toDateString() === new Date(nowMs).toDateString()
    ? time
    : `${when.toLocaleDateString(region(), { day: 'numeric', month: 'short' })}, ${time}`;
}
