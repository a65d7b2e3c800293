import type { Spine } from '../patient';
import type { DiscLevel } from '../volume';
import { rate } from './bands';
import type { Rubric } from './rubric';
import type { GroupScore, PlaneError } from './types';

/** How sure the AI is of its own anatomy, 0 … 1, as `anatomy` gives it. */
export interface ReferenceConfidence {
  readonly discs: Readonly<Partial<Record<DiscLevel, number>>>;
  readonly levels: number;
}

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

/** The AI's plane of this disc is too unsure to hold anybody against it. */
export const unsurePlane = (
  level: DiscLevel | null,
  confidence: ReferenceConfidence | undefined,
  { unsure }: Rubric,
): boolean => level !== null && (confidence?.discs[level] ?? 1) < unsure.planeBelow;

export const unsureLevels = (confidence: ReferenceConfidence | undefined, { unsure }: Rubric): boolean =>
  (confidence?.levels ?? 1) < unsure.levelsBelow;

const isWrong = (error: PlaneError, { axial, passFraction }: Rubric): boolean =>
  [
    rate(error.sagittalTiltDeg, axial.sagittalTilt, passFraction),
    rate(error.coronalTiltDeg, axial.coronalTilt, passFraction),
    rate(error.offsetMm, axial.offset, passFraction),
  ].some(({ band }) => band === 'partial' || band === 'fail');

/** What is known of a patient whose truth is: and where the AI is wrong, as with metal or fused vertebrae. */
function knownTruth(groups: readonly GroupScore[], rubric: Rubric): string[] {
  const sentences = groups.flatMap(({ name, level, ai, againstTruth, referenceAgainstTruth: error }) => {
    if (!level || !againstTruth) return [];
    if (ai?.levelError) return [`The AI has the wrong level: ${ai.levelError}`];
    if (!error || !isWrong(error, rubric)) return [];
    const { tiltDeg, offsetMm } = error;
    return [
      `The AI is wrong at ${name}: its plane lies ${tiltDeg.toFixed(1)}° and ${Math.abs(offsetMm).toFixed(1)} mm off the disc. Your mark comes from the true anatomy.`,
    ];
  });
  return ['The true anatomy of this patient is known: every plan is held against it.', ...sentences];
}

function knownReference(
  groups: readonly GroupScore[],
  confidence: ReferenceConfidence | undefined,
  rubric: Rubric,
): string[] {
  const planes = groups.flatMap(({ name, level }) =>
    level && unsurePlane(level, confidence, rubric)
      ? [
          `The AI is unsure of ${name} (${percent(confidence?.discs[level] ?? 0)}): what differs from its plane there is not marked.`,
        ]
      : [],
  );
  const levels =
    confidence && unsureLevels(confidence, rubric)
      ? [
          `The AI is unsure how to count the levels (${percent(confidence.levels)}): another name is not marked.`,
        ]
      : [];
  return [
    'The true anatomy of this patient is not known: plans are held against the AI’s reading of it.',
    ...levels,
    ...planes,
  ];
}

/** What the plan was held against, and where that itself is wrong or unsure. */
export function whatIsKnown(
  groups: readonly GroupScore[],
  truth: Spine | undefined,
  confidence: ReferenceConfidence | undefined,
  rubric: Rubric,
): string[] {
  return truth ? knownTruth(groups, rubric) : knownReference(groups, confidence, rubric);
}
