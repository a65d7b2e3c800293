import {
  applyToPoint,
  signedDistance,
  sliceCentre,
  sliceNormal,
  type Plane,
  type Vec3,
} from '../../geometry';
import { sliceSchedule } from '../../scanner';
import { LABEL, type LabelVolume } from '../../volume';
import { crossings } from '../crossings';
import type { PlannedGroup } from '../types';
import { judge, type Checked } from './grade';
import { QUALITY } from './settings';
import { medianOf } from './statistics';
import type { QualityInput } from './types';

/** Middle planes of the companions' slices that are excited in the same run as each own slice. */
function spentPlanes({ group, series, companions = [], saturationBands = [] }: QualityInput): Plane[][] {
  const schedule = sliceSchedule([group, ...companions], series.sequence, saturationBands.length);
  return Array.from({ length: group.sliceCount }, (_, own) =>
    companions.flatMap((other, g) =>
      Array.from({ length: other.sliceCount }, (__, index) => index)
        .filter((index) => schedule[g + 1]?.[index]?.run === schedule[0]?.[own]?.run)
        .map((index) => ({ point: sliceCentre(other, index), normal: sliceNormal(other) })),
    ),
  );
}

interface CanalSignal {
  readonly band: number[];
  readonly clear: number[];
}

/** Canal pixels where a companion's slice was excited before, and those well away from all of them. */
function canalSignal(input: QualityInput, labels: LabelVolume, thickness: number): CanalSignal {
  const { data, voxelToPatient, dims } = input.series.volume;
  const [columns, rows] = dims;
  const planes = spentPlanes(input);
  const band: number[] = [];
  const clear: number[] = [];
  labels.data.forEach((label, n) => {
    if (label !== LABEL.canal) return;
    const slice = Math.floor(n / (columns * rows));
    const p: Vec3 = applyToPoint(voxelToPatient, [n % columns, Math.floor(n / columns) % rows, slice]);
    const nearest = Math.min(...(planes[slice] ?? []).map((plane) => Math.abs(signedDistance(plane, p))));
    if (nearest < thickness / 2) band.push(data[n] ?? 0);
    else if (nearest > thickness / 2 + QUALITY.crossing.clearMm) clear.push(data[n] ?? 0);
  });
  return { band, clear };
}

/** Signal that the canal lacks on the predicted lines, % of what it has beside them; null where one of both is too small. */
function lossPercent(input: QualityInput, labels: LabelVolume | null): number | null {
  const thickness = Math.max(...(input.companions ?? []).map((g) => g.sliceThickness));
  if (!labels) return null;
  const { band, clear } = canalSignal(input, labels, thickness);
  const { leastPixels } = QUALITY.crossing;
  if (band.length < leastPixels || clear.length < leastPixels) return null;
  return 100 * (1 - medianOf(band) / medianOf(clear));
}

/** The dark band where slices of other groups, taken in the same TR, cross the canal. `labels` on the series' grid. */
export function checkCrossing(
  input: QualityInput,
  labels: LabelVolume | null,
  canal: readonly Vec3[],
): Checked {
  const { group, companions = [] } = input;
  if (companions.length === 0) return { findings: [], notChecked: [] };
  const { remarkPercent, repeatPercent } = QUALITY.crossing;
  const named = ({ kind, ...rest }: PlannedGroup, name: string): PlannedGroup => ({ kind, ...rest, name });
  const crossed = companions.filter((other) =>
    crossings([named(group, 'own'), named(other, 'other')], canal).some(({ zone }) => zone === 'canal'),
  );
  const shares = spentPlanes({ ...input, companions: crossed }).some((planes) => planes.length > 0);
  const loss = crossed.length > 0 && shares ? lossPercent({ ...input, companions: crossed }, labels) : 0;
  const names = crossed.map((other) => other.name);
  // Predicted, and nothing in the image to contradict it.
  const value = Math.max(0, loss ?? 100);
  const finding = judge({
    ...{ fault: 'crossing', value, unit: '%' },
    limits: { remark: remarkPercent, repeat: repeatPercent },
    words: (grade) => {
      if (grade !== 'ok')
        return `The slices of ${names.join(', ')} cross the canal and leave a dark band on it${loss === null ? '' : ` (${value.toFixed(0)} % of its signal lost)`}.`;
      return crossed.length > 0
        ? `The slices of ${names.join(', ')} cross the canal and leave no band that could be seen.`
        : 'No other group crosses the canal.';
    },
    correction: () => ({
      group: group.name,
      edits: [{ kind: 'split-run', apartFrom: names }],
      words: `Run group ${group.name} apart from ${names.join(', ')}.`,
    }),
  });
  const unseen = loss === null ? ['Whether the crossing shows: too little of the canal is labelled.'] : [];
  return { findings: [finding], notChecked: unseen };
}
