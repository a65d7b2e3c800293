import type { Spine } from '../patient';
import { checkSeries, type PlannedGroup, type QualityReport, type SaturationBand } from '../planning';
import { ESTIMATED_CONTRAST_NOTE, FIXED_CONTRAST_NOTE, type Sequence, type Series } from '../scanner';
import type { DiscLevel, LabelVolume } from '../volume';
import { analyseIfPossible } from './analyse';
import { measureAxialSeries, measuredDisc, measureSagittalSeries } from './measures';
import type { Analysis, LoopEngines, SeriesMeasure } from './types';
import { voidDoubt } from './voids';

/** A finished series and how it came about. */
export interface Take {
  readonly series: Series;
  readonly group: PlannedGroup;
  readonly companions: readonly PlannedGroup[];
  readonly saturationBands: readonly SaturationBand[];
  /** Discs it is to show; the planner's when left out. */
  readonly levels?: readonly DiscLevel[];
  /** The spine the plan was made on; absent where none is known. */
  readonly planned?: Spine | undefined;
  /** Metal that is known of is not doubted again. */
  readonly isMetalReported: boolean;
}

/** What is known of a series at its end. */
export interface AssessedSeries {
  readonly analysis: Analysis;
  /** `AXIAL_LABEL` on the slices of an axial stack; null where they were not labelled. */
  readonly axialLabels: LabelVolume | null;
  readonly quality: QualityReport;
  /** Empty where nothing is measured. */
  readonly measures: readonly SeriesMeasure[];
}

/** Marrow gives signal where its fat is neither inverted nor suppressed. */
const showsMarrow = ({ kind, fatSuppression }: Sequence): boolean =>
  kind === 'TSE' && fatSuppression === 'none';

/** A real volume ends where the slices may go on: no signal there tells nothing. */
const isAcquiredHere = ({ notes }: Series): boolean =>
  ![FIXED_CONTRAST_NOTE, ESTIMATED_CONTRAST_NOTE].some((note) => notes.includes(note));

/** What the AI sees of a whole stack; metal that nobody reported is doubted where marrow shows. */
async function look(
  { series, group, isMetalReported }: Take,
  engines: Pick<LoopEngines, 'segment'>,
): Promise<Analysis> {
  const analysis = await analyseIfPossible(series.volume, engines);
  const { labels } = analysis;
  const isAsked =
    group.kind === 'sagittal' && showsMarrow(series.sequence) && isAcquiredHere(series) && !isMetalReported;
  const doubt = isAsked && labels ? voidDoubt(series.volume, labels) : null;
  return doubt === null ? analysis : { ...analysis, doubts: [...analysis.doubts, doubt] };
}

const NOT_LOOKED_AT: Analysis = { labels: null, spine: null, confidence: null, doubts: [] };

/** Looks at a finished series where there is a network to look with, judges it and measures what it shows. */
export async function assessSeries(
  take: Take,
  engines: Partial<Pick<LoopEngines, 'segment' | 'labelAxial'>>,
): Promise<AssessedSeries> {
  const { series, group, companions, saturationBands, levels, planned } = take;
  const { segment, labelAxial } = engines;
  // A few angled slices show too little for the network: they are judged on the plan's own spine.
  const analysis = group.kind === 'axial' || !segment ? NOT_LOOKED_AT : await look(take, { segment });
  const { labels, spine } = analysis;
  const quality = checkSeries({
    ...{ series, labels, spine, group, companions, saturationBands },
    ...(levels ? { request: { levels } } : {}),
    ...(planned ? { planned } : {}),
  });
  const seen = { series, group, planned, labels, spine };
  const place = labelAxial ? measuredDisc(seen) : null;
  const axial = (place && (await labelAxial?.(series.volume, place.canal))) ?? null;
  const measures = [...measureSagittalSeries(seen), ...(axial ? measureAxialSeries(seen, axial) : [])];
  return { analysis, axialLabels: axial?.labels ?? null, quality, measures };
}
