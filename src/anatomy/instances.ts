import { addScaled, affineSpacing, dot, distance, sub, type Plane, type Vec3 } from '../geometry';
import { connectedComponents } from '../segmentation';
import { createVolume, LABEL, VERTEBRA_LEVELS, type LabelVolume, type VertebraLevel } from '../volume';
import { vertebraAbove, vertebraBelow } from './bodies';
import { findSpine, type FoundSpine } from './spine';
import { sidePlane } from './regularise';
import { ANATOMY_SETTINGS } from './settings';
import { piecesOf, voxelPositions, type LabelBox } from './voxels';

/** Instance numbers of `instanceMap`; vertebrae count from 1 at the top of the image, discs from 101. */
export const INSTANCE = { firstVertebra: 1, firstDisc: 101, canal: 201, sacrum: 202 } as const;

/** A vertebra between two discs; the highest and lowest are open on one side. */
interface Slot {
  readonly level: VertebraLevel;
  readonly above: Plane | null;
  readonly below: Plane | null;
}

function slotsOf(found: FoundSpine): Slot[] {
  const slots: Slot[] = [];
  const { discs } = found;
  discs.forEach((disc, i) => {
    const upper = vertebraAbove(disc.level);
    const previous = discs[i - 1];
    // After a missing disc the vertebra above this one is not the one below the last.
    if (upper && (!previous || vertebraBelow(previous.level) !== upper))
      slots.push({ level: upper, above: null, below: sidePlane(disc.plane, 'upper') });
    const lower = vertebraBelow(disc.level);
    const next = discs[i + 1];
    if (lower && lower !== 'S1')
      slots.push({
        level: lower,
        above: sidePlane(disc.plane, 'lower'),
        below: next && vertebraAbove(next.level) === lower ? sidePlane(next.plane, 'upper') : null,
      });
  });
  return slots;
}

const height = (plane: Plane, p: Vec3): number => dot(sub(p, plane.point), plane.normal);

/** The vertebra whose body holds a point in front of the canal; −1 when it lies beyond all. */
function bodyAt(slots: readonly Slot[], p: Vec3): number {
  const slack = 3;
  return slots.findIndex(
    ({ above, below }) =>
      (above === null || height(above, p) < slack) &&
      (below === null || height(below, p) > -slack) &&
      (above !== null || below === null || height(below, p) < 60) &&
      (below !== null || above === null || height(above, p) > -60),
  );
}

/** Where along the canal the arch of each vertebra sits: behind the lower edge of its body. */
function archPoint(slot: Slot, canal: readonly Vec3[]): Vec3 | null {
  const edge =
    slot.below ??
    (slot.above && { ...slot.above, point: addScaled(slot.above.point, slot.above.normal, -30) });
  if (!edge || canal.length === 0) return edge?.point ?? null;
  return canal.reduce((best, p) => (Math.abs(height(edge, p)) < Math.abs(height(edge, best)) ? p : best));
}

/** Is the point in front of the canal, so that it belongs to a body? */
function frontTest({ canal }: FoundSpine): (p: Vec3) => boolean {
  const first = canal?.points[0];
  if (!canal || !first) return () => true;
  // The canal runs down: its point at each millimetre of height is looked up, not searched for.
  const heights = canal.points.map((p) => p[2]);
  const low = Math.floor(Math.min(...heights));
  const at = Array.from({ length: Math.ceil(Math.max(...heights)) - low + 1 }, (_, i) =>
    canal.points.reduce(
      (best, c) => (Math.abs(c[2] - low - i) < Math.abs(best[2] - low - i) ? c : best),
      first,
    ),
  );
  return (p) => {
    const near = at[Math.max(0, Math.min(at.length - 1, Math.round(p[2] - low)))] ?? first;
    return (
      p[1] < near[1] - canal.halfDepthMm * 0.8 &&
      Math.abs(p[0] - near[0]) < ANATOMY_SETTINGS.endplate.lateralMm
    );
  };
}

/** Grows the numbered bodies through the rest of the bone, nearest first along the bone: arches through their pedicles. */
function growThroughBone(labels: LabelVolume, out: Uint8Array): void {
  const [nx, ny, nz] = labels.dims;
  const [dx, dy, dz] = affineSpacing(labels.voxelToPatient);
  const steps: { by: number; di: number; dj: number; dk: number; cost: number }[] = [];
  for (const [di, dj, dk] of [
    [1, 0, 0],
    [-1, 0, 0],
    [0, 1, 0],
    [0, -1, 0],
    [0, 0, 1],
    [0, 0, -1],
  ] as const)
    steps.push({ by: di + nx * (dj + ny * dk), di, dj, dk, cost: Math.abs(di * dx + dj * dy + dk * dz) });
  // Buckets of a quarter of a millimetre: exact enough, and linear in the number of voxels.
  const bucketMm = 0.25;
  const far = new Float64Array(labels.data.length).fill(Infinity);
  const done = new Uint8Array(labels.data.length);
  const buckets: number[][] = [[]];
  for (let n = 0; n < out.length; n++) {
    if (out[n] && labels.data[n] === LABEL.vertebra) {
      far[n] = 0;
      buckets[0]?.push(n);
    }
  }
  for (let b = 0; b < buckets.length; b++) {
    for (const n of buckets[b] ?? []) {
      const d = far[n] ?? 0;
      if (done[n]) continue;
      done[n] = 1;
      const i = n % nx;
      const j = Math.floor(n / nx) % ny;
      const k = Math.floor(n / (nx * ny));
      for (const { by, di, dj, dk, cost } of steps) {
        if (i + di < 0 || i + di >= nx || j + dj < 0 || j + dj >= ny || k + dk < 0 || k + dk >= nz) continue;
        const m = n + by;
        if (labels.data[m] !== LABEL.vertebra || (far[m] ?? 0) <= d + cost) continue;
        far[m] = d + cost;
        out[m] = out[n] ?? 0;
        const into = Math.floor((d + cost) / bucketMm);
        while (buckets.length <= into) buckets.push([]);
        buckets[into]?.push(m);
      }
    }
  }
}

/** Bone that touches no body (arches seen apart in a narrow slab): to the vertebra whose arch lies nearest. */
function assignLoose(labels: LabelVolume, out: Uint8Array, arches: readonly (Vec3 | null)[]): void {
  const position = voxelPositions(labels);
  for (const piece of piecesOf(connectedComponents(labels.data, labels.dims), LABEL.vertebra)) {
    if (piece.some((n) => (out[n] ?? 0) > 0)) continue;
    const points = Array.from(piece, position);
    // A chain of arches joined at their facets is divided voxel by voxel, a single arch goes as one.
    const zs = points.map((p) => p[2]);
    const tall =
      zs.reduce((m, z) => Math.max(m, z), -Infinity) - zs.reduce((m, z) => Math.min(m, z), Infinity) > 50;
    const middle = points.reduce<Vec3>((s, p) => addScaled(s, p, 1 / points.length), [0, 0, 0]);
    const nearest = (p: Vec3): number => {
      let best = -1;
      arches.forEach((arch, i) => {
        const other = arches[best];
        if (arch && (!other || distance(arch, p) < distance(other, p))) best = i;
      });
      return best;
    };
    const one = nearest(middle);
    piece.forEach((n, i) => {
      const slot = tall ? nearest(points[i] ?? middle) : one;
      if (slot >= 0) out[n] = INSTANCE.firstVertebra + slot;
    });
  }
}

/** Names for the numbers of an instance map. */
export type InstanceNames = Readonly<Record<number, string>>;

/**
 * Every vertebra and disc with its own number on the grid of `labels`: vertebrae 1, 2 … from the top of the image,
 * discs 101, 102 … from the top, canal 201, sacrum 202; 0 background. `names` gives level and number.
 * @throws IsocenterError `anatomy-no-discs`, `anatomy-no-planes`
 */
export function instanceMap(image: LabelVolume): { map: LabelVolume; names: InstanceNames } {
  const found = findSpine(image);
  const { labels } = found.box;
  const slots = slotsOf(found).sort(
    (a, b) => VERTEBRA_LEVELS.indexOf(a.level) - VERTEBRA_LEVELS.indexOf(b.level),
  );
  const out = new Uint8Array(labels.data.length);
  const position = voxelPositions(labels);
  const isFront = frontTest(found);
  for (let n = 0; n < out.length; n++) {
    const value = labels.data[n];
    if (value === LABEL.canal) out[n] = INSTANCE.canal;
    else if (value === LABEL.sacrum) out[n] = INSTANCE.sacrum;
    else if (value === LABEL.vertebra) {
      const p = position(n);
      const slot = isFront(p) ? bodyAt(slots, p) : -1;
      if (slot >= 0) out[n] = INSTANCE.firstVertebra + slot;
    }
  }
  found.discs.forEach((disc, i) => {
    for (let n = 0; n < disc.voxels.length; n++) out[disc.voxels[n] ?? 0] = INSTANCE.firstDisc + i;
  });
  growThroughBone(labels, out);
  assignLoose(
    labels,
    out,
    slots.map((slot) => archPoint(slot, found.canal?.points ?? [])),
  );
  const names: Record<number, string> = { [INSTANCE.canal]: 'canal', [INSTANCE.sacrum]: 'sacrum' };
  slots.forEach((slot, i) => (names[INSTANCE.firstVertebra + i] = slot.level));
  found.discs.forEach((disc, i) => (names[INSTANCE.firstDisc + i] = disc.level));
  return { map: intoWhole(image, found.box, out), names };
}

/** What was worked out on the labelled part, on the whole image's grid. */
function intoWhole(
  { dims, voxelToPatient }: LabelVolume,
  { labels, from }: LabelBox,
  part: Uint8Array,
): LabelVolume {
  const whole = new Uint8Array(dims[0] * dims[1] * dims[2]);
  const [nx, ny, nz] = labels.dims;
  for (let k = 0, n = 0; k < nz; k++)
    for (let j = 0; j < ny; j++, n += nx)
      whole.set(part.subarray(n, n + nx), ((k + from[2]) * dims[1] + j + from[1]) * dims[0] + from[0]);
  return createVolume(whole, dims, voxelToPatient);
}
