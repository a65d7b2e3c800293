import { sagittalMeasures, spineFromLabels, type SagittalMeasures, type SpineEstimate } from '../anatomy';
import {
  applyToPoint,
  distance,
  invertAffine,
  isIsocenterError,
  multiplyAffine,
  type Affine,
} from '../geometry';
import type { Heights, PhantomTruth, Spine } from '../patient';
import type { LabelVolume } from '../volume';
import { readingKey, type Measure, type Readings } from './readings';

/** What is measured on sagittal series, in the order of the page. */
export const SAGITTAL_MEASURES: Readonly<Record<string, Measure>> = {
  discAnterior: { title: 'disc height, anterior', unit: 'mm', digits: 2 },
  discMiddle: { title: 'disc height, middle', unit: 'mm', digits: 2 },
  discPosterior: { title: 'disc height, posterior', unit: 'mm', digits: 2 },
  heightIndex: { title: 'disc height index', unit: '', digits: 3 },
  bodyAnterior: { title: 'vertebral height, anterior', unit: 'mm', digits: 2 },
  bodyMiddle: { title: 'vertebral height, middle', unit: 'mm', digits: 2 },
  bodyPosterior: { title: 'vertebral height, posterior', unit: 'mm', digits: 2 },
  wedgeRatio: { title: 'anterior over posterior vertebral height', unit: '', digits: 3 },
  listhesis: { title: 'listhesis', unit: 'mm', digits: 2 },
  lordosis: { title: 'lordosis L1–S1', unit: '°', digits: 2 },
  cobb: { title: 'Cobb angle', unit: '°', digits: 2 },
};

/** One quantity at one place. */
export interface SagittalValue {
  readonly measure: string;
  readonly where: string;
  readonly value: number;
}

const heightReadings = (what: 'disc' | 'body', where: string, h: Heights): SagittalValue[] => [
  { measure: `${what}Anterior`, where, value: h.anteriorMm },
  { measure: `${what}Middle`, where, value: h.middleMm },
  { measure: `${what}Posterior`, where, value: h.posteriorMm },
];

const meanOf = (h: Heights): number => (h.anteriorMm + h.middleMm + h.posteriorMm) / 3;

/** The same quantities of the patient as painted. */
export function trueReadings({ measures }: PhantomTruth): SagittalValue[] {
  const middleOf = (level: string | undefined): number[] =>
    measures.vertebrae.flatMap((v) => (v.level === level ? [v.heights.middleMm] : []));
  return [
    ...measures.discs.flatMap(({ level, heights, listhesisMm }): SagittalValue[] => {
      const [over, under] = level.split('-');
      const beside = [...middleOf(over), ...middleOf(under)];
      const bodyMm = beside.reduce((sum, h) => sum + h, 0) / beside.length;
      return [
        ...heightReadings('disc', level, heights),
        ...(beside.length > 0
          ? [{ measure: 'heightIndex', where: level, value: meanOf(heights) / bodyMm }]
          : []),
        { measure: 'listhesis', where: level, value: listhesisMm },
      ];
    }),
    ...measures.vertebrae.flatMap(({ level, heights }): SagittalValue[] => [
      ...heightReadings('body', level, heights),
      { measure: 'wedgeRatio', where: level, value: heights.anteriorMm / heights.posteriorMm },
    ]),
    { measure: 'lordosis', where: 'spine', value: measures.lordosisDeg },
    { measure: 'cobb', where: 'spine', value: measures.cobbDeg },
  ];
}

/** A found disc or body farther from a true one than this is another: less than half the least distance between two. */
const SAME_MM = 14;

/** Found names for the patient's own, by place: a wrong count is the level's error, not the height's. */
function trueNames(spine: SpineEstimate, truth: Spine, toRest: Affine): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const kind of ['discs', 'vertebrae'] as const)
    for (const { level, centre } of spine[kind]) {
      const at = applyToPoint(toRest, centre);
      const near = [...truth[kind]].sort((a, b) => distance(a.centre, at) - distance(b.centre, at))[0];
      if (near && distance(near.centre, at) < SAME_MM) names.set(level, near.level);
    }
  return names;
}

/** Whether the lumbar levels bear the patient's own names: otherwise curves run between other vertebrae than the truth's. */
export const isCounted = (names: ReadonlyMap<string, string>): boolean => names.get('L1') === 'L1';

function readingsOf(measures: SagittalMeasures, names: ReadonlyMap<string, string>): Readings {
  const out = new Map<string, number>();
  const put = (measure: string, level: string, value: number | null | undefined): void => {
    const where = level === 'spine' ? level : names.get(level);
    if (where !== undefined && typeof value === 'number') out.set(readingKey(measure, where), value);
  };
  const putHeights = (what: 'disc' | 'body', level: string, heights: Heights | null): void => {
    if (heights)
      for (const { measure, value } of heightReadings(what, level, heights)) put(measure, level, value);
  };
  for (const { level, heights, heightIndex, listhesis } of measures.discs) {
    putHeights('disc', level, heights.value);
    put('heightIndex', level, heightIndex.value);
    put('listhesis', level, listhesis.value?.mm);
  }
  for (const { level, heights, deformity } of measures.vertebrae) {
    putHeights('body', level, heights.value);
    put('wedgeRatio', level, deformity.value?.wedgeRatio);
  }
  if (isCounted(names)) {
    put('lordosis', 'spine', measures.lordosisDeg.value);
    put('cobb', 'spine', measures.cobb.value?.deg);
  }
  return out;
}

export interface SagittalReading {
  readonly readings: Readings;
  /** Undefined where the labels were refused. */
  readonly measures?: SagittalMeasures;
  readonly names: ReadonlyMap<string, string>;
}

/** A series' labels measured, at the patient's own places; nothing where the product refuses them. */
export function readSagittal(
  labels: LabelVolume | null | undefined,
  truth: Spine,
  voxelToRest: Affine,
): SagittalReading {
  const nothing = { readings: new Map<string, number>(), names: new Map<string, string>() };
  if (!labels) return nothing;
  try {
    const spine = spineFromLabels(labels);
    const toRest = multiplyAffine(voxelToRest, invertAffine(labels.voxelToPatient));
    const names = trueNames(spine, truth, toRest);
    const measures = sagittalMeasures(labels, spine);
    return { measures, names, readings: readingsOf(measures, names) };
  } catch (error) {
    if (!isIsocenterError(error)) throw error;
    return nothing;
  }
}
