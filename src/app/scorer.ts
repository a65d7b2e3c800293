import { scoreExam } from '../exercise';
import type { ScorerEngine } from './engines';

/** Scores in the page itself: it takes a few milliseconds. */
export const scorer: ScorerEngine = { score: scoreExam };
