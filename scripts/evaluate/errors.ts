import { affineDirections, applyToPoint, distance, type Vec3 } from '../../src/geometry';
import type { Spine } from '../../src/patient';
import { LABEL, type LabelVolume, type LabelName, type Volume } from '../../src/volume';

/** Where a structure was got wrong. */
export interface Wrong {
  /** Of the wrong voxels, the share that is true but was not found; the others were found and are not true. */
  readonly missedShare: number;
  /** Of the wrong voxels, the share in the outermost sixth of the slices on either side; absent where there are fewer than three slices. */
  readonly outerShare?: number;
  /** The disc nearest to most of them, with their share; absent where the discs are not known. */
  readonly level?: { readonly name: string; readonly share: number };
  /** The slice (of the left–right axis) with most of them. */
  readonly slice: number;
}

/** The array's axis that runs most nearly along a patient axis (0 left, 1 back, 2 up), and whether it runs along it. */
export function axisAlong({ voxelToPatient }: Pick<Volume, 'voxelToPatient'>, patientAxis: 0 | 1 | 2) {
  const along = affineDirections(voxelToPatient).map((direction) => direction[patientAxis]);
  const size = along.map(Math.abs);
  const axis = size.indexOf(Math.max(...size)) as 0 | 1 | 2;
  return { axis, forward: (along[axis] ?? 0) > 0 };
}

const OUTER = 1 / 6;

/** Voxels in which two label maps of one grid disagree about a label. */
export function whereWrong(
  found: LabelVolume,
  truth: LabelVolume,
  label: number,
  discs: Spine['discs'] = [],
): Wrong {
  const [nx, ny] = found.dims;
  const { axis } = axisAlong(found, 0);
  const slices = new Float64Array(found.dims[axis]);
  const byDisc = new Map<string, number>();
  let [wrong, missed] = [0, 0];
  found.data.forEach((value, n) => {
    const isTrue = truth.data[n] === label;
    if (isTrue === (value === label)) return;
    wrong++;
    if (isTrue) missed++;
    const at: Vec3 = [n % nx, Math.floor(n / nx) % ny, Math.floor(n / (nx * ny))];
    slices[at[axis]] = (slices[at[axis]] ?? 0) + 1;
    const level = nearestLevel(applyToPoint(found.voxelToPatient, at), discs);
    if (level) byDisc.set(level, (byDisc.get(level) ?? 0) + 1);
  });
  const outer = Math.max(1, Math.round(slices.length * OUTER));
  const outside = [...slices.subarray(0, outer), ...slices.subarray(Math.max(outer, slices.length - outer))];
  const most = [...byDisc].sort((a, b) => b[1] - a[1])[0];
  return {
    missedShare: missed / wrong,
    ...(slices.length > 2 ? { outerShare: outside.reduce((sum, n) => sum + n, 0) / wrong } : {}),
    ...(most ? { level: { name: most[0], share: most[1] / wrong } } : {}),
    slice: slices.indexOf(Math.max(...slices)),
  };
}

function nearestLevel(point: Vec3, discs: Spine['discs']): string | undefined {
  let [best, name]: [number, string | undefined] = [Infinity, undefined];
  for (const disc of discs) {
    const apart = distance(point, disc.centre);
    if (apart < best) [best, name] = [apart, disc.level];
  }
  return name;
}

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

/** One sentence on where and how a structure was got wrong. */
export function wrongSentence(structure: LabelName, { missedShare, outerShare, level }: Wrong): string {
  const kind =
    missedShare >= 0.5
      ? `${percent(missedShare)} of the wrong voxels are ${structure} that was missed`
      : `${percent(1 - missedShare)} of the wrong voxels were called ${structure} and are not`;
  const where = level ? `, ${percent(level.share)} lie nearest to ${level.name}` : '';
  const outside = outerShare === undefined ? '' : `, ${percent(outerShare)} in the outer third of the slices`;
  return `${kind}${where}${outside}.`;
}

export const labelOf = (structure: LabelName): number => LABEL[structure];
