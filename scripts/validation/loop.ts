import { realPatients } from '../evaluate/measure';
import { shippedModels, shippedNames } from '../evaluate/model';
import { quantile } from '../evaluate/statistics';
import { readStoredBytes } from '../evaluate/store';
import { CONSTRAINTS, violations, type Constraint, type Violation } from '../loop/check';
import { finalSeries, labelsFile, readPhantom, type KeptPhantom, type KeptSeries } from '../loop/kept';
import limits from '../loop/limits.json' with { type: 'json' };
import { FIRST_SEED, MOST_PHANTOMS, REAL, workFolder } from '../loop/places';
import { planeError, type PlaneError } from '../../src/regression';
import { readRealLoop, type KeptReal } from '../loop/real';
import { share, table } from './markdown';

const WORST = 5;
const DISCS = ['L3-L4', 'L4-L5', 'L5-S1'] as const;
const deg = (value: number): string => (Number.isFinite(value) ? `${value.toFixed(2)}°` : '–');
const mm = (value: number): string => (Number.isFinite(value) ? `${value.toFixed(2)} mm` : '–');
const median = (values: readonly number[]): number => quantile(values, 0.5);
const met = (is: boolean): string => (is ? 'met' : '**missed**');

const axialsOf = (kept: KeptPhantom) => finalSeries(kept).filter(({ group }) => group.kind === 'axial');

const hasMetal = ({ truth }: KeptPhantom): boolean =>
  truth.findings.some(({ kind }) => kind === 'pedicle-screws');
const isTransitional = ({ truth }: KeptPhantom): boolean =>
  truth.transition !== 'none' || truth.lumbarVertebrae !== 5;

/** How many patients of each kind there are. */
function patients(all: readonly KeptPhantom[]): string {
  const count = (is: (kept: KeptPhantom) => boolean): number => all.filter(is).length;
  return [
    `scoliosis of ${limits.scoliosisDeg.value}° or more ${count(({ truth }) => truth.measures.cobbDeg >= limits.scoliosisDeg.value)}`,
    `a slip of ${limits.slipMm.value} mm or more ${count(({ truth }) => truth.measures.discs.some((d) => Math.abs(d.listhesisMm) >= limits.slipMm.value))}`,
    `a transitional vertebra or not five lumbar ones ${count(isTransitional)}`,
    `screws ${count(hasMetal)}`,
  ].join(', ');
}

interface PhantomPlane extends PlaneError {
  readonly seed: number;
}

const planesOf = (all: readonly KeptPhantom[]): PhantomPlane[] =>
  all.flatMap((kept) =>
    axialsOf(kept).flatMap(({ group }) => {
      const error = planeError(group, kept.truth);
      return error ? [{ seed: kept.seed, ...error }] : [];
    }),
  );

function planeRows(planes: readonly PlaneError[]): string[][] {
  const row = (name: string, own: readonly PlaneError[]): string[] => {
    const of = (read: (p: PlaneError) => number): number[] => own.map(read);
    const [angles, offsets, centres] = [of((p) => p.angleDeg), of((p) => p.offsetMm), of((p) => p.centreMm)];
    return [
      ...[name, String(own.length)],
      ...[median(angles), quantile(angles, 0.95), Math.max(...angles)].map(deg),
      ...[median(offsets), quantile(offsets, 0.95), median(centres), quantile(centres, 0.95)].map(mm),
    ];
  };
  return [
    ...DISCS.map((level) =>
      row(
        level,
        planes.filter((p) => p.level === level),
      ),
    ),
    row('all', planes),
  ];
}

const PLANE_HEAD = [
  ...['disc', 'groups', 'angle, median', '95 %', 'largest', 'plane to disc centre, median', '95 %'],
  ...['group centre, median', '95 %'],
];

const WHAT: Readonly<Record<Constraint, string>> = {
  coverage: 'T12 to S2 within the sagittal field',
  foramina: 'both foramina of L1-L2 and below within the sagittal stack',
  pedicles: 'axial stacks from pedicle to pedicle',
  crossing: 'no voxel of the canal in two axial stacks of one run',
  band: 'no voxel of vertebra, disc or canal under the saturation band',
  level: 'axial groups under the true name of their disc',
};

function constraintRows(found: readonly Violation[], exams: number): string[][] {
  return CONSTRAINTS.map((constraint) => {
    const own = found.filter((v) => v.constraint === constraint);
    const patientsWith = new Set(own.map(({ seed }) => seed)).size;
    const silent = own.filter(({ announced }) => !announced).length;
    return [WHAT[constraint], share(exams - patientsWith, exams), String(own.length), String(silent)];
  });
}

function targetRows(planes: readonly PlaneError[], found: readonly Violation[], exams: number): string[][] {
  const { median: m, p95 } = limits.phantoms.angleDeg;
  const angles = planes.map((p) => p.angleDeg);
  const [middle, high] = [median(angles), quantile(angles, 0.95)];
  const free = (constraint: Constraint): number =>
    exams - new Set(found.filter((v) => v.constraint === constraint).map((v) => v.seed)).size;
  const silent = found.filter(({ announced }) => !announced).length;
  return [
    ['axial plane to disc, median', deg(middle), `at most ${m}°`, met(middle <= m)],
    ['the same, 95th percentile', deg(high), `at most ${p95}°`, met(high <= p95)],
    [
      'patients without a crossing over the canal',
      share(free('crossing'), exams),
      'all',
      met(free('crossing') === exams),
    ],
    [
      'patients without a band over the spine',
      share(free('band'), exams),
      'all',
      met(free('band') === exams),
    ],
    [
      'violated constraints that were announced',
      `${found.length - silent}/${found.length}`,
      'all',
      met(silent === 0),
    ],
  ];
}

function repeats(all: readonly KeptPhantom[]): string {
  const series = all.flatMap((kept) => kept.series.filter(({ quality }) => quality !== null));
  const again = series.filter(({ attempt }) => attempt > 1).length;
  const final = all.flatMap(finalSeries).filter(({ quality }) => quality !== null);
  const count = (verdict: string): number =>
    final.filter(({ quality }) => quality?.verdict === verdict).length;
  const reasons = (among: readonly KeptSeries[], wanted: string): string => {
    const faults = new Map<string, number>();
    for (const { fault, grade } of among.flatMap(({ quality }) => quality?.findings ?? []))
      if (grade === wanted) faults.set(fault, (faults.get(fault) ?? 0) + 1);
    return faults.size === 0 ? '' : ` (${[...faults].map(([fault, n]) => `${fault} ${n}`).join(', ')})`;
  };
  return `Of ${final.length} series ${again} were taken again${reasons(series, 'repeat')}; in the end ${count('accept')} were accepted, ${count('accept-with-remark')} with a remark${reasons(final, 'remark')}, ${count('repeat')} not.`;
}

function worst(planes: readonly PhantomPlane[], all: readonly KeptPhantom[]): string {
  const rows = [...planes]
    .sort((a, b) => b.angleDeg - a.angleDeg)
    .slice(0, WORST)
    .map(({ seed, level, named, angleDeg, offsetMm }) => {
      const kept = all.find((k) => k.seed === seed);
      const kinds = [...new Set(kept?.truth.findings.map(({ kind }) => kind))].filter(
        (k) => k !== 'pfirrmann',
      );
      const cobb = kept ? `Cobb ${kept.truth.measures.cobbDeg.toFixed(0)}°` : '';
      return [
        String(seed),
        named === level ? level : `${level} as ${named}`,
        deg(angleDeg),
        mm(offsetMm),
        [cobb, ...kinds].join(', '),
      ];
    });
  return table(['seed', 'disc', 'angle', 'plane to disc centre', 'patient'], rows);
}

const isUsual = (kept: KeptPhantom): boolean => !isTransitional(kept);
const namedRight = (planes: readonly PlaneError[]): string =>
  share(planes.filter((p) => p.level === p.named).length, planes.length);

interface RealPlane extends PlaneError {
  /** Of the disc in the labels drawn by hand. */
  readonly referenceConfidence: number;
}

function realPlanes({ groups, reference }: KeptReal): RealPlane[] {
  return groups.flatMap((group) => {
    const error = planeError(group, reference.spine);
    return error ? [{ ...error, referenceConfidence: reference.discConfidence[error.level] ?? 0 }] : [];
  });
}

function realPart(work: string): string {
  const patients = realPatients(REAL).flatMap((patient) => readRealLoop(work, patient) ?? []);
  if (patients.length === 0) return 'Reference data absent.';
  const { median: m, p95 } = limits.real.angleDeg;
  const unsure = limits.unsureReference.value;
  const all = patients.flatMap(realPlanes);
  const sure = all.filter((p) => p.referenceConfidence >= unsure);
  const row = (name: string, own: readonly RealPlane[]): string[][] => {
    const angles = own.map((p) => p.angleDeg);
    const [middle, high] = [median(angles), quantile(angles, 0.95)];
    return [
      [`${name}, median`, String(own.length), deg(middle), `at most ${m}°`, met(middle <= m)],
      [`${name}, 95th percentile`, String(own.length), deg(high), `at most ${p95}°`, met(high <= p95)],
    ];
  };
  const widths = patients.map(({ widthMm }) => widthMm);
  const rows = patients.map((kept) => {
    const planes = realPlanes(kept);
    const cell = (level: string): string => {
      const plane = planes.find((p) => p.level === level);
      const doubt = plane && plane.referenceConfidence < unsure ? ' (reference unsure)' : '';
      return `${deg(plane?.angleDeg ?? NaN)}${doubt}`;
    };
    const said = kept.refused ? [kept.refused.sentence] : kept.announced;
    return [kept.patient, `${kept.widthMm.toFixed(0)} mm`, ...DISCS.map(cell), said.join(' ')];
  });
  return `Axial plan on the network's labels of the T2 SPACE volumes against the planes found in the labels drawn by hand (SPIDER, CC BY 4.0). The volumes
show only ${Math.min(...widths).toFixed(0)} to ${Math.max(...widths).toFixed(0)} mm of a disc from side to side, where the side-to-side tilt of either has a standard error of 1 to 2.5°. A reference
is unsure where its own confidence in the plane is below ${unsure}.

${table(['figure', 'planes', 'measured', 'asked for', ''], [...row('plan to reference', all), ...row('the same where the reference is sure', sure)])}

${table(['patient', 'width shown', ...DISCS, 'announced'], rows)}`;
}

/** The closed loop on phantoms whose truth is known and on real patients: what `npx tsx scripts/loop.ts` has kept. */
export function loopPart(): string {
  const work = workFolder(
    shippedModels().map(({ name, version, weights }) => ({ name, version, sha256: weights.sha256 })),
  );
  const seeds = Array.from({ length: MOST_PHANTOMS }, (_, n) => FIRST_SEED + n);
  const all = seeds.flatMap((seed) => readPhantom(work, seed) ?? []);
  if (all.length === 0) throw new Error('nothing was measured: run `npx tsx scripts/loop.ts` first');
  const exams = all.filter(({ refused }) => refused === undefined);
  const planes = planesOf(exams);
  const found = exams.flatMap((kept) => violations(kept, readStoredBytes(labelsFile(work, kept.seed))));
  const silent = found.filter(({ announced }) => !announced);
  const tolerance = limits.toleranceMm.value;
  return `${all.length} phantoms of the clinic population (of seeds ${FIRST_SEED}–${FIRST_SEED + MOST_PHANTOMS - 1}; no network was trained on them): ${patients(all)}.
Each is examined by \`runLoop\` with ${shippedNames()} on WebAssembly: localizer, sagittal T2 and axial T2 of the radiculopathy protocol at
1.5 T, at full matrix, with noise, breathing and pulsation at rest. ${all.length - exams.length} were refused. Planes are those of the groups as acquired in the end.

${table(['figure', 'measured', 'asked for', ''], targetRows(planes, found, exams.length))}

${table(PLANE_HEAD, planeRows(planes))}

Names of the axial groups: ${namedRight(planes)} right; of patients with five lumbar vertebrae and no transitional one ${namedRight(planesOf(exams.filter(isUsual)))}.
${repeats(exams)}
A case took ${median(all.map((k) => k.seconds)).toFixed(0)} s (median; one process on a machine shared with others).

### Constraints, by one who knows the truth

Held against the truth's landmarks (a place counts as missed from ${tolerance} mm on; a pedicle when the stack ends more than ${(limits.pedicleReachedWithinMm.value + tolerance).toFixed(1)} mm before it) and
its label map (crossings, band: any voxel). Four or six lumbar vertebrae show no sign in labels without ribs (decision 0012): their wrong names cannot be
announced. Announced: said before the plan is used, or found by quality control. In brackets: Wilson's 95 % interval.

${table(['constraint', 'patients in whom it holds', 'violations', 'not announced'], constraintRows(found, exams.length))}

${silent.length === 0 ? 'All violations were announced.' : `Not announced: ${silent.map(({ seed, words }) => `${seed}: ${words}`).join('; ')}.`}

### Largest angles

${worst(planes, exams)}

### Real patients

${realPart(work)}`;
}
