import { assertSliceGroup, stackExtentMm, type SliceGroup, type Vec3 } from '../geometry';
import { imageDims, phaseDirectionsInPlane, phaseEncoding } from './encoding';
import { nearest, upTo, type Change, type Request, type Rule } from './refusal';
import { SIGNAL } from './signalConstants';
import { SYSTEM } from './system';
import type { Sequence } from './types';

const L = SYSTEM.limits;
const MIB = 1024 * 1024;

type Key<T> = { [K in keyof T]-?: T[K] extends number ? K : never }[keyof T];

interface Range {
  readonly code: string;
  /** With its article, e.g. `A slice count`. */
  readonly what: string;
  readonly range: readonly [number, number];
  readonly unit?: string;
  /** Only whole numbers. */
  readonly whole?: boolean;
}

interface Holder {
  readonly value: number;
  readonly change: (value: number) => Omit<Change, 'text'>;
}

/** A number outside its range, NaN included. */
function rangeRule(
  { code, what, range, unit = '', whole = false }: Range,
  read: (r: Request) => Holder,
): Rule {
  return (request) => {
    const { value, change } = read(request);
    const [min, max] = range;
    if (value >= min && value <= max && (!whole || Number.isInteger(value))) return undefined;
    const legal = nearest(whole ? Math.round(value) : value, range);
    const kind = whole ? 'a whole number' : 'a value';
    const text = `use ${kind} from ${min} to ${max}${unit}`;
    return {
      code,
      message: `${what} of ${value}${unit} is not possible.`,
      changes: [{ text, ...change(legal) }],
    };
  };
}

const groupRange = (key: Key<SliceGroup>, range: Range): Rule =>
  rangeRule(range, ({ group }) => ({ value: group[key], change: (value) => ({ group: { [key]: value } }) }));

const sequenceRange = (key: Key<Sequence>, range: Range): Rule =>
  rangeRule(range, ({ sequence }) => ({
    value: sequence[key],
    change: (value) => ({ sequence: { [key]: value } }),
  }));

const FOV = { code: 'fov-out-of-range', what: 'A field of view', range: L.fovMm, unit: ' mm' };
const MATRIX = { code: 'matrix-out-of-range', what: 'A matrix', range: L.matrix, whole: true };

/** Partitions of a 3-D slab may be thinner than slices: no slice profile has to be cut out. */
const thickness: Rule = (request) => {
  const range = request.sequence.kind === 'TSE-3D' ? L.partitionThicknessMm : L.sliceThicknessMm;
  const what = request.sequence.kind === 'TSE-3D' ? 'A partition thickness' : 'A slice thickness';
  return groupRange('sliceThickness', { code: 'slice-thickness-out-of-range', what, range, unit: ' mm' })(
    request,
  );
};

const fieldStrength: Rule = ({ sequence }) => {
  const known = L.fieldStrengthsT;
  if (known.includes(sequence.fieldStrengthT)) return undefined;
  return {
    code: 'field-strength-unknown',
    message: `There is no scanner of ${sequence.fieldStrengthT} T here.`,
    changes: known.map((fieldStrengthT) => ({
      text: `use ${fieldStrengthT} T`,
      sequence: { fieldStrengthT },
    })),
  };
};

/** Directions and names: only a fault of a file or a program makes them wrong, so `assertSliceGroup` speaks for itself. */
const geometry: Rule = ({ group }) => {
  assertSliceGroup(group);
  return undefined;
};

/** The nearest place for a stack's centre that lies in the magnet. */
export function withinMagnet([x, y, z]: Vec3): Vec3 {
  const near = (value: number): number => nearest(value, [-L.centreMm, L.centreMm]);
  return [near(x), near(y), near(z)];
}

const centre: Rule = ({ group }) => {
  const far = Math.max(...group.centre.map(Math.abs));
  if (far <= L.centreMm) return undefined;
  return {
    code: 'centre-out-of-range',
    message: `The stack "${group.name}" lies ${far} mm away, outside any magnet.`,
    changes: [
      {
        text: `use a centre within ${L.centreMm} mm of the origin along each axis`,
        group: { centre: withinMagnet(group.centre) },
      },
    ],
  };
};

const stackLength: Rule = ({ group }) => {
  const extent = stackExtentMm(group);
  if (extent <= L.stackMm) return undefined;
  const { sliceThickness, sliceGap } = group;
  const sliceCount = Math.floor((L.stackMm + sliceGap) / (sliceThickness + sliceGap) + 1e-9);
  return {
    code: 'stack-too-long',
    message: `The stack "${group.name}" is ${Math.round(extent)} mm long, more than the magnet's ${L.stackMm} mm.`,
    changes: [{ text: `take fewer slices, at most ${sliceCount}`, group: { sliceCount } }],
  };
};

const slabGap: Rule = ({ group, sequence }) => {
  if (sequence.kind !== 'TSE-3D' || group.sliceGap === 0) return undefined;
  return {
    code: 'slab-with-gaps',
    message: `The partitions of a 3-D slab touch; a gap of ${group.sliceGap} mm is not possible.`,
    changes: [{ text: 'use a gap of 0 mm', group: { sliceGap: 0 } }],
  };
};

const seriesSize: Rule = ({ group, sequence }) => {
  const [columns, rows, slices] = imageDims(group, sequence);
  const bytes = 2 * columns * rows * slices;
  if (bytes <= L.bytes) return undefined;
  const sliceCount = Math.floor(L.bytes / (2 * columns * rows));
  const share = Math.sqrt(L.bytes / bytes);
  const [matrixRead, matrixPhase] = [sequence.matrixRead, sequence.matrixPhase].map((n) =>
    nearest(Math.floor(n * share), L.matrix),
  );
  const smaller =
    matrixRead === undefined || matrixPhase === undefined ? {} : { sequence: { matrixRead, matrixPhase } };
  return {
    code: 'series-too-large',
    message: `The series would take ${Math.round(bytes / MIB)} MiB, more than the ${L.bytes / MIB} MiB allowed.`,
    changes: [
      { text: `take at most ${sliceCount} slices`, group: { sliceCount } },
      { text: `use a smaller matrix, e.g. ${matrixRead} × ${matrixPhase}`, ...smaller },
    ],
  };
};

const phaseDirectionInPlane: Rule = ({ group, sequence }) => {
  const legal = phaseDirectionsInPlane(group);
  const { phaseEncodeDirection: wanted, orientation } = sequence;
  if (legal.includes(wanted) || (orientation === 'any' && legal.includes('RL'))) return undefined;
  return {
    code: 'phase-direction-through-slice',
    message: `The phase direction ${wanted} runs through the slices of "${group.name}", not along them.`,
    changes: [
      {
        text: `choose ${legal.join(' or ')}, or a sequence for this orientation`,
        ...(legal[0] === undefined ? {} : { sequence: { phaseEncodeDirection: legal[0] } }),
      },
    ],
  };
};

/** Read gradient, mT/m: bandwidth across the field of view over γ/2π · FOV. */
const readGradient: Rule = ({ group, sequence }) => {
  const alongRow = phaseEncoding(group, sequence).axis === 'column';
  const [fovMm, matrix] = alongRow
    ? [group.fovReadMm, sequence.matrixRead]
    : [group.fovPhaseMm, sequence.matrixPhase];
  const perHz = matrix / (SIGNAL.gyromagneticMHzPerT.value * fovMm);
  const gradient = sequence.bandwidthHzPerPixel * perHz;
  if (gradient <= L.gradientMtPerM) return undefined;
  const bandwidthHzPerPixel = upTo(L.gradientMtPerM / perHz, 0);
  const fov = Math.ceil((fovMm * gradient) / L.gradientMtPerM);
  const byBandwidth = {
    text: `use a bandwidth of at most ${bandwidthHzPerPixel} Hz`,
    sequence: { bandwidthHzPerPixel },
  };
  const byFov = {
    text: `use a field of view of at least ${fov} mm along read`,
    group: alongRow ? { fovReadMm: fov } : { fovPhaseMm: fov },
  };
  return {
    code: 'gradient-too-strong',
    message: `Read-out would need a gradient of ${gradient.toFixed(1)} mT/m; the system has ${L.gradientMtPerM} mT/m.`,
    changes: [
      ...(bandwidthHzPerPixel >= L.bandwidthHzPerPixel[0] ? [byBandwidth] : []),
      ...(fov <= L.fovMm[1] ? [byFov] : []),
    ],
  };
};

/** Every number within its range, then what depends on several of them. In this order: later rules rely on earlier ones. */
export const EXTENT_RULES: readonly Rule[] = [
  fieldStrength,
  groupRange('sliceCount', {
    ...{ code: 'slice-count-out-of-range', what: 'A slice count', range: L.slices, whole: true },
  }),
  thickness,
  groupRange('sliceGap', {
    ...{ code: 'slice-gap-out-of-range', what: 'A slice gap', range: L.sliceGapMm, unit: ' mm' },
  }),
  groupRange('fovReadMm', FOV),
  groupRange('fovPhaseMm', FOV),
  sequenceRange('matrixRead', MATRIX),
  sequenceRange('matrixPhase', MATRIX),
  sequenceRange('interpolation', {
    ...{ code: 'interpolation-out-of-range', what: 'An interpolation', range: L.interpolation, whole: true },
  }),
  sequenceRange('repetitionTimeMs', {
    ...{ code: 'repetition-time-out-of-range', what: 'A TR', range: L.repetitionTimeMs, unit: ' ms' },
  }),
  sequenceRange('flipAngleDeg', {
    ...{ code: 'flip-angle-out-of-range', what: 'A flip angle', range: L.flipAngleDeg, unit: '°' },
  }),
  sequenceRange('averages', {
    ...{ code: 'averages-out-of-range', what: 'A number of averages', range: L.averages, whole: true },
  }),
  sequenceRange('bandwidthHzPerPixel', {
    ...{ code: 'bandwidth-out-of-range', what: 'A bandwidth', range: L.bandwidthHzPerPixel, unit: ' Hz' },
  }),
  sequenceRange('echoTrainLength', {
    ...{ code: 'echo-train-out-of-range', what: 'An echo train length', range: L.echoTrainLength },
    whole: true,
  }),
  sequenceRange('phaseOversampling', {
    ...{ code: 'oversampling-out-of-range', what: 'A phase oversampling', range: L.phaseOversampling },
  }),
  sequenceRange('phaseResolution', {
    ...{ code: 'phase-resolution-out-of-range', what: 'A phase resolution', range: L.phaseResolution },
  }),
  sequenceRange('partialFourier', {
    ...{ code: 'partial-fourier-out-of-range', what: 'A partial Fourier share', range: L.partialFourier },
  }),
  sequenceRange('accelerationFactor', {
    ...{ code: 'acceleration-out-of-range', what: 'An acceleration factor', range: L.accelerationFactor },
    whole: true,
  }),
  sequenceRange('concatenations', {
    ...{ code: 'concatenations-out-of-range', what: 'A number of concatenations' },
    ...{ range: L.concatenations, whole: true },
  }),
  geometry,
  centre,
  slabGap,
  stackLength,
  seriesSize,
  phaseDirectionInPlane,
  readGradient,
];
