import type {
  Attempt,
  AttemptEvent,
  BackendInfo,
  CaseError,
  DrawnPatient,
  ExportSigner,
  Outcome,
  PatientInfo,
  Progress,
  Runs,
  Scenario,
  ScoreRequest,
} from '../exercise';
import type { SliceGroup, Vec3 } from '../geometry';
import type { SkippedFile } from '../io';
import type { AssessedSeries, Take } from '../loop';
import type { Spine } from '../patient';
import type { Decision, PlanRequest, Prescription, SaturationBand } from '../planning';
import type { BulkMotion, PreviewSlice, ScanFigures, Sequence, Series } from '../scanner';
import type { ReferenceConfidence } from '../scoring';
import type { AxialSegmentation, Segmentation } from '../segmentation';
import type { Dims, LabelVolume, Volume } from '../volume';
import type { ReaderStudyController } from './readerStudy';
import type { RegressionController } from './regressionController';
import type { OwnVolume } from './ownVolume';
import type { SavedExam } from './savedExam';
import type { LearningEngine } from './learning';
import type { OfflineEngine } from './offline';
import type { Session } from './session';

/** Options of everything that takes time. Rejects with an `AbortError` when the signal fires. */
export interface RunOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** A volume found in the files a person brought; several mean that one has to be chosen. */
export interface ImportedVolume {
  readonly index: number;
  readonly label: string;
  readonly dims: Dims;
  /** [column, row, slice] mm */
  readonly spacingMm: readonly [number, number, number];
  /** Sentences on what was read, but not as the file promised. */
  readonly warnings: readonly string[];
  /** Files beside it that are part of no volume; the same for every volume read together. */
  readonly skipped: readonly SkippedFile[];
}

export interface PatientEngine {
  /** Draws a phantom and puts it on the table. */
  openPhantom(patient: DrawnPatient, options: RunOptions): Promise<PatientInfo>;
}

export interface ImporterEngine {
  read(files: readonly File[], options: RunOptions): Promise<readonly ImportedVolume[]>;
  /** Puts one of the volumes read last on the table. */
  choose(index: number, options: RunOptions): Promise<PatientInfo>;
  /** A copy of the own volume on the table; null where none lies there. */
  onTable(options: RunOptions): Promise<OwnVolume | null>;
  /** Puts a volume that was kept on the table again. */
  layAgain(volume: OwnVolume, options: RunOptions): Promise<PatientInfo>;
}

/** A slice as it arrives, `columns × rows` of the series' volume. */
export interface LiveSlice {
  readonly index: number;
  readonly data: Uint16Array;
}

export interface ScanOptions extends RunOptions {
  /** Groups taken together with this one in the same series: they share its TR, and where they cross, spins. */
  readonly companions?: readonly SliceGroup[];
  readonly saturationBands?: readonly SaturationBand[];
  /** What the patient does besides breathing. */
  readonly motion?: readonly BulkMotion[];
  readonly onSlice?: (slice: LiveSlice) => void;
}

export interface ScannerEngine {
  /** Of a series of this group and its companions, with so many saturation bands. */
  figures(
    group: SliceGroup,
    sequence: Sequence,
    saturationBands?: number,
    companions?: readonly SliceGroup[],
  ): ScanFigures;
  /** Seconds the three-plane localizer of the patient on the table takes; 0 without one. */
  readonly localizerTimeS: number;
  /** @param aboveMm how far above the usual place, the middle of L3, the isocentre lies */
  localizer(options: RunOptions, aboveMm?: number): Promise<readonly Series[]>;
  acquire(group: SliceGroup, sequence: Sequence, seed: number, options: ScanOptions): Promise<Series>;
}

/** A series to make one coarse slice of. */
export interface PreviewRequest {
  readonly group: SliceGroup;
  readonly sequence: Sequence;
  readonly saturationBands: readonly SaturationBand[];
  readonly companions: readonly SliceGroup[];
}

export interface PreviewEngine {
  /** The middle slice of the series. A request given up while another is made is never begun. */
  slice(request: PreviewRequest, options: RunOptions): Promise<PreviewSlice>;
}

export interface SegmenterEngine {
  /** Starts the engine if need be and says which one it is. */
  backend(onProgress?: (progress: Progress) => void): Promise<BackendInfo>;
  /** Labels a sagittal or coronal image. */
  segment(volume: Volume, options: RunOptions): Promise<Segmentation>;
  /** Labels the slices of an axial stack around a point in the canal near it, patient LPS mm. */
  labelAxial(volume: Volume, canal: Vec3, options: RunOptions): Promise<AxialSegmentation>;
}

/** The automatic plan from a segmentation, why it is so, what it could not meet and what it is not sure of. */
export interface AutomaticResult {
  /** Names of the plan's groups that may share a series. */
  readonly runs: Runs;
  readonly spine: Spine;
  /** How sure it is of planes and levels. */
  readonly spineConfidence: ReferenceConfidence;
  readonly plan: Prescription;
  readonly decisions: readonly Decision[];
  readonly unmet: readonly string[];
  readonly doubts: readonly string[];
}

export interface PlannerEngine {
  /**
   * @param confidence Dice to be expected of the labels, 0 … 1
   * @param asked discs, sequences and which groups to plan on them
   * @throws IsocenterError what anatomy or planning refuse
   */
  plan(
    labels: LabelVolume,
    confidence: number,
    asked: PlanRequest,
    options: RunOptions,
  ): Promise<AutomaticResult>;
}

/** What the networks saw of a finished series. */
export interface Sight {
  /** Labels of the spine, or why there are none; absent: not looked at. */
  readonly spine?: Pick<Segmentation, 'labels' | 'confidence'> | { readonly refused: CaseError };
  readonly axial?: AxialSegmentation;
}

export interface AssessorEngine {
  /** Judges and measures a finished series with what the networks saw of it. */
  assess(take: Take, sight: Sight, options: RunOptions): Promise<AssessedSeries>;
}

export interface ScorerEngine {
  score(request: ScoreRequest): Outcome;
}

/** A record as it lies in a store, readable or not. */
export interface StoredRecord {
  readonly key: string;
  readonly record: unknown;
}

export interface AttemptStore {
  save(attempt: Attempt): Promise<void>;
  list(): Promise<readonly StoredRecord[]>;
  remove(key: string): Promise<void>;
}

/** Exams under way. @throws IsocenterError `storage-full`, `storage-unavailable` */
export interface ExamStore {
  save(exam: SavedExam): Promise<void>;
  list(): Promise<readonly StoredRecord[]>;
  /** Images of an exam, by a key of its own. */
  saveImages(exam: string, key: string, images: unknown): Promise<void>;
  images(exam: string): Promise<ReadonlyMap<string, unknown>>;
  /** With its images. */
  remove(exam: string): Promise<void>;
}

/** Small things kept by name. @throws IsocenterError `storage-full`, `storage-unavailable` */
export interface SettingsStore {
  /** Undefined where nothing is kept. */
  read(name: string): Promise<unknown>;
  /** Changes a value while no other tab can. Gives what is kept now. */
  update<T>(name: string, change: (before: unknown) => T): Promise<T>;
}

/** What one tab has changed of what all of them show. */
export interface TabMessage {
  readonly what: 'attempts' | 'exams' | 'settings';
}

/** The tabs of this browser: one exam is open in one of them. */
export interface TabsEngine {
  /** Takes an exam for this tab, and leaves any other. False where another tab has it. `onLost`: another tab took it over. */
  own(exam: string, onLost: () => void): Promise<boolean>;
  /** Takes an exam from the tab that has it, once that tab has saved it. */
  takeOver(exam: string, onLost: () => void): Promise<void>;
  release(): void;
  /** Exams that are open in some tab, this one included. */
  owned(): Promise<ReadonlySet<string>>;
  tell(message: TabMessage): void;
  listen(listener: (message: TabMessage) => void): void;
  /** What to do before another tab takes this one's exam. */
  onYield(save: () => Promise<void>): void;
}

/** How much this browser lets Isocenter keep. */
export interface StorageRoom {
  /** Asks the browser not to clear the storage by itself; whether it will not. */
  persist(): Promise<boolean>;
  /** Null where the browser does not say. */
  estimate(): Promise<{ readonly usedBytes: number; readonly quotaBytes: number } | null>;
}

/** What the browser keeps beside attempts, and its other tabs. */
export interface LocalEngines {
  readonly exams: ExamStore;
  readonly settings: SettingsStore;
  readonly tabs: TabsEngine;
  /** Made with the first export. @throws IsocenterError `signing-unavailable` */
  readonly signer: () => Promise<ExportSigner>;
  readonly room: StorageRoom;
}

/** Looks on, e.g. to report to a learning system. It changes nothing of the case. */
export interface CaseObserver {
  /** A scenario was opened; null: the table was cleared. */
  caseBegan(scenario: Scenario | null, session: Session | null): void;
  eventLogged(event: AttemptEvent, scenario: Scenario): void;
  attemptSubmitted(attempt: Attempt, scenario: Scenario): void;
}

/** Everything with a clock, a worker or a disk behind it, handed in by the composition root. */
export interface AppEngines {
  readonly patients: PatientEngine;
  readonly importer: ImporterEngine;
  readonly scanner: ScannerEngine;
  readonly preview: PreviewEngine;
  readonly segmenter: SegmenterEngine;
  readonly planner: PlannerEngine;
  readonly assessor: AssessorEngine;
  readonly scorer: ScorerEngine;
  readonly store: AttemptStore;
  readonly local: LocalEngines;
  readonly observers?: readonly CaseObserver[];
  readonly learning?: LearningEngine;
  /** Absent where the program is not kept: in a packaged exercise, in development. */
  readonly offline?: OfflineEngine;
  /** Makes the reading study's room, with a table of its own; absent where nothing but the console is built. */
  readonly openReaderStudy?: () => ReaderStudyController;
  /** Makes the regression bench's room; it loads when it is first asked for. Absent as above. */
  readonly openRegression?: () => Promise<RegressionController>;
  /** Now, in milliseconds since 1970. */
  readonly clock: () => number;
  /** Name → version, for the attempt's record. */
  readonly versions: () => Record<string, string>;
}
