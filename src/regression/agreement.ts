import { affineSpacing } from '../geometry';
import {
  cropVolume,
  diceByLabel,
  squaredDistanceTransform,
  surfaceDistance,
  type SurfaceDistance,
  type VoxelBox,
} from '../segmentation';
import { LABEL, type LabelVolume, type Volume } from '../volume';
import { TRUE_ARCH } from './fineGrid';

/** What Dice is measured of: labels, and the vertebra's two parts. */
export const DICE_KEYS = ['body', 'arch', 'vertebra', 'disc', 'canal', 'sacrum'] as const;
export type DiceKey = (typeof DICE_KEYS)[number];
export const SURFACE_KEYS = ['vertebra', 'disc', 'canal'] as const;
export type SurfaceKey = (typeof SURFACE_KEYS)[number];

/** Null where there is nothing of the kind in truth nor in what was found. */
export type Measured = number | null;

export interface Agreement {
  readonly dice: Readonly<Partial<Record<DiceKey, Measured>>>;
  readonly hausdorffMm: Readonly<Partial<Record<SurfaceKey, Measured>>>;
}

/** JSON has no NaN. */
const orNull = (value: number | undefined): Measured =>
  value !== undefined && Number.isFinite(value) ? value : null;

type Bytes = Volume<Uint8Array>;

function crop(volume: Bytes, box: VoxelBox): Bytes {
  const { data, dims, voxelToPatient } = cropVolume(volume, box);
  return { data: Uint8Array.from(data), dims, voxelToPatient };
}

/** The voxels of either map for which `wanted` holds, with one more around: what lies outside changes no distance between them. */
function jointBox(a: Bytes, b: Bytes, wanted: (value: number) => boolean): VoxelBox | undefined {
  const [nx, ny, nz] = a.dims;
  const low: [number, number, number] = [nx, ny, nz];
  const high: [number, number, number] = [0, 0, 0];
  for (let k = 0, n = 0; k < nz; k++)
    for (let j = 0; j < ny; j++)
      for (let i = 0; i < nx; i++, n++) {
        if (!wanted(a.data[n] ?? 0) && !wanted(b.data[n] ?? 0)) continue;
        low[0] = Math.min(low[0], i);
        low[1] = Math.min(low[1], j);
        low[2] = Math.min(low[2], k);
        high[0] = Math.max(high[0], i + 1);
        high[1] = Math.max(high[1], j + 1);
        high[2] = Math.max(high[2], k + 1);
      }
  if (high[0] === 0) return undefined;
  return {
    low: [Math.max(0, low[0] - 1), Math.max(0, low[1] - 1), Math.max(0, low[2] - 1)],
    high: [Math.min(nx, high[0] + 1), Math.min(ny, high[1] + 1), Math.min(nz, high[2] + 1)],
  };
}

/** Distances between a label's whole surfaces; where the grid ends a structure, its cut face is surface too. Null where one map lacks it. */
export function surfaceAgreement(
  found: LabelVolume,
  truth: LabelVolume,
  label: number,
): SurfaceDistance | null {
  const box = jointBox(found, truth, (value) => value === label);
  const apart = box && surfaceDistance(crop(found, box), crop(truth, box), label);
  return apart && Number.isFinite(apart.hausdorff95Mm) ? apart : null;
}

const hausdorff = (found: LabelVolume, truth: LabelVolume, label: number): Measured =>
  surfaceAgreement(found, truth, label)?.hausdorff95Mm ?? null;

/** Dice and 95 % Hausdorff distance of vertebra, disc and canal between two label maps of one grid. */
export function agreementOf(found: LabelVolume, truth: LabelVolume): Agreement {
  const [vertebra, disc, canal] = diceByLabel(found, truth, [LABEL.vertebra, LABEL.disc, LABEL.canal]);
  return {
    dice: { vertebra: orNull(vertebra?.dice), disc: orNull(disc?.dice), canal: orNull(canal?.dice) },
    hausdorffMm: {
      vertebra: hausdorff(found, truth, LABEL.vertebra),
      disc: hausdorff(found, truth, LABEL.disc),
      canal: hausdorff(found, truth, LABEL.canal),
    },
  };
}

const overlap = (both: number, first: number, second: number): Measured =>
  orNull((2 * both) / (first + second));

/** Found bone goes to the nearer true part, body or arch (the body where both are as near), and each is scored apart. */
function partsDice(found: LabelVolume, codes: Bytes): { body: Measured; arch: Measured } {
  const box = jointBox(found, codes, (value) => value === LABEL.vertebra || value === TRUE_ARCH);
  if (!box) return { body: null, arch: null };
  const [f, t] = [crop(found, box), crop(codes, box)];
  const spacing = affineSpacing(t.voxelToPatient);
  const distanceTo = (code: number): Float64Array =>
    squaredDistanceTransform(
      Uint8Array.from(t.data, (value) => (value === code ? 1 : 0)),
      t.dims,
      spacing,
    );
  const [toBody, toArch] = [distanceTo(LABEL.vertebra), distanceTo(TRUE_ARCH)];
  const body = { both: 0, found: 0, truth: 0 };
  const arch = { both: 0, found: 0, truth: 0 };
  f.data.forEach((label, n) => {
    const code = t.data[n];
    if (code === LABEL.vertebra) body.truth++;
    if (code === TRUE_ARCH) arch.truth++;
    if (label !== LABEL.vertebra) return;
    const isBody = (toBody[n] ?? 0) <= (toArch[n] ?? 0);
    const part = isBody ? body : arch;
    part.found++;
    if (code === (isBody ? LABEL.vertebra : TRUE_ARCH)) part.both++;
  });
  return {
    body: overlap(body.both, body.found, body.truth),
    arch: overlap(arch.both, arch.found, arch.truth),
  };
}

/**
 * A prediction against a phantom's truth on one grid.
 * @param codes truth as `truthOn` gives it
 * @param slices [from, to) of the grid that the image's slices cover: the rest is not scored
 */
export function phantomAgreement(
  found: LabelVolume,
  codes: Bytes,
  [from, to]: readonly [number, number],
): Agreement {
  const [nx, ny] = found.dims;
  const covered: VoxelBox = { low: [0, 0, from], high: [nx, ny, to] };
  const seen = crop(found, covered);
  const true_ = crop(codes, covered);
  const box = jointBox(seen, true_, (value) => value > 0);
  if (!box) return { dice: {}, hausdorffMm: {} };
  const f = crop(seen, box);
  const c = crop(true_, box);
  const labels: LabelVolume = {
    ...c,
    data: Uint8Array.from(c.data, (code) => (code === TRUE_ARCH ? LABEL.vertebra : code)),
  };
  const { dice, hausdorffMm } = agreementOf(f, labels);
  const [sacrum] = diceByLabel(f, labels, [LABEL.sacrum]);
  return { dice: { ...partsDice(f, c), ...dice, sacrum: orNull(sacrum?.dice) }, hausdorffMm };
}
