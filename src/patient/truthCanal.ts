import { LABEL } from '../volume';
import { centroid, sacSamples, type Maps } from './findings/sac';
import { PLANE_STEP_MM } from './findings/plane';
import { isFat, voxelAt } from './findings/probe';
import data from './findings/data/findings.json';
import { fromFrame, type Frame } from './spineModel';
import { TISSUE } from './tissues';
import type { SchizasGrade } from './truthTypes';

export interface SacMeasures {
  readonly sacAreaMm2: number;
  readonly sacApMm: number;
  readonly sacWidthMm: number;
  readonly fluidShare: number;
  readonly fatBehindMm2: number;
  readonly holdsCord: boolean;
  /** Middle of the sac on the plane [left, posterior], mm; null where it has ended. */
  readonly middle: readonly [number, number] | null;
}

/** Fat is looked for this far behind the sac and this far to each side of its middle, mm. */
const BEHIND_MM = 10;
const BESIDE_MM = 6;

/** The thecal sac on an axial plane of a frame: label `canal`, sampled at 0.25 mm. */
export function measureSac(maps: Maps, frame: Frame): SacMeasures {
  const samples = sacSamples(maps, frame);
  const middle = centroid(samples);
  if (!middle)
    return {
      sacAreaMm2: 0,
      sacApMm: 0,
      sacWidthMm: 0,
      fluidShare: 0,
      fatBehindMm2: 0,
      holdsCord: false,
      middle,
    };
  const count = (tissue: number): number => samples.filter((s) => maps.tissues[s.voxel] === tissue).length;
  const fluid = count(TISSUE.csf);
  const roots = count(TISSUE.caudaEquina);
  const back = samples.reduce((most, s) => Math.max(most, s.posterior), -Infinity);
  return {
    sacAreaMm2: samples.length * PLANE_STEP_MM * PLANE_STEP_MM,
    sacApMm: runMm(maps, frame, middle, [0, 1]),
    sacWidthMm: runMm(maps, frame, middle, [1, 0]),
    fluidShare: fluid + roots > 0 ? fluid / (fluid + roots) : 0,
    fatBehindMm2: fatBehind(maps, frame, middle[0], middle[1], back),
    holdsCord: count(TISSUE.cord) > 0,
    middle,
  };
}

/** Length of the sac through its middle along a direction, mm. */
function runMm(
  maps: Maps,
  frame: Frame,
  [left, posterior]: readonly [number, number],
  [u, v]: readonly [number, number],
): number {
  const inSac = (r: number): boolean => {
    const n = voxelAt(maps, fromFrame(frame, left + r * u, posterior + r * v, 0));
    return n >= 0 && maps.labels[n] === LABEL.canal;
  };
  let length = 0;
  for (const sign of [1, -1])
    for (let r = PLANE_STEP_MM / 2; r < 40 && inSac(sign * r); r += PLANE_STEP_MM) length += PLANE_STEP_MM;
  return length;
}

function fatBehind(maps: Maps, frame: Frame, left: number, from: number, back: number): number {
  let points = 0;
  for (let l = left - BESIDE_MM; l <= left + BESIDE_MM; l += PLANE_STEP_MM)
    for (let p = from; p <= back + BEHIND_MM; p += PLANE_STEP_MM) {
      const n = voxelAt(maps, fromFrame(frame, l, p, 0));
      if (n >= 0 && isFat(maps.tissues[n] ?? 0)) points++;
    }
  return points * PLANE_STEP_MM * PLANE_STEP_MM;
}

/** Schizas grade by what the plane shows; null where it cannot be given. */
export function schizasGrade(m: SacMeasures): SchizasGrade | null {
  if (m.sacAreaMm2 === 0 || m.holdsCord) return null;
  if (m.fluidShare >= data.schizas.fluidShare.A) return 'A';
  if (m.fluidShare >= data.schizas.fluidShare.B) return 'B';
  return m.fatBehindMm2 >= data.schizas.fatAreaMm2 ? 'C' : 'D';
}
