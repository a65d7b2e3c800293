import type { SpineEstimate } from '../anatomy';
import {
  generateProtocol,
  type ExamProtocol,
  implantDoubts,
  planAutomatically,
  PLANNING_DEFAULTS,
  type PlannerOptions,
  type ProtocolStep,
} from '../planning';
import { localizerGroups, sequenceByName } from '../scanner';
import { analyse } from './analyse';
import { runStep } from './runStep';
import type { LoopEngines, LoopInput, LoopPlan, LoopResult, LoopSeries } from './types';

const LOCALIZER = 'localizer-gre';

/** The localizer's sagittal stack, in which the AI finds the spine. @throws what segmentation or anatomy refuse */
async function localize(
  { patient, request, seed, onProgress }: LoopInput,
  engines: LoopEngines,
): Promise<LoopSeries & { readonly analysis: { readonly spine: SpineEstimate } }> {
  onProgress?.('localizer');
  const group = { ...localizerGroups(patient).sagittal, kind: 'sagittal' as const };
  const sequence = sequenceByName(LOCALIZER, request.fieldStrengthT);
  const series = await engines.acquire(patient, group, sequence, seed, {});
  const analysis = await analyse(series.volume, engines);
  return {
    ...{ step: 'localizer', group, companions: [], saturationBands: [] },
    ...{ series, analysis, axialLabels: null, measures: [], quality: null, attempt: 1 },
  };
}

/** What is known of the spine so far, and from which image. */
interface Known {
  readonly spine: SpineEstimate;
  readonly from: string;
}

/** Sagittal stacks are planned on the localizer, everything else on the exam's own sagittal series, once there is one. */
function planFor(step: ProtocolStep, localizer: Known, best: Known, timeLimitS: number): LoopPlan {
  const on = step.kind === 'sagittal' ? localizer : best;
  const options: PlannerOptions = {
    turn: step.kind === 'sagittal' ? 'localizer' : 'sagittal-series',
    kinds: [step.kind],
    sequences: { [step.kind]: step.sequence },
    timeLimitS: { [step.kind]: timeLimitS },
    discConfidence: on.spine.discConfidence,
    levelConfidence: on.spine.levelConfidence,
    ...(step.style ? { axialStyle: step.style } : {}),
    ...(step.levels ? { levels: step.levels } : {}),
    ...(step.through ? { through: step.through } : {}),
  };
  return { step: step.name, on: on.from, plan: planAutomatically(on.spine, options) };
}

/** Scanning that the budget leaves a step, s: localizer, adjustments and what later steps take on a usual patient are kept for them. */
function timeLeftS(
  { request }: LoopInput,
  protocol: ExamProtocol,
  later: readonly ProtocolStep[],
  spentS: number,
): number {
  const sumS = (steps: readonly ProtocolStep[]): number => steps.reduce((sum, s) => sum + s.scanTimeS, 0);
  const besidesS = protocol.totalTimeS - sumS(protocol.steps);
  return Math.max(0, request.timeBudgetS - besidesS - spentS - sumS(later));
}

/** Series that were not accepted in the end, in words. */
const refusals = (series: readonly LoopSeries[]): string[] =>
  series
    .filter(
      (s) =>
        s.quality?.verdict === 'repeat' &&
        !series.some((o) => o.step === s.step && o.group.name === s.group.name && o.attempt > s.attempt),
    )
    .map((s) => {
      const worst = s.quality?.findings.find(({ grade }) => grade === 'repeat');
      return `${s.step} ${s.group.name} was not accepted: ${worst?.sentence ?? ''}`;
    });

/** Keeps sentences in the order in which they become known, each once, and passes them on at once. */
function announcer({ onAnnounce }: LoopInput): {
  tell: (sentences: readonly string[]) => void;
  told: Set<string>;
} {
  const told = new Set<string>();
  const tell = (sentences: readonly string[]): void => {
    for (const sentence of sentences) {
      if (told.has(sentence)) continue;
      told.add(sentence);
      onAnnounce?.(sentence);
    }
  };
  return { tell, told };
}

/**
 * The closed loop: localizer → spine → sagittal stacks → each series judged, corrected and, where asked for, taken again → the spine
 * of the sagittal series → coronal and axial groups.
 * @throws IsocenterError when no spine is found in the localizer, or the request is not possible
 */
export async function runLoop(input: LoopInput, engines: LoopEngines): Promise<LoopResult> {
  const protocol = generateProtocol(input.request, input.protocols);
  const steps = protocol.steps.filter(
    ({ name }) => input.onlySteps === undefined || input.onlySteps.includes(name),
  );
  const { tell, told } = announcer(input);
  tell([...implantDoubts(input.request.implants), ...protocol.unmet]);
  const localizer = await localize(input, engines);
  tell(localizer.analysis.doubts);
  const first: Known = { spine: localizer.analysis.spine, from: 'localizer' };
  let best = first;
  const plans: LoopPlan[] = [];
  const series: LoopSeries[] = [];
  let spentS = 0;
  for (const [index, step] of steps.entries()) {
    const planned = planFor(step, first, best, timeLeftS(input, protocol, steps.slice(index + 1), spentS));
    plans.push(planned);
    tell(planned.plan.unmet);
    const { prescription, steps: runs } = planned.plan;
    const groups = prescription.groups.filter(({ kind }) => kind === step.kind);
    const ownRuns = runs.filter((run) => run.groups.some((name) => groups.some((g) => g.name === name)));
    const acquired = await runStep(
      {
        ...{ name: step.name, index, groups, runs: ownRuns },
        saturationBands: step.sequence.kind === 'bSSFP' ? [] : prescription.saturationBands,
        planned: step.kind === 'sagittal' ? first.spine : best.spine,
        levels: step.levels ?? PLANNING_DEFAULTS.axial.levels,
      },
      input,
      engines,
    );
    series.push(...acquired);
    const runTimeS = (name: string): number =>
      ownRuns.find((run) => run.groups.includes(name))?.scanTimeS ?? 0;
    spentS += ownRuns.reduce((sum, run) => sum + run.scanTimeS, 0);
    // A series that was taken again took its run's time again.
    for (const { attempt, group } of acquired) if (attempt > 1) spentS += runTimeS(group.name);
    tell([...acquired.flatMap(({ analysis }) => analysis.doubts), ...refusals(acquired)]);
    // The first sagittal series in which the spine is found is what the rest is planned on: T2 comes first where canal matters.
    const seen = acquired.findLast((s) => s.group.kind === 'sagittal' && s.analysis.spine !== null);
    if (best === first && seen?.analysis.spine) best = { spine: seen.analysis.spine, from: seen.step };
  }
  return {
    ...{ protocol, localizer, plans, series, spine: best.spine },
    announced: [...told],
  };
}
