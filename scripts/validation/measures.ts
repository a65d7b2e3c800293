import { agreementRow } from '../measures/agreement';
import { gradeRows } from '../measures/grades';
import { fill, measurePatient, seedsOf, shippedKey, type MeasuredPatient, type Plan } from '../measures/run';
import { shippedNames } from '../evaluate/model';
import { isCounted, SAGITTAL_MEASURES } from '../../src/regression';
import type { Value } from '../measures/values';
import { table } from './markdown';

/** Scans and labels are kept here, outside the project: the next run goes on from them. */
const PLAN: Plan = {
  work: process.env['ISOCENTER_MEASURES'] ?? '/tmp/isocenter-measures',
  firstSeed: 3000,
  patients: 100,
  jobs: 2,
};
/** Set to anything, the page is written from what is there already. */
const KEPT_ONLY = process.env['ISOCENTER_KEPT_ONLY'] !== undefined;

const isLumbar = ({ where }: Value): boolean => where === 'spine' || where.startsWith('L');

/** A curve between miscounted levels is left out: it would be another's. */
const isComparable = (patient: MeasuredPatient, { where }: Value): boolean =>
  where !== 'spine' || isCounted(patient.found.names);

/** Measures by the product on phantoms scanned twice, against what was painted. */
export async function measuresPart(): Promise<string> {
  if (!KEPT_ONLY) await fill(PLAN);
  const key = shippedKey();
  const patients = seedsOf(PLAN).flatMap((seed) => measurePatient(PLAN.work, key, seed) ?? []);
  if (patients.length === 0) throw new Error(`nothing was measured in ${PLAN.work}`);
  const values = patients.flatMap((p) => p.values.filter((v) => isLumbar(v) && isComparable(p, v)));
  const rows = Object.entries(SAGITTAL_MEASURES).map(([measure, how]) =>
    agreementRow(
      how,
      values.filter((v) => v.measure === measure),
    ),
  );
  const refused = patients.filter((p) => !p.found.measures).length;
  const miscounted = patients.filter((p) => p.found.measures && !isCounted(p.found.names)).length;
  const last = patients.at(-1)?.seed ?? PLAN.firstSeed;
  return `${patients.length} unseen phantoms of the clinic population (seeds ${PLAN.firstSeed}–${last}; constants were fitted on seeds 1000–1009), scanned as
sagittal T2 with noise, breathing and heart beat, labelled by ${shippedNames()}, and measured by \`sagittalMeasures\`; then
again with other noise, the patient turned by up to 3° about and shifted by up to 4 mm along each axis. Truth was measured on the painted
patient. Lumbar levels, each counted by itself; found levels are held against the nearest true ones, whatever their names.
Refused: ${refused}. Miscounted levels (four or six lumbar vertebrae): ${miscounted}; lordosis and Cobb angle of these are left out.

Bias (95 % interval) and limits of agreement after Bland and Altman; within-subject standard deviation and repeatability
coefficient of the two scans; on the right the same measures on the true labels of each image's grid, which cost the networks nothing.

${table(
  [
    ...['measure', 'n', 'not measured', 'bias', 'limits of agreement', 'within-subject SD', 'repeatability'],
    ...['true labels: bias', 'true labels: limits'],
  ],
  rows.map((r) => [
    ...[r.title, String(r.count), String(r.missing), r.bias, r.limits, r.withinSd, r.coefficient],
    ...[r.biasOnTruth, r.limitsOnTruth],
  ]),
)}

${table(
  ['grade', 'found where it is', 'none where none is', 'same grade'],
  gradeRows(patients).map((r) => [r.title, r.found, r.quiet, r.same]),
)}`;
}
