import { spineFromLabels, type SpineEstimate } from '../../src/anatomy';
import { distance } from '../../src/geometry';
import type { DiscLandmarks, Spine } from '../../src/patient';
import {
  checkSeries,
  type Fault,
  type PlannedGroup,
  type QualityFinding,
  type QualityReport,
} from '../../src/planning';
import {
  imageAffine,
  imageDims,
  localizerGroups,
  phaseDirection,
  phaseEncoding,
  type Series,
  sequenceByName,
} from '../../src/scanner';
import { createVolume, DISC_LEVELS, VERTEBRA_LEVELS, voxelCount, type LabelVolume } from '../../src/volume';
import { labelsOn, readPatient, readScan, type KeptPatient } from './kept';
import { placesOf, type Place } from './places';
import { plannedGroups, SCANS, type Recipe, type ScanName } from './scans';

/** One judged series. */
export interface Judged {
  readonly seed: number;
  readonly name: string;
  /** The fault that was put in; null for none. */
  readonly fault: Fault | null;
  /** What this series can tell about: every check that its kind of stack and its images allow. */
  readonly checks: readonly Fault[];
  /** Worst grade and value of every fault that was judged. */
  readonly found: Readonly<Partial<Record<Fault, { grade: QualityFinding['grade']; value: number }>>>;
  readonly notChecked: readonly string[];
}

const PLACE_CHECKS = {
  sagittal: ['coverage', 'foramina', 'angulation', 'clipping', 'saturation'],
  axial: ['angulation', 'position', 'level', 'clipping'],
} as const;

const IMAGE_FAULT: Readonly<Record<ScanName, Fault | null>> = {
  sag: null,
  'sag-motion': 'motion',
  'sag-noise': 'noise',
  'sag-wrap': 'wrap',
  stir: null,
  'stir-inversion': 'fat',
  ax: null,
  'ax-motion': 'motion',
  'ax-noise': 'noise',
  'ax-wrap': 'wrap',
  'ax-crossing': 'crossing',
};

const IMAGE_CHECKS = (name: ScanName): Fault[] => [
  'motion',
  'noise',
  'wrap',
  ...(name.startsWith('stir') ? (['fat'] as const) : []),
  ...(name.startsWith('ax') ? (['crossing'] as const) : []),
];

const RANK = { ok: 0, remark: 1, repeat: 2 } as const;

function summary(report: QualityReport): Judged['found'] {
  const found: Partial<Record<Fault, { grade: QualityFinding['grade']; value: number }>> = {};
  for (const { fault, grade, value } of report.findings) {
    const known = found[fault];
    if (!known || RANK[grade] > RANK[known.grade]) found[fault] = { grade, value };
  }
  return found;
}

/** A series without an image: what follows from its place is judged on labels and landmarks alone. */
function emptySeries(group: Series['group'], sequenceName: string): Series {
  const sequence = { ...sequenceByName(sequenceName), matrixRead: 256, matrixPhase: 256 };
  const dims = imageDims(group, sequence);
  const volume = createVolume(new Uint16Array(voxelCount(dims)), dims, imageAffine(group, sequence));
  return { id: group.name, group, sequence, seed: 0, volume, scanTimeS: 0, relativeSnr: 1, notes: [] };
}

function spineOf(labels: LabelVolume): SpineEstimate | null {
  try {
    return spineFromLabels(labels);
  } catch {
    return null;
  }
}

/** The spines that an exam knows: on the localizer and on the sagittal series, both from the truth's labels; the true one as it counts. */
function knownSpines(
  seed: number,
  patient: KeptPatient,
): { localizer: Spine; sagittal: Spine; counted: Spine } {
  const { sagittal } = plannedGroups(seed, patient.truth);
  const found = (group: Series['group'], sequence: string): Spine =>
    spineOf(labelsOn(patient, emptySeries(group, sequence))) ?? patient.truth;
  const l3 = patient.truth.vertebrae.find((v) => v.level === 'L3')?.centre;
  const localizer = localizerGroups(
    { ...patient, kind: 'phantom', tissueMaps: [] } as unknown as Parameters<typeof localizerGroups>[0],
    l3 ?? sagittal.centre,
  ).sagittal;
  const known = found(sagittal, 't2-tse-sag');
  return {
    localizer: found(localizer, 'localizer-gre'),
    sagittal: known,
    counted: asCounted(patient.truth, known),
  };
}

/** The items under the names of a list that ends where they end; those beyond its head are left out. */
const renamed = <L, T extends { readonly level: L }>(items: readonly T[], names: readonly L[]): T[] =>
  items.flatMap((item, i) => {
    const level = names.at(i - items.length);
    return level === undefined ? [] : [{ ...item, level }];
  });

/**
 * A true spine under the names that the exam counts: with four or six lumbar vertebrae, or a lumbarised S1, they are not the true
 * ones, and nobody can tell without the ribs.
 */
function asCounted(truth: Spine, known: Spine): Spine {
  const lowest = truth.discs.at(-1);
  if (!lowest) return truth;
  const away = (disc: DiscLandmarks): number => distance(disc.centre, lowest.centre);
  const [same] = [...known.discs].sort((a, b) => away(a) - away(b));
  if (!same) return truth;
  const discs = DISC_LEVELS.slice(0, DISC_LEVELS.indexOf(same.level) + 1);
  const bodies = truth.vertebrae.findIndex(({ level }) => level === lowest.level.split('-')[0]) + 1;
  return {
    ...truth,
    discs: renamed(truth.discs, discs),
    vertebrae: renamed(truth.vertebrae.slice(0, bodies), VERTEBRA_LEVELS.slice(0, discs.length)),
  };
}

/** A group of a true level under the name that the exam knows it by. */
function namedAs(group: PlannedGroup, truth: Spine, counted: Spine): PlannedGroup {
  const at = truth.discs.findIndex((disc) => disc.level === group.level);
  const level = at < 0 ? undefined : counted.discs.at(at - truth.discs.length)?.level;
  return level === undefined ? group : { ...group, level };
}

function judgePlace(
  seed: number,
  patient: KeptPatient,
  place: Place,
  spines: ReturnType<typeof knownSpines>,
): Judged | null {
  const { bands, name, fault, group } = place;
  const isAxial = group.kind === 'axial';
  const series = emptySeries(group, isAxial ? 't2-tse-ax' : 't2-tse-sag');
  const labels = labelsOn(patient, series);
  const common = { series, group, saturationBands: bands };
  const report = checkSeries({
    ...common,
    labels,
    spine: isAxial ? null : spineOf(labels),
    planned: isAxial ? spines.sagittal : spines.localizer,
  });
  const checks = PLACE_CHECKS[isAxial ? 'axial' : 'sagittal'].filter(
    (check) => check !== 'saturation' || bands.length > 0,
  );
  if (fault === null) {
    // A control that is at fault by the truth itself, e.g. a patient too tall for the largest field, controls nothing.
    const truly = checkSeries({ ...common, labels: null, spine: null, planned: spines.counted });
    const atFault = truly.findings.filter((f) => f.grade !== 'ok').map((f) => f.fault);
    const sound = checks.filter((check) => !atFault.includes(check));
    return { seed, name, fault, checks: sound, found: summary(report), notChecked: report.notChecked };
  }
  return { seed, name, fault, checks, found: summary(report), notChecked: report.notChecked };
}

/** How far the patient's own box folds over the image, mm. */
function trueFoldMm({ body: [low, high] }: KeptPatient, { group, sequence }: Recipe): number {
  const { direction, encodedFovMm, fovMm } = phaseEncoding(group, sequence);
  const axis = { RL: 0, AP: 1, HF: 2 }[phaseDirection(group, sequence)] as 0 | 1 | 2;
  const sign = Math.sign(direction[axis]) || 1;
  const ends = [low[axis], high[axis]].map((v) => sign * (v - group.centre[axis]));
  return Math.max(0, Math.max(...ends.map(Math.abs)) - (encodedFovMm - fovMm / 2));
}

function judgeScan(
  work: string,
  seed: number,
  patient: KeptPatient,
  name: ScanName,
  { sagittal: planned, counted }: ReturnType<typeof knownSpines>,
): Judged | null {
  const kept = readScan(work, seed, name);
  if (!kept) return null;
  const { recipe, series } = kept;
  const group = namedAs(recipe.group, patient.truth, counted);
  const report = checkSeries({
    ...{ series, group, companions: recipe.companions, planned },
    labels: labelsOn(patient, series),
    spine: null,
  });
  const folds = trueFoldMm(patient, recipe);
  const fault = IMAGE_FAULT[name];
  // Whether a patient folds without oversampling, or in spite of it, is known from his own size.
  const checks = IMAGE_CHECKS(name).filter(
    (c) => c !== 'wrap' || (fault === 'wrap' ? folds >= 5 : folds < 1),
  );
  return { seed, name, fault, checks, found: summary(report), notChecked: report.notChecked };
}

/** All series of a seed, judged; none where it was not scanned. */
export function judgeSeed(work: string, seed: number): Judged[] {
  const patient = readPatient(work, seed);
  if (!patient) return [];
  const spines = knownSpines(seed, patient);
  const places = placesOf(seed, spines.counted).map((place) => judgePlace(seed, patient, place, spines));
  const scans = SCANS.map((name) => judgeScan(work, seed, patient, name, spines));
  return [...places, ...scans].flatMap((judged) => judged ?? []);
}
