import type { SpineEstimate } from '../anatomy';
import type { SliceGroup, Vec3 } from '../geometry';
import type { Patient, Spine } from '../patient';
import type {
  AutomaticPlan,
  ExamProtocol,
  ExamRequest,
  PlannedGroup,
  ProtocolTable,
  QualityReport,
  SaturationBand,
} from '../planning';
import type { AcquireOptions, Physiology, Sequence, Series } from '../scanner';
import type { AxialSegmentation, Segmentation } from '../segmentation';
import type { LabelVolume, Volume } from '../volume';

/** What runs the loop's heavy parts: the page brings workers, the command line its own. */
export interface LoopEngines {
  acquire(
    patient: Patient,
    group: SliceGroup,
    sequence: Sequence,
    seed: number,
    options: AcquireOptions,
  ): Series | Promise<Series>;
  /** Labels an image. @throws IsocenterError for what is not a lumbar spine */
  segment(volume: Volume): Promise<Pick<Segmentation, 'labels' | 'confidence'>>;
  /** Labels the slices of an axial stack around a point in the canal; sac, recesses and herniations are not measured when left out. */
  labelAxial?(volume: Volume, canal: Vec3): Promise<AxialSegmentation>;
}

/** A finished series with what is known of it, to be measured. */
export interface SeenSeries {
  readonly series: Series;
  readonly group: PlannedGroup;
  /** Of the series itself; null where it was not segmented or no spine was found. */
  readonly labels: LabelVolume | null;
  readonly spine: SpineEstimate | null;
  /** The spine the plan was made on; absent where none is known. */
  readonly planned?: Spine | undefined;
}

/** A number read from a series, e.g. the anterior height of L4-L5; `value` is null with the reason where it cannot be. */
export interface SeriesMeasure {
  /** A level, or `spine` for the whole. */
  readonly where: string;
  readonly what: string;
  readonly value: number | null;
  readonly unit: string;
  readonly reason?: string;
}

export interface LoopInput {
  readonly patient: Patient;
  readonly request: ExamRequest;
  /** The shipped table when left out. */
  readonly protocols?: ProtocolTable;
  /** Noise of every series follows from it. */
  readonly seed: number;
  /** How the patient lies; still when left out. */
  readonly physiology?: Physiology;
  /** How often a series is acquired again when quality control asks for it; once when left out. */
  readonly mostRepeats?: number;
  /** Series to acquire of the protocol, in its order; all when left out. */
  readonly onlySteps?: readonly string[];
  readonly onProgress?: (words: string) => void;
  /** Called with every sentence of `announced` as soon as it is known: doubts of an image before anything is planned on it. */
  readonly onAnnounce?: (sentence: string) => void;
}

/** An image as the AI sees it. */
export interface Analysis {
  readonly labels: LabelVolume | null;
  readonly spine: SpineEstimate | null;
  /** Expected Dice, 0 … 1. */
  readonly confidence: number | null;
  /** To be read before anything is planned on it. */
  readonly doubts: readonly string[];
}

/** One acquired series with what the loop found in it. */
export interface LoopSeries {
  /** Name of the protocol's step; `localizer` for the first. */
  readonly step: string;
  readonly group: PlannedGroup;
  /** Of the run it was acquired in. */
  readonly companions: readonly PlannedGroup[];
  readonly saturationBands: readonly SaturationBand[];
  readonly series: Series;
  readonly analysis: Analysis;
  /** `AXIAL_LABEL` on the slices of an axial stack; null where they were not labelled. */
  readonly axialLabels: LabelVolume | null;
  /** Empty where nothing is measured. */
  readonly measures: readonly SeriesMeasure[];
  /** Null for the localizer. */
  readonly quality: QualityReport | null;
  /** 1 for the first time, 2 for a repetition. */
  readonly attempt: number;
}

/** A plan with the image it was made on. */
export interface LoopPlan {
  readonly step: string;
  readonly on: string;
  readonly plan: AutomaticPlan;
}

export interface LoopResult {
  readonly protocol: ExamProtocol;
  readonly localizer: LoopSeries;
  readonly plans: readonly LoopPlan[];
  /** In the order of acquisition, repetitions after what they repeat. */
  readonly series: readonly LoopSeries[];
  /** The spine that axials were planned on. */
  readonly spine: SpineEstimate;
  /** All that a person has to be told, in the order in which it became known: doubts, constraints not met, series not accepted in the end. */
  readonly announced: readonly string[];
}
