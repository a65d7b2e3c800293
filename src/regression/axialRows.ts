import { axialMeasures, calibrated, marksOf, type AxialMeasures } from '../anatomy';
import type { DiscMeasures, PhantomPatient } from '../patient';
import { canalAtDisc, type PlannedGroup, type Prescription } from '../planning';
import { RESTING_PHYSIOLOGY, sequenceByName, type Sequence, type Series } from '../scanner';
import { sliceNormal } from '../geometry';
import type { Algorithms, FoundSpine } from './algorithms';
import { readingJudgements } from './judgements';
import { discUnder } from './planes';
import type { Judgement, MetricRow } from './record';
import { errorRow } from './rows';
import { noiseSeedOf, type PhantomCase } from './suite';

/** A reduced matrix; the bandwidth makes up for the larger pixels, so that signal to noise is the preset's. */
const MATRIX = 256;

function axialSequence({ scan }: PhantomCase, group: PlannedGroup): Sequence {
  const preset = sequenceByName('t2-tse-ax', scan.fieldStrengthT);
  const bandwidthHzPerPixel = Math.round(preset.bandwidthHzPerPixel * (preset.matrixRead / MATRIX) ** 3);
  const sequence = { ...preset, matrixRead: MATRIX, matrixPhase: MATRIX, bandwidthHzPerPixel };
  // A stack that leans by more than 45° has its phase along the body.
  const [, y, z] = sliceNormal(group);
  return Math.abs(y) > Math.abs(z) ? { ...sequence, phaseEncodeDirection: 'HF' } : sequence;
}

export interface AxialResult {
  readonly series: Series | null;
  readonly rows: readonly MetricRow[];
  readonly judgements: readonly Judgement[];
}

const NOTHING: AxialResult = { series: null, rows: [], judgements: [] };

/** The axial group of the case's disc on the plan, acquired, labelled and measured against the disc it lies on. */
export async function measureAxial(
  regressionCase: PhantomCase,
  patient: PhantomPatient,
  { spine, plan }: { readonly spine: FoundSpine; readonly plan: Prescription },
  { acquire, labelAxial }: Pick<Algorithms, 'acquire' | 'labelAxial'>,
  time: <T>(stage: string, work: () => T | Promise<T>) => Promise<T>,
): Promise<AxialResult> {
  if (!labelAxial) return NOTHING;
  const { level } = regressionCase;
  const group = plan.groups.find((g) => g.kind === 'axial' && g.level === level);
  const disc = spine.discs.find((d) => d.level === level);
  const canal = disc && canalAtDisc(spine.canal, disc);
  const under = group && discUnder(group, patient.truth);
  const truth = patient.truth.measures.discs.find((d) => d.level === under?.level);
  if (!group || !disc || !canal || !truth) return NOTHING;
  const seed = noiseSeedOf(regressionCase);
  const series = await time('scan', () =>
    acquire(patient, group, axialSequence(regressionCase, group), seed + 1, {
      physiology: RESTING_PHYSIOLOGY,
    }),
  );
  const labelled = await time('segment', () => labelAxial(series.volume, canal));
  const measures = axialMeasures(labelled, { disc, canal, heightMm: disc.height });
  return {
    series,
    rows: errorRows(measures, truth),
    judgements: readingJudgements(marksOf(measures), truth),
  };
}

function errorRows({ sac, recessHeightMm }: AxialMeasures, truth: DiscMeasures): MetricRow[] {
  const { level } = truth;
  const area = sac && calibrated('sacAreaMm2', sac.areaMm2);
  return [
    ...(truth.sacAreaMm2 > 0 ? [errorRow('measure.sacArea', level, area, truth.sacAreaMm2)] : []),
    ...(['left', 'right'] as const).map((side) =>
      errorRow(
        'measure.recess',
        `${level} ${side}`,
        recessHeightMm && calibrated('recessHeightMm', recessHeightMm[side]),
        truth.recessHeightMm[side],
      ),
    ),
  ];
}
