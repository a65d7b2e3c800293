import { cross, dot, LEFT, POSTERIOR, sliceNormal, type Vec3 } from '../geometry';
import type { Spine } from '../patient';
import {
  bandClearanceMm,
  isAnteriorBand,
  wrapMm,
  type BodyExtent,
  type GroupKind,
  type PlannedGroup,
  type Prescription,
} from '../planning';
import { scanFigures, type ScanFigures, type Sequence } from '../scanner';
import { finding } from './bands';
import { bandSentence, crossingBands } from './crossingBand';
import type { Criterion, Rubric } from './rubric';
import type { CrossingBand, Finding } from './types';

/** How the groups are to be scanned: what no anatomy tells. */
export interface ExamTechnique {
  /** The exam's series; groups named in one entry are taken together. */
  readonly steps: readonly { readonly groups: readonly string[]; readonly sequence: Sequence }[];
  /** Outline of the body; without it wrap-around is not judged. */
  readonly body?: BodyExtent | undefined;
  /** The protocol's limit for the whole exam, s; the rubric's when left out. */
  readonly timeBudgetS?: number | undefined;
  /** Localizer and adjustments, s. */
  readonly otherTimeS?: number | undefined;
}

/** Rows and columns of images as the house shows them; slices count along their cross product (o). */
export const USUAL: Record<GroupKind, { readonly row: Vec3; readonly column: Vec3 }> = {
  sagittal: { row: POSTERIOR, column: [0, 0, -1] },
  coronal: { row: LEFT, column: [0, 0, -1] },
  axial: { row: LEFT, column: POSTERIOR },
};

interface Series {
  readonly groups: readonly PlannedGroup[];
  readonly sequence: Sequence;
  readonly figures: ScanFigures;
}

function seriesOf(plan: Prescription, technique: ExamTechnique): Series[] {
  return technique.steps.flatMap(({ groups: names, sequence }) => {
    const groups = plan.groups.filter((g) => names.includes(g.name));
    const [first, ...companions] = groups;
    if (!first) return [];
    return [
      { groups, sequence, figures: scanFigures(first, sequence, plan.saturationBands.length, companions) },
    ];
  });
}

/**
 * Wrap-around and signal to noise of a group.
 * @param at where the group belongs: a misplaced one is marked for its place, not for its wrap as well
 */
export function groupTechnique(
  group: PlannedGroup,
  at: Vec3,
  technique: ExamTechnique | undefined,
  criteria: { readonly wrap: Criterion; readonly snr: Criterion },
  rubric: Rubric,
): Finding[] {
  const step = technique?.steps.find(({ groups }) => groups.includes(group.name));
  if (!technique || !step) return [];
  const snr = scanFigures(group, step.sequence).relativeSnr;
  const wrap = wrapMm({ ...group, centre: at }, step.sequence, technique.body);
  return [
    ...(wrap === null
      ? []
      : [
          finding('wrap', wrap, criteria.wrap, rubric, (band) =>
            band === 'full'
              ? 'No tissue folds into the image.'
              : `The body reaches ${wrap.toFixed(0)} mm beyond the encoded field and folds into the image: more oversampling, a larger field along phase, or another phase direction.`,
          ),
        ]),
    finding('snr', snr, criteria.snr, rubric, (band) =>
      band === 'full'
        ? `Signal to noise is ${snr.toFixed(2)} times that of the protocol.`
        : `Signal to noise is only ${snr.toFixed(2)} times that of the protocol: the voxels are too small.`,
    ),
  ];
}

/** Groups whose slices count the other way, or whose neighbours disturb each other. */
function orderFaults(series: readonly Series[], crosstalkGapPercent: number): string[] {
  const groups = new Map(series.flatMap((s) => s.groups.map((g) => [g, s.sequence] as const)));
  return [...groups].flatMap(([group, { sliceOrder }]) => {
    const usual = cross(USUAL[group.kind].row, USUAL[group.kind].column);
    if (dot(sliceNormal(group), usual) < 0) return [`the slices of ${group.name} count the other way`];
    const gapPercent = (100 * group.sliceGap) / group.sliceThickness;
    return sliceOrder !== 'interleaved' && gapPercent < crosstalkGapPercent
      ? [`neighbouring slices of ${group.name} are excited one after the other and disturb each other`]
      : [];
  });
}

const clock = (seconds: number): string =>
  `${Math.floor(Math.round(seconds) / 60)}:${String(Math.round(seconds) % 60).padStart(2, '0')}`;

function seriesFindings(series: readonly Series[], technique: ExamTechnique, rubric: Rubric): Finding[] {
  const { exam } = rubric;
  if (series.length === 0) return [];
  const timeS = series.reduce((sum, s) => sum + s.figures.scanTimeS, technique.otherTimeS ?? 0);
  const budgetS = technique.timeBudgetS ?? exam.timeBudgetS;
  const sar = Math.max(...series.map((s) => s.figures.sarPercent));
  const faults = orderFaults(series, exam.crosstalkGapPercent);
  return [
    finding('time', (100 * timeS) / budgetS, exam.time, rubric, (band) =>
      band === 'full'
        ? `The exam takes ${clock(timeS)} of ${clock(budgetS)}.`
        : `The exam takes ${clock(timeS)}, ${clock(timeS - budgetS)} more than the protocol allows: fewer slices or groups.`,
    ),
    finding('sar', sar, exam.sar, rubric, (band) =>
      band === 'full'
        ? `SAR stays at ${sar.toFixed(0)} % of the limit.`
        : `SAR reaches ${sar.toFixed(0)} % of the limit: such a series is not run.`,
    ),
    finding('sliceOrder', faults.length, exam.sliceOrder, rubric, (band) =>
      band === 'full'
        ? 'Slices count as usual and are excited with time between neighbours.'
        : `Slice order: ${faults.join('; ')}.`,
    ),
  ];
}

/** What to say where a saturation band is asked for and none is of use; null where all is well or the spine is not known. */
export function missingBand(plan: Prescription, spine: Spine | null, rubric: Rubric): string | null {
  if (!rubric.required.saturationBand || !spine || spine.discs.length < 2) return null;
  if (plan.saturationBands.some((band) => isAnteriorBand(band, spine))) return null;
  return plan.saturationBands.length === 0
    ? 'There is no saturation band in front of the spine: vessels and belly will leave ghosts over it.'
    : 'No saturation band lies close in front of the spine, where the vessels run: it silences nothing that matters.';
}

/** Findings on a whole plan, and the dark bands on its own images. `spine`: truth where it is known. */
export function examFindings(
  plan: Prescription,
  technique: ExamTechnique | undefined,
  spine: Spine | null,
  rubric: Rubric,
): { readonly findings: Finding[]; readonly crossingBands: CrossingBand[] } {
  const series = technique ? seriesOf(plan, technique) : [];
  const { exam } = rubric;
  const bands =
    spine && spine.canal.length > 1
      ? series.flatMap((s) => crossingBands(s.groups, s.sequence, plan.saturationBands.length, spine.canal))
      : null;
  const widest = bands?.toSorted((a, b) => b.canalMm - a.canalMm)[0];
  const clearances = spine
    ? plan.saturationBands.map((band) => ({ name: band.name, mm: bandClearanceMm(band, spine) }))
    : [];
  const nearest = clearances.toSorted((a, b) => a.mm - b.mm)[0];
  return {
    crossingBands: bands ?? [],
    findings: [
      ...(technique ? seriesFindings(series, technique, rubric) : []),
      ...(bands && series.some((s) => s.groups.length > 1)
        ? [
            finding('crossing', widest?.canalMm ?? 0, exam.crossing, rubric, () =>
              widest ? bandSentence(widest) : 'No two groups cross over the canal within a run.',
            ),
          ]
        : []),
      ...(nearest
        ? [
            finding('saturationBand', nearest.mm, exam.saturationBand, rubric, (band) =>
              band === 'fail'
                ? `The saturation band "${nearest.name}" lies over the spine: it would wipe out what the exam is for.`
                : `The saturation band "${nearest.name}" keeps ${nearest.mm.toFixed(0)} mm from the spine.`,
            ),
          ]
        : []),
    ],
  };
}
