import type { AppState, ReplayMove } from '../../app';

/** What the plan views show while a replay is on. */
export type ReplayFrame = Pick<ReplayMove, 'groups' | 'saturationBands'>;

/** Whether the trainee's moves may be held against the AI's now: after the exam, and in practice while its plan is shown. */
export const mayReplay = ({ session, case: exam }: AppState): boolean =>
  exam.phase === 'submitted' ||
  (session?.mode === 'practice' && exam.phase === 'planning' && exam.ai.visible);

/** Asks `iso-app` for the replay, or for the end of it. */
export const askReplay = (from: HTMLElement, what: 'open' | 'close'): boolean =>
  from.dispatchEvent(new CustomEvent(`replay-${what}`, { bubbles: true }));
