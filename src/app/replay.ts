import { AI_SHOWN, LOCALIZED, RESUMED, withChange, type AttemptEvent } from '../exercise';
import type { PlannedGroup, SaturationBand } from '../planning';

/** One moment of an exam at which the plan changed. */
export interface ReplayMove {
  /** Since the first image, without the time the exam was left, s. */
  readonly atS: number;
  /** As in the undo menu. */
  readonly what: string;
  readonly way: 'made' | 'undone' | 'redone';
  /** The group that changed most plainly: the first named; null where it was bands alone, or a group was taken away. */
  readonly group: string | null;
  readonly groups: readonly PlannedGroup[];
  readonly saturationBands: readonly SaturationBand[];
}

/** Something else that a timeline shows: when a series was started, when the AI's plan came on screen. */
export interface ReplayMark {
  readonly atS: number;
  readonly what: 'run' | typeof AI_SHOWN;
  /** Of a run: id of its step. */
  readonly detail: string;
}

export interface Replay {
  /** In their order; the first image, with an empty plan, stands before all. */
  readonly moves: readonly ReplayMove[];
  readonly marks: readonly ReplayMark[];
  /** Until the last move. */
  readonly lengthS: number;
}

const MARKS = ['run', AI_SHOWN] as const;

const seconds = (iso: string | undefined): number => Date.parse(iso ?? '') / 1000;

const wayOf = ({ what, detail = '' }: AttemptEvent): ReplayMove['way'] =>
  what === 'undo' || detail.startsWith('undo: ')
    ? 'undone'
    : what === 'redo' || detail.startsWith('redo: ')
      ? 'redone'
      : 'made';

/**
 * An exam's planning, move by move, from its log. Null where the log does not tell how the plan lay: those of records before it
 * was kept, and of exams in which nothing was planned.
 */
export function replayOf(events: readonly AttemptEvent[]): Replay | null {
  const startS = seconds(events.find(({ what }) => what === LOCALIZED)?.at);
  if (Number.isNaN(startS) || !events.some(({ change }) => change)) return null;
  const marks: ReplayMark[] = [];
  const first: ReplayMove = {
    ...{ atS: 0, what: '', way: 'made', group: null },
    ...{ groups: [], saturationBands: [] },
  };
  const moves = [first];
  let [awayS, laid] = [0, first as Pick<ReplayMove, 'groups' | 'saturationBands'>];
  for (const event of events) {
    const { at, what, detail = '', change } = event;
    if (what === RESUMED) awayS += Math.max(0, seconds(at) - seconds(detail)) || 0;
    const atS = Math.max(0, seconds(at) - startS - awayS);
    const mark = MARKS.find((known) => known === what);
    if (mark) marks.push({ atS, what: mark, detail });
    if (!change) continue;
    laid = withChange(laid, change);
    const words = detail.replace(/^(undo|redo): /, '');
    const group = change.groups?.[0]?.name ?? null;
    moves.push({ atS, what: words, way: wayOf(event), group, ...laid });
  }
  return { moves, marks, lengthS: moves.at(-1)?.atS ?? 0 };
}

/** The last move made at or before a time. */
export const moveAt = ({ moves }: Pick<Replay, 'moves'>, atS: number): number =>
  Math.max(
    0,
    moves.findLastIndex((move) => move.atS <= atS),
  );

/** Longest wait that a replay shows, s: while somebody thinks, nothing is to be seen. */
export const LONGEST_WAIT_S = 4;

/** When moves happen in a replay in which nobody waits long, s; as many as there are moves. The map keeps their order. */
export function shownTimes({ moves }: Pick<Replay, 'moves'>, longestS = LONGEST_WAIT_S): number[] {
  let shownS = 0;
  return moves.map(({ atS }, i) => (shownS += Math.min(longestS, atS - (moves[i - 1]?.atS ?? 0))));
}
