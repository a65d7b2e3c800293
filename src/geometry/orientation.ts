import { cross, dot, normalize, radToDeg, type Vec3 } from './vec3';

export type CardinalOrientation = 'sagittal' | 'coronal' | 'axial';

/**
 * Orientation letters of a displayed direction, strongest first, as DICOM writes (0020,0020):
 * L/R, A/P, H/F. A component below 10 % (about 6° off axis) is left out.
 */
export function orientationLetters(direction: Vec3, threshold = 0.1): string {
  const [x, y, z] = normalize(direction);
  return (
    [
      [Math.abs(x), x > 0 ? 'L' : 'R'],
      [Math.abs(y), y > 0 ? 'P' : 'A'],
      [Math.abs(z), z > 0 ? 'H' : 'F'],
    ] as [number, string][]
  )
    .filter(([size]) => size > threshold)
    .sort((a, b) => b[0] - a[0])
    .map(([, letter]) => letter)
    .join('');
}

/** The cardinal plane nearest to a slice with this normal. */
export function nearestOrientation(normal: Vec3): CardinalOrientation {
  const [x, y, z] = [Math.abs(normal[0]), Math.abs(normal[1]), Math.abs(normal[2])];
  if (x >= y && x >= z) return 'sagittal';
  return y >= z ? 'coronal' : 'axial';
}

const AXIS: Record<CardinalOrientation, 0 | 1 | 2> = { sagittal: 0, coronal: 1, axial: 2 };
const LETTER: Record<CardinalOrientation, string> = { sagittal: 'S', coronal: 'C', axial: 'T' };

/**
 * The console's double-oblique notation, e.g. `T > C -12.3° > S 2.1°`: from the nearest cardinal plane (transverse T,
 * coronal C, sagittal S), tilt towards the second, then towards the third. Angles under 0.05° are left out.
 */
export function obliqueNotation(normal: Vec3): string {
  const order = (['sagittal', 'coronal', 'axial'] as CardinalOrientation[]).sort(
    (a, b) => Math.abs(normal[AXIS[b]]) - Math.abs(normal[AXIS[a]]),
  ) as [CardinalOrientation, CardinalOrientation, CardinalOrientation];
  const sign = normal[AXIS[order[0]]] < 0 ? -1 : 1;
  const [main, second, third] = order.map((o) => sign * normal[AXIS[o]]) as [number, number, number];
  const first = radToDeg(Math.atan2(second, main));
  const next = radToDeg(Math.atan2(third, Math.hypot(main, second)));
  let text = LETTER[order[0]];
  if (Math.abs(first) >= 0.05) text += ` > ${LETTER[order[1]]} ${first.toFixed(1)}°`;
  if (Math.abs(next) >= 0.05) text += ` > ${LETTER[order[2]]} ${next.toFixed(1)}°`;
  return text;
}

/** Position relative to the isocentre as consoles write it: `L 3.2 P 10.0 F 45.1` (mm). */
export function positionNotation([x, y, z]: Vec3): string {
  const part = (value: number, plus: string, minus: string): string =>
    `${value < 0 ? minus : plus} ${Math.abs(value).toFixed(1)}`;
  return [part(x, 'L', 'R'), part(y, 'P', 'A'), part(z, 'H', 'F')].join(' ');
}

/** Radiological display axes of a cardinal view: screen right and screen down. Sagittal shows anterior on the left. */
export const DISPLAY_AXES: Record<CardinalOrientation, { readonly right: Vec3; readonly down: Vec3 }> = {
  sagittal: { right: [0, 1, 0], down: [0, 0, -1] },
  coronal: { right: [1, 0, 0], down: [0, 0, -1] },
  axial: { right: [1, 0, 0], down: [0, 1, 0] },
};

/** Signed rotation of `b` relative to `a` about the unit `axis`, degrees in (-180, 180], both projected. */
export function signedAngleAboutDeg(a: Vec3, b: Vec3, axis: Vec3): number {
  const pa: Vec3 = [
    a[0] - dot(a, axis) * axis[0],
    a[1] - dot(a, axis) * axis[1],
    a[2] - dot(a, axis) * axis[2],
  ];
  const pb: Vec3 = [
    b[0] - dot(b, axis) * axis[0],
    b[1] - dot(b, axis) * axis[1],
    b[2] - dot(b, axis) * axis[2],
  ];
  return radToDeg(Math.atan2(dot(cross(pa, pb), axis), dot(pa, pb)));
}
