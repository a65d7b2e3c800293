import { join } from 'node:path';
import { writeNifti } from '../io';
import type { LoopResult, LoopSeries } from '../loop';
import type { Patient } from '../patient';
import { serializePrescription, type PlannedGroup } from '../planning';
import { dicomFiles, type Physiology } from '../scanner';
import { writeBytes } from './files';
import type { AskedExam } from './loopRequest';
import { reportHtml } from './loopReport';
import { truthText } from './phantom';

/** A finished exam with everything that its files say. */
export interface FinishedExam {
  readonly asked: AskedExam;
  readonly patient: Patient;
  readonly seed: number;
  readonly physiology?: Physiology;
  readonly result: LoopResult;
}

/** A series under the name its files bear. */
export interface NamedSeries extends LoopSeries {
  readonly name: string;
}

const nameOf = ({ step, group, attempt }: LoopSeries, index: number): string =>
  [
    String(index + 1).padStart(2, '0'),
    ...(group.name.startsWith(step) ? [] : [step]),
    group.name,
    ...(attempt > 1 ? ['again'] : []),
  ].join('-');

/** The localizer and all series in the order of the exam, as files name them. */
export const namedSeries = ({ localizer, series }: LoopResult): NamedSeries[] =>
  [localizer, ...series].map((s, index) => ({ ...s, name: nameOf(s, index) }));

/** The groups as they were acquired in the end, each name once: what `score` takes as a plan. */
function acquiredPlan({ series }: LoopResult): string {
  const last = new Map<string, LoopSeries>();
  for (const s of series) {
    const known = last.get(s.group.name);
    if (!known || known.step === s.step) last.set(s.group.name, s);
  }
  const groups: PlannedGroup[] = [...last.values()].map(({ group }) => group);
  const saturationBands = series.find((s) => s.saturationBands.length > 0)?.saturationBands ?? [];
  return serializePrescription({ schemaVersion: 1, groups, saturationBands });
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** What a program wants to know of the exam beside its images. */
function summary({ asked, patient, seed, result }: FinishedExam, series: readonly NamedSeries[]): unknown {
  const { request, protocol } = asked;
  return {
    schemaVersion: 1,
    ...{ patient: patient.name, seed, request, announced: result.announced },
    protocol: protocol.steps.map(({ name, sequence, kind, reason, scanTimeS, changes }) => ({
      ...{ name, sequence: sequence.name, kind, reason, scanTimeS, changes },
    })),
    plans: result.plans.map(({ step, on, plan: { decisions, unmet, steps } }) => ({
      ...{ step, on, decisions, unmet },
      runs: steps.map(({ groups, scanTimeS }) => ({ groups, scanTimeS })),
    })),
    series: series.map(({ name, step, group, attempt, quality, analysis, series: { scanTimeS, notes } }) => ({
      ...{ name, step, group: group.name, attempt, verdict: quality?.verdict ?? null },
      ...{ confidence: analysis.confidence, doubts: analysis.doubts, scanTimeS, notes },
    })),
  };
}

/**
 * Writes an exam into a folder: `report.html`, `loop.json`, `plan.json` (the groups as acquired), `measures.json`,
 * `plans/STEP.json`, `series/NN-…/*.dcm`, `segmentations/NN-….nii.gz` (`LABEL`, of axial series `AXIAL_LABEL`), `quality/NN-….json`, and `truth.json` of a phantom.
 */
export async function writeExam(folder: string, exam: FinishedExam): Promise<void> {
  const { asked, patient, seed, physiology, result } = exam;
  const series = namedSeries(result);
  const write = (name: string, content: Uint8Array | string): Promise<void> =>
    writeBytes(join(folder, name), content);
  for (const [
    index,
    { name, series: acquired, companions, saturationBands, analysis, axialLabels, quality },
  ] of series.entries()) {
    const files = await dicomFiles(acquired, {
      ...{ patientName: patient.name, saturationBands, companions, further: physiology },
      ...{ exam: JSON.stringify(['loop', patient.name, seed, asked.request]), number: index + 1 },
    });
    for (const file of files) await write(join('series', name, file.name), file.bytes);
    const labels = analysis.labels ?? axialLabels;
    if (labels) await write(`segmentations/${name}.nii.gz`, writeNifti(labels, { gzip: true }));
    if (quality) await write(`quality/${name}.json`, json(quality));
  }
  for (const { step, plan } of result.plans)
    await write(`plans/${step}.json`, serializePrescription(plan.prescription));
  await write('plan.json', acquiredPlan(result));
  await write('measures.json', json(series.map(({ name, measures }) => ({ series: name, measures }))));
  if (patient.kind === 'phantom') await write('truth.json', truthText(patient, seed));
  await write('loop.json', json(summary(exam, series)));
  await write('report.html', reportHtml(exam, series));
}
