import type { Spine } from '../patient';
import type { PlannedGroup, PlannedRun, SaturationBand } from '../planning';
import { assessSeries } from './assessSeries';
import { correctedTake, type TakePlan } from './correctedTake';
import type { LoopEngines, LoopInput, LoopSeries } from './types';

/** The same exam gives the same bytes, a repetition new noise. */
const seedOf = (seed: number, step: number, group: number, attempt: number): number =>
  (seed * 7919 + step * 101 + group * 11 + attempt) >>> 0;

/** What one protocol step acquires. */
export interface StepRun {
  readonly name: string;
  /** Place in the exam, for the noise. */
  readonly index: number;
  readonly groups: readonly PlannedGroup[];
  readonly runs: readonly PlannedRun[];
  readonly saturationBands: readonly SaturationBand[];
  /** The spine the plan was made on. */
  readonly planned: Spine;
  readonly levels: readonly NonNullable<PlannedGroup['level']>[];
}

/** Acquires every group of a step, judges it, and takes it again once corrected when that is asked for. */
export async function runStep(step: StepRun, input: LoopInput, engines: LoopEngines): Promise<LoopSeries[]> {
  const { patient, seed, physiology, mostRepeats = 1, onProgress } = input;
  const finished: LoopSeries[] = [];
  for (const run of step.runs) {
    const groups = step.groups.filter(({ name }) => run.groups.includes(name));
    for (const [index, group] of groups.entries()) {
      let take: TakePlan | null = {
        group,
        sequence: run.sequence,
        companions: groups.filter((other) => other !== group),
      };
      for (let attempt = 1; take && attempt <= 1 + mostRepeats; attempt++) {
        onProgress?.(`${step.name} ${take.group.name}${attempt > 1 ? ', again' : ''}`);
        const { companions } = take;
        const series = await engines.acquire(
          patient,
          take.group,
          take.sequence,
          seedOf(seed, step.index, index, attempt),
          {
            companions,
            saturationBands: step.saturationBands,
            ...(physiology ? { physiology } : {}),
          },
        );
        const { analysis, axialLabels, quality, measures } = await assessSeries(
          {
            ...{ series, group: take.group, companions, saturationBands: step.saturationBands },
            ...{ levels: step.levels, planned: step.planned },
            isMetalReported: input.request.implants === 'spinal-metal',
          },
          engines,
        );
        finished.push({
          ...{ step: step.name, group: take.group, companions, saturationBands: step.saturationBands },
          ...{ series, analysis, axialLabels, measures, quality, attempt },
        });
        take = quality.verdict === 'repeat' ? correctedTake(take, quality) : null;
      }
    }
  }
  return finished;
}
