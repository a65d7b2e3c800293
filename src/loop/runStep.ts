import type { Spine } from '../patient';
import {
  applyCorrection,
  checkSeries,
  type PlannedGroup,
  type PlannedRun,
  type QualityReport,
  type SaturationBand,
} from '../planning';
import { ESTIMATED_CONTRAST_NOTE, FIXED_CONTRAST_NOTE, type Sequence, type Series } from '../scanner';
import { analyseIfPossible } from './analyse';
import { voidDoubt } from './voids';
import type { Analysis, LoopEngines, LoopInput, LoopSeries } from './types';

/** Marrow gives signal where its fat is neither inverted nor suppressed. */
const showsMarrow = ({ kind, fatSuppression }: Sequence): boolean =>
  kind === 'TSE' && fatSuppression === 'none';

/** What the AI sees of a whole stack; metal that nobody reported is doubted where marrow shows. */
async function look(
  series: Series,
  kind: PlannedGroup['kind'],
  input: LoopInput,
  engines: LoopEngines,
): Promise<Analysis> {
  const analysis = await analyseIfPossible(series.volume, engines);
  const { labels } = analysis;
  const isAsked =
    kind === 'sagittal' &&
    showsMarrow(series.sequence) &&
    // A real volume ends where the slices may go on: there is no signal there either.
    ![FIXED_CONTRAST_NOTE, ESTIMATED_CONTRAST_NOTE].some((note) => series.notes.includes(note)) &&
    input.request.implants !== 'spinal-metal';
  const doubt = isAsked && labels ? voidDoubt(series.volume, labels) : null;
  return doubt === null ? analysis : { ...analysis, doubts: [...analysis.doubts, doubt] };
}

const NOT_LOOKED_AT: Analysis = { labels: null, spine: null, confidence: null, doubts: [] };

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

interface Take {
  readonly group: PlannedGroup;
  readonly sequence: Sequence;
  readonly companions: readonly PlannedGroup[];
}

/** What quality control asks for before the series is taken again; null when it is accepted or nothing can be changed. */
function corrected(take: Take, quality: QualityReport): Take | null {
  if (quality.verdict !== 'repeat') return null;
  const edits = quality.corrections.filter((c) => c.group === take.group.name && c.edits.length > 0);
  if (edits.length === 0) return null;
  const next = edits.reduce((to, correction) => {
    const after = applyCorrection(to.group, to.sequence, correction);
    const companions = to.companions.filter(({ name }) => !after.apartFrom.includes(name));
    return { group: after.group, sequence: after.sequence, companions };
  }, take);
  return next;
}

/** Acquires every group of a step, judges it, and takes it again once corrected when that is asked for. */
export async function runStep(step: StepRun, input: LoopInput, engines: LoopEngines): Promise<LoopSeries[]> {
  const { patient, seed, physiology, mostRepeats = 1, onProgress } = input;
  const finished: LoopSeries[] = [];
  for (const run of step.runs) {
    const groups = step.groups.filter(({ name }) => run.groups.includes(name));
    for (const [index, group] of groups.entries()) {
      let take: Take | null = {
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
        // A few angled slices show too little for the network: they are judged on the plan's own spine.
        const analysis =
          group.kind === 'axial' ? NOT_LOOKED_AT : await look(series, group.kind, input, engines);
        const quality = checkSeries({
          series,
          labels: analysis.labels,
          spine: analysis.spine,
          group: take.group,
          companions,
          saturationBands: step.saturationBands,
          request: { levels: step.levels },
          planned: step.planned,
        });
        const measures =
          (await engines.measure?.({
            ...{ series, group: take.group, planned: step.planned },
            ...{ labels: analysis.labels, spine: analysis.spine },
          })) ?? [];
        finished.push({
          ...{ step: step.name, group: take.group, companions, saturationBands: step.saturationBands },
          ...{ series, analysis, measures, quality, attempt },
        });
        take = corrected(take, quality);
      }
    }
  }
  return finished;
}
