import { FIXED_CONTRAST_NOTE } from '../../scanner';
import type { LabelVolume } from '../../volume';
import { checkAxial } from './axial';
import { checkBands } from './bands';
import { checkClipping } from './clipping';
import { checkCrossing } from './crossing';
import { checkFat } from './fat';
import type { Checked } from './grade';
import { checkMotion } from './motion';
import { checkNoise } from './noise';
import { referenceSpine } from './reference';
import { labelsOnSeries, phaseSlices } from './slices';
import type {
  Correction,
  QualityFinding,
  QualityGrade,
  QualityInput,
  QualityReport,
  QualityVerdict,
} from './types';
import { checkWhole } from './whole';
import { checkWrap } from './wrap';

/** Everything that follows from where the stack lies. */
function checkPlace(input: QualityInput, labels: LabelVolume | null): Checked[] {
  const reference = referenceSpine(input);
  if (!reference)
    return [{ findings: [], notChecked: ['Coverage, angulation and levels: no spine is known.'] }];
  return [
    input.group.kind === 'axial' ? checkAxial(input, reference) : checkWhole(input, reference),
    checkClipping(input, labels, reference),
    checkCrossing(input, labels, reference.canal),
    checkBands(input, reference),
  ];
}

/** Everything that is seen in the images alone. */
function checkImages(input: QualityInput, labels: LabelVolume | null): Checked[] {
  if (input.series.notes.includes(FIXED_CONTRAST_NOTE))
    return [
      { findings: [], notChecked: ['Motion, noise, fold-over and fat: the images were not acquired here.'] },
    ];
  const slices = phaseSlices(input.series, labels);
  return [
    checkWrap(input, slices),
    checkMotion(input, slices),
    checkNoise(input, slices),
    checkFat(input, slices),
  ];
}

const SEVERITY: Readonly<Record<QualityGrade, number>> = { repeat: 2, remark: 1, ok: 0 };

function verdictOf(findings: readonly QualityFinding[]): QualityVerdict {
  const worst = Math.max(0, ...findings.map(({ grade }) => SEVERITY[grade]));
  return worst === 2 ? 'repeat' : worst === 1 ? 'accept-with-remark' : 'accept';
}

/** Those of the worst findings first, each once. */
function correctionsOf(findings: readonly QualityFinding[]): Correction[] {
  const all = [...findings]
    .sort((a, b) => SEVERITY[b.grade] - SEVERITY[a.grade])
    .flatMap(({ correction }) => correction ?? []);
  return all.filter((c, i) => all.findIndex(({ words }) => words === c.words) === i);
}

/**
 * Judges a finished series: does it show what it was planned for, and is the image sound? Every check says what it measured,
 * where its limit lies and what to change; what could not be judged is said too.
 */
export function checkSeries(input: QualityInput): QualityReport {
  const labels = labelsOnSeries(input.series, input.labels);
  const checked = [...checkPlace(input, labels), ...checkImages(input, labels)];
  const findings = checked.flatMap((c) => c.findings);
  return {
    verdict: verdictOf(findings),
    findings,
    corrections: correctionsOf(findings),
    notChecked: checked.flatMap((c) => c.notChecked),
  };
}
