import { share } from '../validation/markdown';
import type { MeasuredPatient } from './run';

/** One sentence's worth of a grade: how often it is found where it is and left out where it is not. */
export interface GradeRow {
  readonly title: string;
  readonly found: string;
  readonly quiet: string;
  readonly same: string;
}

/** True and found grade of one place; a place that was not measured is none. */
interface Graded {
  readonly truth: number;
  readonly found: number;
}

function gradeRow(title: string, graded: readonly Graded[]): GradeRow {
  const there = graded.filter((g) => g.truth > 0);
  const absent = graded.filter((g) => g.truth === 0);
  return {
    title,
    found: share(there.filter((g) => g.found > 0).length, there.length),
    quiet: share(absent.filter((g) => g.found === 0).length, absent.length),
    same: share(graded.filter((g) => g.found === g.truth).length, graded.length),
  };
}

/** The patient's own names of what was found, turned round. */
const foundName = ({ found }: MeasuredPatient, own: string): string | undefined =>
  [...found.names].find(([, name]) => name === own)?.[0];

function slips(patient: MeasuredPatient): Graded[] {
  return patient.truth.measures.discs.flatMap(({ level, listhesisMm, grades }) => {
    const mine = foundName(patient, level);
    const slip = patient.found.measures?.discs.find((d) => d.level === mine)?.listhesis.value;
    // Below this the product names none; what is less in the truth is none of its grades either.
    const truth = Math.abs(listhesisMm) < NAMED_FROM_MM ? 0 : grades.meyerding;
    return slip ? [{ truth, found: slip.meyerding }] : [];
  });
}

const NAMED_FROM_MM = 3;
/** Genant's grade 1 begins here. */
const FRACTURE_FROM = 0.2;

function fractures(patient: MeasuredPatient): Graded[] {
  const { truth, found } = patient;
  return truth.measures.vertebrae.flatMap(({ level }) => {
    const mine = foundName(patient, level);
    const deformity = found.measures?.vertebrae.find((v) => v.level === mine)?.deformity.value;
    const loss = truth.findings.reduce(
      (most, f) =>
        f.kind === 'compression-fracture' && f.vertebra === level ? Math.max(most, f.heightLoss) : most,
      0,
    );
    return deformity ? [{ truth: loss < FRACTURE_FROM ? 0 : 1, found: deformity.genant > 0 ? 1 : 0 }] : [];
  });
}

export const gradeRows = (patients: readonly MeasuredPatient[]): GradeRow[] => [
  gradeRow(`Meyerding, slips from ${NAMED_FROM_MM} mm`, patients.flatMap(slips)),
  gradeRow('Genant, fractures from 20 % of height', patients.flatMap(fractures)),
];
