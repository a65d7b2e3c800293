import type { Correction, Fault, QualityFinding, QualityGrade } from './types';

/** What a check found, and what it could not judge. */
export interface Checked {
  readonly findings: readonly QualityFinding[];
  readonly notChecked: readonly string[];
}

export const nothing: Checked = { findings: [], notChecked: [] };

/** Limits of a value: `ok` up to `remark`, a repeat beyond `repeat`; downwards where `remark` lies above `repeat`. */
export interface Limits {
  readonly remark: number;
  readonly repeat: number;
}

const EDGE = 1e-9;

export function gradeOf(value: number, { remark, repeat }: Limits): QualityGrade {
  const sign = remark > repeat ? -1 : 1;
  if (sign * (value - remark) <= EDGE) return 'ok';
  return sign * (value - repeat) <= EDGE ? 'remark' : 'repeat';
}

interface Judged {
  readonly fault: Fault;
  readonly value: number;
  readonly unit: QualityFinding['unit'];
  readonly limits: Limits;
  readonly words: (grade: QualityGrade) => string;
  readonly correction?: () => Correction | undefined;
}

/** Grades a value; the correction is worked out only where there is something to correct. */
export function judge({ fault, value, unit, limits, words, correction }: Judged): QualityFinding {
  const grade = gradeOf(value, limits);
  const wanted = grade === 'ok' ? undefined : correction?.();
  return {
    ...{ fault, grade, value, unit, limit: limits.remark, sentence: words(grade) },
    ...(wanted ? { correction: wanted } : {}),
  };
}
