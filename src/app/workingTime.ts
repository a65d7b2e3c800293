import { LOCALIZED, RESUMED, type AttemptEvent, type Mode } from '../exercise';

const msOf = (iso: string | undefined): number => Date.parse(iso ?? '');

/**
 * Working time, ms: from the first image on. The clock of an assessment runs on while the page is closed; of every other exam the
 * time away is left out (`resumed` says until when it was kept). Null before the first image.
 * @param nowMs ms since 1970
 */
export function workingMs(events: readonly AttemptEvent[], mode: Mode, nowMs: number): number | null {
  const start = msOf(events.find(({ what }) => what === LOCALIZED)?.at);
  if (Number.isNaN(start)) return null;
  const away =
    mode === 'assessment'
      ? []
      : events.filter(({ what }) => what === RESUMED).map(({ at, detail }) => msOf(at) - msOf(detail));
  const awayMs = away.reduce((sum, ms) => sum + (ms > 0 ? ms : 0), 0);
  return Math.max(0, nowMs - start - awayMs);
}
