import { msg, str } from '@lit/localize';
import type { AppState } from '../app';
import {
  acquiredKey,
  groupNamed,
  shownAssessment,
  type AcquiredSeries,
  type CaseState,
  type Scenario,
} from '../exercise';
import { nearestOrientation, sliceNormal } from '../geometry';
import type { Sequence, Series } from '../scanner';
import type { CrossingMark, LabelKind } from '../view';
import type { LabelVolume, Volume } from '../volume';
import { groupTitle, planeName } from './format';

/** Id of the series that is being acquired. */
export const LIVE = 'live';

/** A series the viewer can show. */
export interface ImageEntry {
  readonly id: string;
  readonly label: string;
  readonly sequence: Sequence;
  readonly volume: Volume;
  /** Null while it arrives. */
  readonly series: Series | null;
  readonly acquired?: AcquiredSeries;
  readonly received?: readonly boolean[];
  readonly newest?: number;
  /** Dark bands that crossing groups left on it. */
  readonly crossings?: readonly CrossingMark[];
  /** What the AI labelled on it, where that may be shown. */
  readonly labels?: { readonly volume: LabelVolume; readonly kind: LabelKind };
}

/** `Ax T2 TSE L4-5 (run 2)`; a group without a level goes without saying. */
export function seriesLabel(
  scenario: Scenario | null,
  sequence: Sequence,
  group: string,
  run: number,
): string {
  const wanted = groupNamed(scenario, group);
  const where = wanted ? (wanted.level ? ` ${groupTitle(wanted)}` : '') : ` ${group}`;
  return `${sequence.label}${where}${run > 1 ? msg(str` (run ${run})`) : ''}`;
}

/** `Localizer sagittal` */
export const localizerLabel = ({ group }: Series): string =>
  msg(str`Localizer ${planeName(nearestOrientation(sliceNormal(group)))}`);

/** After submission: where other groups darken the canal on these images, if the plan is still theirs. */
function crossingsOn({ outcome, steps }: CaseState, { stepId, groupName }: AcquiredSeries): CrossingMark[] {
  if (steps.find(({ id }) => id === stepId)?.stale !== false) return [];
  return (outcome?.exam.crossings ?? [])
    .filter(({ group }) => group === groupName)
    .map(({ companion, slice, fromMm, toMm }) => ({
      ...{ slice, fromMm, toMm },
      words: msg(str`dark band of ${companion}`),
    }));
}

/** Everything there is to look at: what arrives now, then finished series in their order, then the localizer. */
export function imageEntries({ live, case: exam }: Pick<AppState, 'live' | 'case'>): ImageEntry[] {
  const entries: ImageEntry[] = [];
  if (live) {
    const { sequence, group, volume, received, newest } = live;
    const label = seriesLabel(exam.scenario, sequence, group.name, 1);
    entries.push({ id: LIVE, label, sequence, volume, series: null, received, newest });
  }
  for (const acquired of exam.series) {
    const { series, groupName, run } = acquired;
    const assessment = shownAssessment(exam, acquired);
    entries.push({
      ...(assessment?.labels && { labels: { volume: assessment.labels, kind: assessment.labelKind } }),
      ...{ id: acquiredKey(acquired), acquired, series, sequence: series.sequence, volume: series.volume },
      label: seriesLabel(exam.scenario, series.sequence, groupName, run),
      crossings: crossingsOn(exam, acquired),
    });
  }
  // Labels say where the discs are: they are shown only where the AI's plan may be.
  const found = exam.ai.visible || exam.phase === 'submitted' ? exam.segmentation.labels : null;
  exam.localizer.forEach((series, i) => {
    const { sequence, volume } = series;
    const label = localizerLabel(series);
    entries.push({
      ...{ id: `localizer-${i}`, label, series, sequence, volume },
      ...(found && { labels: { volume: found, kind: 'spine' } }),
    });
  });
  return entries;
}

/** The newest images; on the score screen those of the group being read. */
function mostWanted(entries: readonly ImageEntry[], exam: CaseState): ImageEntry | undefined {
  const finished = entries.filter(({ acquired }) => acquired);
  const read =
    exam.phase === 'submitted'
      ? finished.findLast(({ acquired }) => acquired?.groupName === exam.activeGroup)
      : undefined;
  return entries.find(({ id }) => id === LIVE) ?? read ?? finished.at(-1) ?? entries[0];
}

/** What to lay beside `first`: its other runs, newest first, then the step's other groups, then other series. */
function beside(entries: readonly ImageEntry[], first: ImageEntry | undefined): ImageEntry[] {
  const rank = ({ acquired }: ImageEntry): number => {
    const other = first?.acquired;
    if (!acquired) return 3;
    if (!other || acquired.stepId !== other.stepId) return 2;
    return acquired.groupName === other.groupName ? 0 : 1;
  };
  return entries
    .filter((entry) => entry.id !== LIVE)
    .map((entry, n) => ({ entry, n }))
    .sort((a, b) => rank(a.entry) - rank(b.entry) || (rank(a.entry) === 0 ? b.n - a.n : a.n - b.n))
    .map(({ entry }) => entry);
}

/**
 * What each of `count` cells shows: what was chosen for it, else the newest images in the first and beside them what they
 * are likely to be compared with.
 */
export function cellEntries(
  entries: readonly ImageEntry[],
  exam: CaseState,
  chosen: readonly (string | null)[],
  count: number,
): (ImageEntry | null)[] {
  const known = (n: number): ImageEntry | undefined =>
    entries.find(({ id }) => id === (chosen[n] ?? undefined));
  const cells = Array.from({ length: count }, (_, n) => known(n));
  cells[0] ??= mostWanted(entries, exam);
  for (let n = 1; n < count; n++) {
    cells[n] ??= beside(entries, cells[0]).find((entry) => !cells.some((shown) => shown?.id === entry.id));
  }
  return cells.map((entry) => entry ?? null);
}
