import { DISPLAY_AXES, IsocenterError } from '../geometry';
import { assertRunnable, legalAlternatives, scanFigures, sequenceByName, type Sequence } from '../scanner';
import type { DiscLevel, VertebraLevel } from '../volume';
import type { AxialStyle } from './automaticTypes';
import { fitSeries, seriesTimeS } from './fit';
import { PLANNER_RULES } from './plannerSettings';
import type { ProtocolTable, TableStep } from './protocolTable';
import type { ExamRequest, ProtocolStep } from './protocolTypes';
import { PLANNING_DEFAULTS } from './settings';
import type { PlannedGroup } from './types';

type Level = DiscLevel | VertebraLevel;
const isDisc = (level: Level): level is DiscLevel => level.includes('-');

/** A step on its way to a protocol. */
export interface DraftStep {
  readonly table: TableStep;
  readonly style: AxialStyle | undefined;
  readonly sequence: Sequence;
  /** Lowest is dropped first; absent: never. */
  readonly drop: number | undefined;
  readonly reason: string;
}

/** A stack on a patient of usual size: only its slices and extents matter, not its place. */
function typicalGroup({ sequence, table }: DraftStep, name: string, sliceCount: number): PlannedGroup {
  const { right, down } = DISPLAY_AXES[table.kind];
  const { sliceThickness, sliceGap, fovReadMm, fovPhaseMm } = sequence.defaults;
  return {
    ...{ name, kind: table.kind, centre: [0, 0, 0], rowDirection: right, columnDirection: down },
    ...{ sliceCount, sliceThickness, sliceGap, fovReadMm, fovPhaseMm },
  };
}

/** The series a step stands for on a patient of usual size: its groups, run by run. */
export function typicalRuns(
  draft: DraftStep,
  request: ExamRequest,
  { typical }: ProtocolTable,
): readonly (readonly PlannedGroup[])[] {
  const { table, style, sequence } = draft;
  const one = (sliceCount: number): PlannedGroup[][] => [[typicalGroup(draft, table.name, sliceCount)]];
  // A thicker slice needs fewer of them: typical counts are those of the planning defaults.
  const scaled = (count: number, usual: number): number => {
    const { sliceThickness, sliceGap } = sequence.defaults;
    return Math.max(1, Math.round((count * usual) / (sliceThickness + sliceGap)));
  };
  const spacing = (kind: 'sagittal' | 'coronal' | 'axial'): number =>
    PLANNING_DEFAULTS[kind].sliceThickness + PLANNING_DEFAULTS[kind].sliceGap;
  if (table.kind === 'sagittal') return one(scaled(typical.sagittalSlices, spacing('sagittal')));
  if (table.kind === 'coronal') return one(scaled(typical.coronalSlices, spacing('coronal')));
  if (style === 'block') return one(typical.blockSlices);
  if (style === 'level') return one(scaled(typical.levelSlices, spacing('axial')));
  const levels = perDiscLevels(request);
  const runs = Math.min(typical.discRuns, levels.length);
  const slices = scaled(typical.discSlices, spacing('axial'));
  return Array.from({ length: runs }, (_, run) =>
    levels.filter((_level, i) => i % runs === run).map((level) => typicalGroup(draft, level, slices)),
  );
}

/** The discs that groups are angled to. */
export const perDiscLevels = ({ levels }: ExamRequest): readonly DiscLevel[] => {
  const discs = (levels ?? []).filter(isDisc);
  return discs.length > 0 ? discs : PLANNING_DEFAULTS.axial.levels;
};

/** Bands a step is run with: the anterior one, except with balanced echoes, which leave no time for it. */
export const bandsOf = ({ kind }: Sequence): number => (kind === 'bSSFP' ? 0 : 1);

/** How long a step takes on a patient of usual size with its sequence as it is, s. */
export const draftTimeS = (draft: DraftStep, request: ExamRequest, table: ProtocolTable): number =>
  typicalRuns(draft, request, table).reduce(
    (sum, run) => sum + seriesTimeS(run, draft.sequence, bandsOf(draft.sequence)),
    0,
  );

/** The run with most slices: what fits it fits the others. */
const largestRun = (runs: readonly (readonly PlannedGroup[])[]): readonly PlannedGroup[] => {
  const slices = (run: readonly PlannedGroup[]): number => run.reduce((sum, g) => sum + g.sliceCount, 0);
  return runs.reduce((most, run) => (slices(run) > slices(most) ? run : most), runs[0] ?? []);
};

/** What the scanner cannot run with a step's sequence, made legal; a sentence when there is no way. */
function runnable(run: readonly PlannedGroup[], sequence: Sequence): Sequence | string {
  const [first, ...companions] = run;
  if (!first) return sequence;
  const bands = bandsOf(sequence);
  try {
    assertRunnable(first, sequence, bands, companions);
    return sequence;
  } catch (error) {
    if (!(error instanceof IsocenterError)) throw error;
    const way = legalAlternatives(first, sequence, bands, companions).find(
      (a) => a.saturationBands === bands && a.group.sliceCount === first.sliceCount,
    );
    return way ? way.sequence : `${error.message} ${error.hint}`;
  }
}

/** Within a limit of SAR: smaller refocusing angles, then a longer TR. */
function withinSar(
  run: readonly PlannedGroup[],
  sequence: Sequence,
  most: number,
  leastFlip: number,
): Sequence {
  const [first, ...companions] = run;
  if (!first) return sequence;
  const percent = (s: Sequence): number => scanFigures(first, s, bandsOf(s), companions).sarPercent;
  let next = sequence;
  while (
    percent(next) > most &&
    next.kind !== 'GRE' &&
    next.kind !== 'bSSFP' &&
    next.flipAngleDeg > leastFlip
  )
    next = { ...next, flipAngleDeg: next.flipAngleDeg - 1 };
  const { stepMs } = PLANNER_RULES.timing;
  const factor = percent(next) / most;
  if (factor <= 1) return next;
  return { ...next, repetitionTimeMs: Math.ceil((next.repetitionTimeMs * factor) / stepMs) * stepMs };
}

/** A sequence set for implants, its slices and the scanner's limits, and what could not be met. */
export function settle(
  draft: DraftStep,
  request: ExamRequest,
  table: ProtocolTable,
): { draft: DraftStep; unmet: readonly string[] } {
  const { bandwidthFactor, mostSarPercent, leastFlipDeg = 0 } = table.implants[request.implants];
  const run = largestRun(typicalRuns(draft, request, table));
  const faster = {
    ...draft.sequence,
    bandwidthHzPerPixel: Math.round(draft.sequence.bandwidthHzPerPixel * bandwidthFactor),
  };
  const fast = runnable(run, faster);
  const base = typeof fast === 'string' ? draft.sequence : fast;
  const fitted = fitSeries({ groups: run, sequence: base, saturationBands: bandsOf(base) });
  const cool =
    mostSarPercent === undefined
      ? fitted.sequence
      : withinSar(run, fitted.sequence, mostSarPercent, leastFlipDeg);
  const final = runnable(run, cool);
  return {
    draft: { ...draft, sequence: typeof final === 'string' ? cool : final },
    unmet: [
      ...(typeof fast === 'string' ? [`${draft.table.name}: ${fast}`] : []),
      ...(typeof final === 'string' ? [`${draft.table.name}: ${final}`] : []),
    ],
  };
}

const LABELS = {
  repetitionTimeMs: ['TR', ' ms'],
  echoTimeMs: ['TE', ' ms'],
  echoSpacingMs: ['echo spacing', ' ms'],
  flipAngleDeg: ['flip angle', '°'],
  bandwidthHzPerPixel: ['bandwidth', ' Hz'],
  averages: ['averages', ''],
  accelerationFactor: ['acceleration', ''],
  concatenations: ['concatenations', ''],
} as const;

/** What differs from the sequence's preset. */
export function changesFromPreset(sequence: Sequence): string[] {
  const preset = sequenceByName(sequence.name, sequence.fieldStrengthT);
  return (Object.keys(LABELS) as (keyof typeof LABELS)[]).flatMap((key) => {
    const [label, unit] = LABELS[key];
    return preset[key] === sequence[key] ? [] : [`${label} ${preset[key]} → ${sequence[key]}${unit}`];
  });
}

/** The step as it stands in the protocol. */
export function finished(draft: DraftStep, request: ExamRequest, table: ProtocolTable): ProtocolStep {
  const { table: row, style, sequence } = draft;
  const discs = (request.levels ?? []).filter(isDisc);
  const through = style === 'level' ? request.levels?.[0] : undefined;
  return {
    name: row.name,
    sequence,
    kind: row.kind,
    ...(style === undefined ? {} : { style }),
    ...(style === 'per-disc' && discs.length > 0 ? { levels: discs } : {}),
    ...(through === undefined ? {} : { through }),
    reason: draft.reason,
    optional: draft.drop !== undefined,
    changes: changesFromPreset(sequence),
    scanTimeS: draftTimeS(draft, request, table),
  };
}
