import type { Outcome, PatientInfo, Scenario } from '../exercise';
import {
  DISPLAY_AXES,
  IsocenterError,
  sliceGroupAffine,
  type CardinalOrientation,
  type SliceGroup,
} from '../geometry';
import type { SeriesMeasure, Take } from '../loop';
import { initialGroup, type Prescription, type QualityReport } from '../planning';
import { scanFigures, sequenceByName, type Sequence, type Series } from '../scanner';
import type { AppEngines, ImportedVolume, ScanOptions } from './engines';
import { FakeMachine } from './fakeLocal';
import type { OwnVolume } from './ownVolume';

/** A promise that a test settles when it is time. */
export interface Gate {
  readonly opened: Promise<void>;
  open(): void;
}
export function gate(): Gate {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}

export function fakeSeries(group: SliceGroup, sequence: Sequence, seed = 1, size = 16): Series {
  const data = new Uint16Array(size * size * group.sliceCount).map((_, i) => (i * 37) % 1000);
  return {
    id: `${sequence.name}-${group.name}-${seed}`,
    group,
    sequence,
    seed,
    volume: {
      data,
      dims: [size, size, group.sliceCount],
      voxelToPatient: sliceGroupAffine(group, size, size),
    },
    scanTimeS: 60,
    relativeSnr: 1,
    notes: [],
  };
}

const localizerGroup = (orientation: CardinalOrientation, sliceCount: number): SliceGroup => ({
  name: `localizer-${orientation}`,
  centre: [3, -12, 20],
  rowDirection: DISPLAY_AXES[orientation].right,
  columnDirection: DISPLAY_AXES[orientation].down,
  sliceCount,
  sliceThickness: 5,
  sliceGap: 2,
  fovReadMm: 300,
  fovPhaseMm: 280,
});

export const AI_PLAN: Prescription = {
  schemaVersion: 1,
  groups: [initialGroup('sagittal', undefined, [0, 0, 0]), initialGroup('axial', 'L4-L5', [0, 0, -30])],
  saturationBands: [],
};

export const OUTCOME: Outcome = {
  reference: 'truth-and-ai',
  mark: 71.4,
  planMark: 71.4,
  passed: true,
  criticalErrors: [],
  known: ['The AI is wrong at L4-L5: its plane lies 6.2° and 1.0 mm off the disc.'],
  summary: ['Tilt L4-5 by two more degrees.'],
  groups: [
    {
      name: 'L4-L5',
      percent: 71.4,
      aiPercent: 52,
      band: 'pass',
      counted: 'truth',
      consequence: 'The dural sac reads 118 mm² instead of 91 mm²: a stenosis would be missed.',
      misread: true,
      advice: ['Two more degrees are needed.'],
      rows: [
        {
          ...{ key: 'sacArea', label: 'Dural sac on the plane', unit: 'mm²' },
          trainee: { value: 118, band: 'unknown' },
          ai: { value: 96, band: 'unknown' },
          truth: { value: 91, band: 'unknown' },
        },
        {
          ...{ key: 'sagittalTilt', label: 'Sagittal tilt', unit: '°' },
          trainee: { value: -3.2, band: 'pass' },
          ai: { value: 6.2, band: 'partial' },
          truth: { value: 0, band: 'full' },
        },
      ],
    },
  ],
  exam: {
    percent: 100,
    advice: [],
    crossings: [],
    rows: [
      {
        ...{ key: 'time', label: 'Scan time, of the budget', unit: '%' },
        trainee: { value: 88, band: 'full' },
        ai: { value: 90, band: 'full' },
        truth: { value: 90, band: 'full' },
      },
    ],
  },
  ai: { mark: 52, passed: false, errors: { critical: 0, off: 0, weak: 1 } },
  tasks: [],
  competencies: [],
};

export const SCENARIO: Scenario = {
  schemaVersion: 2,
  id: 'straight',
  title: 'Straight spine',
  indication: 'Back pain.',
  patient: { phantom: 'phantoms/normal.json', seed: 7 },
  aiPlan: 'on-request',
  groups: [
    { name: 'sagittal', kind: 'sagittal' },
    { name: 'L4-L5', kind: 'axial', level: 'L4-L5' },
  ],
  protocol: [
    { id: 'sag-t2', sequence: 't2-tse-sag', groups: ['sagittal'] },
    { id: 'ax-t2', sequence: 't2-tse-ax', groups: ['L4-L5'] },
  ],
  traps: [],
  tasks: [{ kind: 'localize' }, { kind: 'plan', group: 'sagittal' }, { kind: 'plan', group: 'L4-L5' }],
  rubric: { base: 'lumbar-standard' },
  passMark: 60,
  objectives: [{ text: 'Cover both foramina.' }],
  feedback: { passed: 'Well planned.', failed: 'Look again.' },
};
export const OWN_VOLUME: Scenario = {
  ...SCENARIO,
  id: 'own',
  title: 'Your own',
  patient: { volume: 'bring-your-own' },
};

const NO_SPINE = { vertebrae: [], discs: [], canal: [] };
const SURE = {
  ...{ levelConfidence: 1, discConfidence: {}, nameConfidence: {}, coronalErrorDeg: {} },
  ...{ transition: [], warnings: [] },
};
const SLIP: SeriesMeasure = { where: 'L4-L5', what: 'slip, forwards', value: 4.2, unit: 'mm' };

/** Engines of a test: quick, scripted, and stoppable where a gate is given. */
export interface FakeEngines extends AppEngines {
  /** What attempts lie in the store. */
  readonly kept: Map<string, unknown>;
  /** Set to hold the next operation of that name until the gate opens. */
  readonly hold: Partial<Record<'load' | 'localizer' | 'segment' | 'slice' | 'assess', Gate>>;
  /** Set to make the operation fail. */
  readonly fail: Partial<
    Record<'load' | 'read' | 'localizer' | 'segment' | 'plan' | 'acquire' | 'assess' | 'save', Error>
  >;
  volumes: ImportedVolume[];
  /** What quality control finds. */
  judge: (take: Take) => QualityReport;
  time: number;
}

/** @param machine shared by tests of several tabs, or of a page that is opened again */
export function fakeEngines(machine = new FakeMachine()): FakeEngines {
  const kept = machine.attempts;
  const hold: FakeEngines['hold'] = {};
  const fail: FakeEngines['fail'] = {};
  const throwIf = (what: keyof FakeEngines['fail']): void => {
    const error = fail[what];
    if (error) throw error;
  };
  const patient = { name: 'Phantom', kind: 'phantom', truth: null, notes: [] } as const;
  const acquire = async (
    group: SliceGroup,
    sequence: Sequence,
    seed: number,
    { signal, onSlice }: ScanOptions,
  ): Promise<Series> => {
    const series = fakeSeries(group, sequence, seed);
    for (let index = 0; index < group.sliceCount; index++) {
      if (index === 2) await hold.slice?.opened;
      if (signal.aborted) throw new DOMException('Stopped.', 'AbortError');
      if (index === 1) throwIf('acquire');
      onSlice?.({ index, data: new Uint16Array(sequence.matrixRead * sequence.matrixPhase).fill(index + 1) });
    }
    // As over a worker's channels: one slice is told of after the series itself.
    setTimeout(() => onSlice?.({ index: 0, data: new Uint16Array(1) }));
    return series;
  };
  let own: OwnVolume | null = null;
  const ofVolume = ({ name, warnings, skipped, data }: OwnVolume): PatientInfo => ({
    ...{ name, kind: 'image', truth: null, notes: warnings, skipped, bytes: data.byteLength },
  });
  const fakes: FakeEngines = {
    kept,
    judge: () => ({ verdict: 'accept', findings: [], corrections: [], notChecked: [] }),
    hold,
    fail,
    time: Date.UTC(2026, 0, 2, 3, 4, 5),
    volumes: [{ index: 0, label: 'T2', dims: [4, 4, 4], spacingMm: [1, 1, 4], warnings: [], skipped: [] }],
    patients: {
      openPhantom: async () => {
        await hold.load?.opened;
        throwIf('load');
        own = null;
        return patient;
      },
    },
    importer: {
      read: () => {
        throwIf('read');
        return Promise.resolve(fakes.volumes);
      },
      choose: (index) => {
        const { warnings: notes = [], skipped = [] } = fakes.volumes[index] ?? {};
        own = {
          ...{ name: `Volume ${index}`, warnings: notes, skipped, dims: [4, 4, 4] },
          voxelToPatient: sliceGroupAffine(localizerGroup('sagittal', 4), 4, 4),
          data: new Uint16Array(64).fill(7),
        };
        return Promise.resolve(ofVolume(own));
      },
      onTable: () => Promise.resolve(own),
      layAgain: (volume) => {
        throwIf('load');
        own = volume;
        return Promise.resolve(ofVolume(volume));
      },
    },
    scanner: {
      figures: scanFigures,
      localizerTimeS: 60,
      localizer: async ({ onProgress }) => {
        onProgress?.({ label: 'Localizer', done: 1, total: 9 });
        await hold.localizer?.opened;
        throwIf('localizer');
        const sequence = sequenceByName('localizer-gre');
        return (['coronal', 'sagittal', 'axial'] as const).map((o, i) =>
          fakeSeries(localizerGroup(o, 3 + i), sequence),
        );
      },
      acquire,
    },
    preview: {
      slice: ({ group, sequence }) => {
        const pixels = new Uint16Array(16).fill(Math.round(sequence.repetitionTimeMs));
        return Promise.resolve({ index: 0, sliceCount: group.sliceCount, columns: 4, rows: 4, pixels });
      },
    },
    segmenter: {
      backend: () => Promise.resolve({ backend: 'cpu', description: 'test', refused: [] }),
      labelAxial: (volume) => {
        throwIf('segment');
        const labels = { ...volume, data: new Uint8Array(volume.data.length) };
        return Promise.resolve({
          labels,
          confidence: 0.9,
          likelihood: { herniated: labels, free: labels, solid: labels },
        });
      },
      segment: async (volume) => {
        await hold.segment?.opened;
        throwIf('segment');
        const labels = { ...volume, data: new Uint8Array(volume.data.length) };
        const timings = { locateMs: 1, conformMs: 1, networkMs: 2, postMs: 3 };
        const structureConfidence = { vertebra: 0.9, disc: 0.9, canal: 0.9, sacrum: 0.9 };
        return { labels, backend: 'cpu', timings, confidence: 0.9, structureConfidence };
      },
    },
    assessor: {
      assess: async (take, { spine }) => {
        await hold.assess?.opened;
        throwIf('assess');
        const seen = spine && 'labels' in spine ? spine : { labels: null, confidence: null };
        const analysis = { ...seen, spine: seen.labels ? { ...NO_SPINE, ...SURE } : null, doubts: [] };
        const measures = seen.labels ? [SLIP] : [];
        return { analysis, axialLabels: null, quality: fakes.judge(take), measures };
      },
    },
    planner: {
      plan: async () => {
        await Promise.resolve();
        throwIf('plan');
        return {
          spine: NO_SPINE,
          spineConfidence: { discs: {}, levels: 1 },
          plan: AI_PLAN,
          decisions: [{ what: 'Five slices.', why: 'The disc is 10 mm high.', confidence: 0.9 }],
          unmet: [],
          runs: [],
          doubts: [],
        };
      },
    },
    scorer: { score: () => OUTCOME },
    store: {
      save: (attempt) => {
        throwIf('save');
        kept.set(attempt.id, structuredClone(attempt));
        return Promise.resolve();
      },
      list: () => Promise.resolve([...kept].map(([key, record]) => ({ key, record }))),
      remove: (id) => {
        kept.delete(id);
        return Promise.resolve();
      },
    },
    local: machine.tab(),
    clock: () => (fakes.time += 1000),
    versions: () => ({ program: 'test' }),
  };
  return fakes;
}

export const fileError = new IsocenterError('import-no-image', 'No image was found.', 'Choose other files.');
