import { msg, str } from '@lit/localize';
import { armInSentence, ARM_TITLES, type HumanArm, type StudyArm } from '../../readerStudy';
import { day } from '../format';
import { said } from '../language';

/** What the ends of a confidence scale mean. */
export const confidenceWords = () => ({ first: msg('surely absent'), last: msg('surely present') });

export const when = (ms: number): string => day(new Date(ms).toISOString());

export const armTitle = (arm: StudyArm): string => said(ARM_TITLES[arm]);

export const armWithin = (arm: StudyArm): string => said(armInSentence(arm));

/** `with AI, then without AI` */
export const armList = (arms: readonly HumanArm[]): string =>
  arms.map(armWithin).reduce((before, arm) => msg(str`${before}, then ${arm}`));
