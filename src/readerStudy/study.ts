import { z } from 'zod';
import { digestOf, discLevel, kebab, sentence } from '../exercise';
import { IsocenterError } from '../geometry';

/** Read by the AI alone, by a person who sees what it found, or by a person alone. */
export const STUDY_ARMS = ['automatic', 'with-ai', 'manual'] as const;
export type StudyArm = (typeof STUDY_ARMS)[number];
/** Arms that people read in. */
export type HumanArm = Exclude<StudyArm, 'automatic'>;

/** What the AI signs its readings with. */
export const AUTOMATIC_READER = 'automatic';

/** First and last step of each confidence scale: from surely absent to surely present. */
export const CONFIDENCE_SCALES = { '1-5': [1, 5], '1-6': [1, 6], '0-100': [0, 100] } as const;
export type ConfidenceScale = keyof typeof CONFIDENCE_SCALES;

const seed = z.int().min(0);

const caseSchema = z.strictObject({
  /** Unique in the study. */
  id: kebab,
  patient: z.union([
    /** One of `phantoms/`. */
    z.strictObject({ phantom: sentence, seed }),
    /** A draw from one of `phantoms/populations/`, by its name. */
    z.strictObject({ population: kebab, seed }),
  ]),
  /** Read of this case; the study's when left out. */
  levels: z.array(discLevel).min(1).optional(),
});

const readerSchema = z.strictObject({
  /** Unique in the study. */
  id: kebab.refine((id) => id !== AUTOMATIC_READER, `"${AUTOMATIC_READER}" is the AI`),
  name: sentence,
});

export const studySchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    id: kebab,
    title: sentence,
    description: sentence.optional(),
    cases: z.array(caseSchema).min(1),
    /** Discs that are read, top to bottom. */
    levels: z.array(discLevel).min(1),
    /** Names of sequences of the scanner, one sagittal through the spine, one axial at each level. */
    sequences: z.strictObject({ sagittal: kebab, axial: kebab }),
    arms: z.array(z.enum(STUDY_ARMS)).min(1),
    readers: z.array(readerSchema).min(1),
    /** Of the order of cases and arms. */
    seed,
    /** Before a case is read in another arm. */
    washOutDays: z.number().min(0),
    /** After so many cases a break is offered; never when left out. */
    casesPerSession: z.int().positive().optional(),
    confidence: z.strictObject({
      scale: z.enum(Object.keys(CONFIDENCE_SCALES) as [ConfidenceScale, ...ConfidenceScale[]]),
      /** A confidence from here on says that the finding is present. */
      positiveFrom: z.number(),
    }),
    /** Whether what the AI found is there from the start, or only after a first impression was given. */
    aiShown: z.enum(['at-once', 'after-first-impression']),
  })
  .superRefine((study, context) => {
    const fail = (path: (string | number)[], message: string): void =>
      context.addIssue({ code: 'custom', path, message });
    const unique = (path: (string | number)[], values: readonly unknown[]): void => {
      if (new Set(values).size < values.length) fail(path, 'must not name anything twice');
    };
    unique(['arms'], study.arms);
    unique(['levels'], study.levels);
    unique(
      ['cases'],
      study.cases.map(({ id }) => id),
    );
    unique(
      ['readers'],
      study.readers.map(({ id }) => id),
    );
    study.cases.forEach(({ levels }, i) => levels && unique(['cases', i, 'levels'], levels));
    const [first, last] = CONFIDENCE_SCALES[study.confidence.scale];
    if (study.confidence.positiveFrom <= first || study.confidence.positiveFrom > last)
      fail(['confidence', 'positiveFrom'], `must lie above ${first} and not above ${last}`);
  });

export type ReaderStudy = z.infer<typeof studySchema>;
export type StudyCase = ReaderStudy['cases'][number];
export type StudyReader = ReaderStudy['readers'][number];

/** Reads a study file. @throws IsocenterError `study-invalid`, naming the first wrong field */
export function parseStudy(json: unknown): ReaderStudy {
  const result = studySchema.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.path.join('.') ?? '';
  throw new IsocenterError(
    'study-invalid',
    `The study file cannot be used (${field === '' ? 'file' : field}: ${issue?.message ?? 'damaged'}).`,
    'Compare it with one of scenarios/studies/.',
  );
}

export const levelsOf = (study: ReaderStudy, { levels }: StudyCase): ReaderStudy['levels'] =>
  levels ?? study.levels;

/** Arms that people read in, as the file lists them. */
export const humanArms = ({ arms }: ReaderStudy): HumanArm[] =>
  arms.filter((arm): arm is HumanArm => arm !== 'automatic');

/**
 * Digest of everything that readings depend on: readings of two studies that differ in it do not belong together. Words and people's
 * names are left out, so that a misspelt title does not end a study.
 */
export function studyFingerprint({ title: _, description: __, readers, ...study }: ReaderStudy): string {
  return digestOf({ ...study, readers: readers.map(({ id }) => id) });
}
