import { affineFromColumns, distance, type Vec3 } from '../geometry';
import { createVolume, type Dims } from '../volume';
import { layCanal, type CanalCourse } from './canalCourse';
import type { PhantomDefinition } from './definition';
import { paintCanal } from './paintCanal';
import { paintForamina, paintLigaments, paintNerveRoots } from './paintLigaments';
import { paintMuscles, paintVessels } from './paintMuscles';
import { paintIlia, paintSacrum, sacralSegments } from './paintPelvis';
import { paintArch, paintBody, paintDisc } from './paintVertebrae';
import { paintLeftMarker, paintViscera } from './paintViscera';
import { drawSpineParameters } from './parameters';
import { createDraw } from './random';
import { alongCurve, type Canvas } from './raster';
import { buildSpine, type SpineModel } from './spineModel';
import { paintTexture } from './texture';
import { backSkin, drawTrunk, paintTrunk } from './trunk';
import type { PhantomPatient, Spine } from './types';

export interface PhantomOptions {
  /** Isotropic voxel size, mm; 1 unless given. */
  readonly voxelMm?: number;
  /** [left–right, anterior–posterior, head–feet], mm. */
  readonly extentMm?: Vec3;
  /** Called before each stage of the drawing; stages take unequal time. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** The whole trunk. */
export const DEFAULT_EXTENT_MM: Vec3 = [340, 240, 330];
/** What a spine coil sees: spine, psoas, sacrum and the inner parts of the iliac wings; for files and training. */
export const SPINE_EXTENT_MM: Vec3 = [220, 240, 330];
const AIR_BEHIND_MM = 12;
/** T11 to S3 fit. */
const L3_ABOVE_MIDDLE_MM = 8;
/** The spine must leave the volume through its top: nothing is drawn above T10. */
const T10_MARGIN_MM = 4;

/** Draws the patient of a definition and a seed. The same two give the same bytes. */
export function generatePhantom(
  definition: PhantomDefinition,
  seed: number,
  options: PhantomOptions = {},
): PhantomPatient {
  const voxelMm = options.voxelMm ?? 1;
  const extent = options.extentMm ?? DEFAULT_EXTENT_MM;
  const { spread } = definition;
  const spine = buildSpine(drawSpineParameters(definition, seed));
  const sacral = sacralSegments(spine, createDraw(seed, 'sacrum'), spread);
  const course = layCanal(spine, sacral, createDraw(seed, 'canal'), spread);
  const trunk = drawTrunk(definition, spine, sacral, createDraw(seed, 'trunk'));
  let skin = -Infinity;
  for (let z = -extent[2] / 2; z <= extent[2] / 2; z += 10) skin = Math.max(skin, backSkin(trunk, z));
  const t10 = spine.vertebrae[0]?.upper.point[2] ?? Infinity;
  const canvas = createCanvas(voxelMm, extent, skin + AIR_BEHIND_MM, t10 - T10_MARGIN_MM);

  const dishOfS1 = spine.vertebrae.at(-1)?.parameters.endplateConcavityMm ?? 1.5;
  const stages: readonly (() => void)[] = [
    () => paintTrunk(canvas, trunk),
    () => paintMuscles(canvas, trunk, createDraw(seed, 'muscles')),
    () => paintForamina(canvas, spine),
    () => paintVessels(canvas, trunk, createDraw(seed, 'vessels')),
    () => paintViscera(canvas, trunk, createDraw(seed, 'viscera')),
    () => paintLigaments(canvas, spine),
    ...spine.vertebrae.map((v) => () => paintBody(canvas, v)),
    ...spine.vertebrae.map((v) => () => paintArch(canvas, v)),
    () => paintSacrum(canvas, sacral, dishOfS1),
    () => paintIlia(canvas, sacral, createDraw(seed, 'pelvis')),
    ...spine.discs.map((d, i) => () => {
      const above = spine.vertebrae[i]?.parameters.endplateConcavityMm ?? 1.5;
      const below = spine.vertebrae[i + 1]?.parameters.endplateConcavityMm ?? dishOfS1;
      paintDisc(canvas, d, above, below);
    }),
    () => paintCanal(canvas, course, createDraw(seed, 'cauda')),
    () => paintNerveRoots(canvas, spine),
    () => {
      const habit = createDraw(seed, 'texture');
      paintTexture(canvas, seed, trunk.muscleFat, habit.chance(0.35) ? habit.uniform(0.2, 0.7) : 0);
    },
    () => {
      if (definition.leftMarker) paintLeftMarker(canvas, trunk);
    },
  ];
  stages.forEach((paint, done) => {
    options.onProgress?.(done, stages.length);
    paint();
  });

  const affine = affineFromColumns([voxelMm, 0, 0], [0, voxelMm, 0], [0, 0, voxelMm], canvas.origin);
  return {
    kind: 'phantom',
    name: definition.name,
    seed,
    tissueMaps: [{ tissues: createVolume(canvas.tissues, canvas.dims, affine) }],
    fatFractions: {},
    labels: createVolume(canvas.labels, canvas.dims, affine),
    parts: createVolume(canvas.parts, canvas.dims, affine),
    truth: truthOf(spine, course),
  };
}

function createCanvas(voxelMm: number, extent: Vec3, backLimit: number, topLimit: number): Canvas {
  const dims: Dims = [
    Math.round(extent[0] / voxelMm),
    Math.round(extent[1] / voxelMm),
    Math.round(extent[2] / voxelMm),
  ];
  const count = dims[0] * dims[1] * dims[2];
  return {
    dims,
    voxelMm,
    origin: [
      (-(dims[0] - 1) / 2) * voxelMm,
      backLimit - (dims[1] - 1) * voxelMm,
      Math.min(((dims[2] - 1) / 2) * voxelMm - L3_ABOVE_MIDDLE_MM, topLimit) - (dims[2] - 1) * voxelMm,
    ],
    tissues: new Uint8Array(count),
    labels: new Uint8Array(count),
    parts: new Uint8Array(count),
  };
}

const CANAL_STEP = 0.1;

function truthOf(spine: SpineModel, course: CanalCourse): Spine {
  const canal: Vec3[] = [];
  for (let t = 0; t <= course.endKnot; t += CANAL_STEP) canal.push(alongCurve(course.sac, t));
  return {
    vertebrae: [
      ...spine.vertebrae.map((v) => ({
        level: v.level,
        centre: v.frame.origin,
        upperEndplate: { point: v.upper.point, normal: v.upper.normal },
        lowerEndplate: { point: v.lower.point, normal: v.lower.normal },
      })),
      {
        level: 'S1' as const,
        centre: spine.sacrumEndplate.point,
        upperEndplate: { point: spine.sacrumEndplate.point, normal: spine.sacrumEndplate.normal },
      },
    ],
    discs: spine.discs.map((d, i) => {
      const dish =
        ((spine.vertebrae[i]?.parameters.endplateConcavityMm ?? 1.5) +
          (spine.vertebrae[i + 1]?.parameters.endplateConcavityMm ??
            spine.vertebrae.at(-1)?.parameters.endplateConcavityMm ??
            1.5)) /
        2;
      return {
        level: d.level,
        centre: d.frame.origin,
        normal: d.frame.superior,
        width: d.above.halfWidth + d.below.halfWidth + 2 * d.parameters.overhangMm,
        depth: d.above.halfDepth + d.below.halfDepth + 2 * d.parameters.overhangMm,
        height: distance(d.above.point, d.below.point) + dish,
      };
    }),
    canal,
  };
}
