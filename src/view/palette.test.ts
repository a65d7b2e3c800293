import { describe, expect, it } from 'vitest';
import { GROUP_COLOURS, ROLE_COLOURS } from './palette';

type Rgb = readonly [number, number, number];
type Matrix = readonly [Rgb, Rgb, Rgb];

/** Linear RGB as seen without one kind of cone: Machado, Oliveira and Fernandes 2009, severity 1. */
const SIGHT: Record<string, Matrix> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const times = (matrix: Matrix, [r, g, b]: Rgb): Rgb =>
  matrix.map((row) => row[0] * r + row[1] * g + row[2] * b) as unknown as Rgb;
const clip = (v: Rgb): Rgb => v.map((x) => Math.min(1, Math.max(0, x))) as unknown as Rgb;

function linear(hex: string): Rgb {
  const channel = (at: number): number => {
    const c = parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

/** CIE 1976 L*a*b* under D65. */
function lab(rgb: Rgb): Rgb {
  const [x, y, z] = times(
    [
      [0.4124, 0.3576, 0.1805],
      [0.2126, 0.7152, 0.0722],
      [0.0193, 0.1192, 0.9505],
    ],
    rgb,
  );
  const f = (t: number): number => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116);
  const [fx, fy, fz] = [f(x / 0.95047), f(y), f(z / 1.08883)];
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

function difference(a: string, b: string, sight: Matrix): number {
  const [p, q] = [a, b].map((hex) => lab(clip(times(sight, linear(hex))))) as [Rgb, Rgb];
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

describe('colours of plans', () => {
  it('keeps every role and group apart for usual, protan, deutan and tritan eyes', () => {
    const colours = [...Object.values(ROLE_COLOURS), ...GROUP_COLOURS];
    const near = colours.flatMap((a, n) =>
      colours.slice(n + 1).flatMap((b) =>
        Object.entries(SIGHT)
          .map(([eyes, sight]) => ({ a, b, eyes, by: difference(a, b, sight) }))
          .filter(({ by }) => by < 19),
      ),
    );
    expect(near).toEqual([]);
  });

  it('stands out from black: 3 to 1 or more, as WCAG asks of graphics', () => {
    for (const colour of [...Object.values(ROLE_COLOURS), ...GROUP_COLOURS]) {
      const [r, g, b] = linear(colour);
      expect((0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05) / 0.05, colour).toBeGreaterThan(3);
    }
  });
});
