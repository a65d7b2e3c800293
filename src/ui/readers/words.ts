import { armInSentence, type HumanArm } from '../../readerStudy';
import { day } from '../format';

/** What the ends and the middle of a confidence scale mean. */
export const CONFIDENCE_WORDS = { first: 'surely absent', last: 'surely present' } as const;

export const when = (ms: number): string => day(new Date(ms).toISOString());

/** `with AI, then without AI` */
export const armList = (arms: readonly HumanArm[]): string => arms.map(armInSentence).join(', then ');
