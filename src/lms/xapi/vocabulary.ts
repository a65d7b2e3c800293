// Verbs and types of activities are ADL's; only what they have no word for has an IRI of the program's own.

const ADL_VERBS = 'http://adlnet.gov/expapi/verbs';
const ADL_TYPES = 'http://adlnet.gov/expapi/activities';

/** A host that can never exist (RFC 2606): the names are the program's own, and nobody else can come to own them. */
export const BASE = 'https://isocenter.invalid/xapi';

const verb = (name: string) => ({ id: `${ADL_VERBS}/${name}`, display: { 'en-GB': name } });

export const VERBS = {
  launched: verb('launched'),
  initialized: verb('initialized'),
  resumed: verb('resumed'),
  interacted: verb('interacted'),
  completed: verb('completed'),
  passed: verb('passed'),
  failed: verb('failed'),
  scored: verb('scored'),
  suspended: verb('suspended'),
  terminated: verb('terminated'),
} as const;
export type VerbName = keyof typeof VERBS;

export const TYPES = {
  /** A scenario. */
  simulation: `${ADL_TYPES}/simulation`,
  /** One of its tasks, or the criteria of a slice group. */
  performance: `${ADL_TYPES}/performance`,
  /** A series of its protocol. */
  interaction: `${ADL_TYPES}/interaction`,
  /** A competency. */
  objective: `${ADL_TYPES}/objective`,
  /** A module of the curriculum. */
  module: `${ADL_TYPES}/module`,
  profile: `${ADL_TYPES}/profile`,
} as const;

export const PROFILE = `${BASE}/profile/1.1`;

/** Account of a trainee's identifier. */
export const TRAINEES = `${BASE}/trainees`;

export const EXTENSIONS = {
  /** Of a result: credit by competency, 0 … 1. */
  competencies: `${BASE}/extensions/competencies`,
  /** Of a result: mistakes with which the exam does not pass, sentences. */
  criticalErrors: `${BASE}/extensions/critical-errors`,
  /** Of a result: `manual`, `ai` or `ai-edited`. */
  arm: `${BASE}/extensions/arm`,
  /** Of a context: `practice`, `exercise` or `assessment`. */
  mode: `${BASE}/extensions/mode`,
  /** Of a context: whether the AI's plan was seen before submitting. */
  aiPlanSeen: `${BASE}/extensions/ai-plan-seen`,
} as const;
