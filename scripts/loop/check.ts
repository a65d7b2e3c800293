import { applyToPoint, dot, stackExtentMm, sub, SUPERIOR, type Vec3 } from '../../src/geometry';
import {
  foraminaOutside,
  insideGroup,
  pedicleReach,
  spanOfInterest,
  type Fault,
  type PlannedGroup,
  type SaturationBand,
} from '../../src/planning';
import { LABEL, type LabelVolume } from '../../src/volume';
import { finalSeries, type KeptPhantom, type KeptSeries } from './kept';
import limits from './limits.json' with { type: 'json' };
import { discUnder } from '../../src/regression';

export const CONSTRAINTS = ['coverage', 'foramina', 'pedicles', 'crossing', 'band', 'level'] as const;
export type Constraint = (typeof CONSTRAINTS)[number];

/** What one who knows the truth finds violated, and whether the loop has said so. */
export interface Violation {
  readonly constraint: Constraint;
  readonly seed: number;
  readonly words: string;
  readonly announced: boolean;
}

type Found = Omit<Violation, 'seed' | 'announced'> & {
  /** Series whose findings may tell of it. */
  readonly groups: readonly string[];
};

const tolerance = limits.toleranceMm.value;
const mm = (value: number): string => `${value.toFixed(1)} mm`;

/** T12 to S2 in the sagittal field, and the foramina between its outer slices. */
function sagittalFaults({ group }: KeptSeries, { truth }: KeptPhantom): Found[] {
  const { top, bottom } = spanOfInterest(truth);
  const half = (Math.abs(dot(group.rowDirection, SUPERIOR)) > 0.7 ? group.fovReadMm : group.fovPhaseMm) / 2;
  const up = Math.abs(dot(group.rowDirection, SUPERIOR)) > 0.7 ? group.rowDirection : group.columnDirection;
  const beyond = (p: Vec3): number => Math.abs(dot(sub(p, group.centre), up)) - half;
  const ends = (
    [
      ['T12', top],
      ['S2', bottom],
    ] as const
  ).filter(([, point]) => beyond(point) > tolerance);
  const wider = {
    ...group,
    sliceGap: 0,
    sliceThickness: (stackExtentMm(group) + 2 * tolerance) / group.sliceCount,
  };
  const missed = foraminaOutside(wider, truth);
  return [
    ...(ends.length > 0
      ? [
          {
            constraint: 'coverage' as const,
            words: ends.map(([name, point]) => `${name} ${mm(beyond(point))} outside the field`).join(', '),
            groups: [group.name],
          },
        ]
      : []),
    ...(missed.length > 0
      ? [
          {
            constraint: 'foramina' as const,
            words: `${missed.map(({ level, side }) => `${level} ${side}`).join(', ')} outside the stack`,
            groups: [group.name],
          },
        ]
      : []),
  ];
}

/** From pedicle to pedicle, under the true name. */
function axialFaults({ group }: KeptSeries, { truth }: KeptPhantom): Found[] {
  const disc = discUnder(group, truth);
  if (!disc) return [];
  const { above, below } = pedicleReach(disc, truth);
  const half = stackExtentMm(group) / 2;
  const off = dot(sub(group.centre, disc.centre), disc.normal);
  const missing = Math.max(above - half - off, below - half + off);
  const groups = [group.name];
  return [
    ...(missing > limits.pedicleReachedWithinMm.value + tolerance
      ? [
          {
            constraint: 'pedicles' as const,
            words: `${group.name} ends ${mm(missing)} short of a pedicle`,
            groups,
          },
        ]
      : []),
    ...(group.level === disc.level
      ? []
      : [{ constraint: 'level' as const, words: `${group.name} lies on ${disc.level}`, groups }]),
  ];
}

/** Places of the voxels that a test on their label holds for. */
function* places({ data, dims, voxelToPatient }: LabelVolume, wanted: readonly number[]): Generator<Vec3> {
  const [columns, rows] = dims;
  for (let n = 0; n < data.length; n++)
    if (wanted.includes(data[n] ?? 0))
      yield applyToPoint(voxelToPatient, [
        n % columns,
        Math.floor(n / columns) % rows,
        Math.floor(n / (columns * rows)),
      ]);
}

/** Voxels of the canal that two stacks of one run hold both. */
function crossingFaults(axials: readonly KeptSeries[], canal: readonly Vec3[]): Found[] {
  const pairs = axials.flatMap(({ group, companions }) =>
    companions.filter((other) => other.name > group.name).map((other) => [group, other] as const),
  );
  return pairs.flatMap(([a, b]) => {
    const shared = canal.filter((p) => insideGroup(a, p) && insideGroup(b, p)).length;
    if (shared === 0) return [];
    const words = `${a.name} and ${b.name} share ${shared} voxels of the canal`;
    return [{ constraint: 'crossing' as const, words, groups: [a.name, b.name] }];
  });
}

/** How far the band lies over a vertebra, a disc or the canal that the stack shows. */
function bandFaults(bands: readonly SaturationBand[], group: PlannedGroup, spine: readonly Vec3[]): Found[] {
  const tall = { ...group, sliceThickness: 1e4, sliceGap: 0 };
  return bands.flatMap((band) => {
    const depth = (p: Vec3): number => band.thickness / 2 - Math.abs(dot(sub(p, band.centre), band.normal));
    const over = spine.reduce(
      (most, p) => (insideGroup(tall, p) ? Math.max(most, depth(p)) : most),
      -Infinity,
    );
    if (over <= 0) return [];
    return [
      {
        constraint: 'band' as const,
        words: `the band lies ${mm(over)} over the spine`,
        groups: [group.name],
      },
    ];
  });
}

/** Findings that tell of a violation, and sentences that do. */
const TOLD: Readonly<
  Record<Constraint, { faults: readonly Fault[]; sentence: (groups: string[]) => RegExp }>
> = {
  coverage: { faults: ['coverage'], sentence: () => /T12|S2/ },
  foramina: { faults: ['foramina'], sentence: () => /foram/i },
  pedicles: { faults: ['position'], sentence: ([name = '']) => new RegExp(`${name}\\b.*pedicle`) },
  crossing: { faults: ['crossing'], sentence: (names) => new RegExp(`${names.join('.*')}.*cross`) },
  band: { faults: ['saturation'], sentence: () => /saturation band/i },
  level: { faults: ['level'], sentence: () => /\blevels?\b.*(count|check|confidence)|transitional/i },
};

function isTold(
  { constraint, groups }: Found,
  { announced }: KeptPhantom,
  final: readonly KeptSeries[],
): boolean {
  const { faults, sentence } = TOLD[constraint];
  const pattern = sentence([...groups]);
  return (
    announced.some((words) => pattern.test(words)) ||
    final.some(
      ({ group, quality }) =>
        groups.includes(group.name) &&
        quality?.findings.some(({ fault, grade }) => faults.includes(fault) && grade !== 'ok'),
    )
  );
}

/** Every constraint that a finished exam violates by the truth. */
export function violations(kept: KeptPhantom, labels: LabelVolume): Violation[] {
  const final = finalSeries(kept).filter(({ step }) => step !== 'localizer');
  const sagittal = final.filter(({ group }) => group.kind === 'sagittal');
  const axials = final.filter(({ group }) => group.kind === 'axial');
  const canal = [...places(labels, [LABEL.canal])];
  const spine = [...places(labels, [LABEL.vertebra, LABEL.disc, LABEL.canal])];
  const found = [
    ...sagittal.flatMap((s) => sagittalFaults(s, kept)),
    ...sagittal.flatMap((s) => bandFaults(s.saturationBands, s.group, spine)),
    ...axials.flatMap((s) => axialFaults(s, kept)),
    ...crossingFaults(axials, canal),
    ...axials.slice(0, 1).flatMap((s) => bandFaults(s.saturationBands, sagittal[0]?.group ?? s.group, spine)),
  ];
  return found.map((f) => ({
    ...{ constraint: f.constraint, words: f.words, seed: kept.seed, announced: isTold(f, kept, final) },
  }));
}
