import type { Vec3 } from '../geometry';
import { createVolume, type Volume } from '../volume';
import { canvasAffine, copyIntoFine, createCanvases, fillFromFine } from './canvas';
import { layCanal } from './canalCourse';
import { spinousLine } from './arch';
import type { PhantomDefinition } from './definition';
import { modifyParameters, paintFindings, type FindingStage } from './findings';
import { instanceCode } from './instance';
import { landmarksOf } from './landmarks';
import { createTiledNoise } from './noise';
import { facetsOf, paintArch, paintJoint, paintSacralFacets } from './paintArch';
import { paintBody } from './paintBody';
import { paintCanal } from './paintCanal';
import { paintDisc } from './paintDisc';
import { paintForamina, paintNerveRoots } from './paintForamina';
import { paintLigaments } from './paintLigaments';
import { paintMuscles } from './paintMuscles';
import { paintIlia } from './paintIlia';
import { sacralSegments, type SacralSegment } from './paintPelvis';
import { paintSacrum } from './paintSacrum';
import { paintTrunk } from './paintTrunk';
import { paintVessels } from './paintVessels';
import { paintLeftMarker, paintViscera } from './paintViscera';
import { drawSpineParameters, marrowFat } from './parameters';
import { createDraw, type Draw } from './random';
import type { Canvas } from './raster';
import { buildSpine, type SpineModel } from './spineModel';
import { paintTexture } from './texture';
import { backSkin, drawTrunk } from './trunk';
import { TISSUE } from './tissues';
import { measureSpine } from './truth';
import type { PhantomPatient } from './types';

export interface PhantomOptions {
  /** Isotropic voxel size of the spine's grid, mm, half that of the whole trunk's; 0.75 unless given. */
  readonly voxelMm?: number;
  /** [left–right, anterior–posterior, head–feet], mm. */
  readonly extentMm?: Vec3;
  /** Called before each stage of the drawing; stages take unequal time. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Holds the belly, and the flanks up to a body mass index of about 30; those of heavier patients are cut. Air costs little. */
export const DEFAULT_EXTENT_MM: Vec3 = [400, 340, 330];
const DEFAULT_VOXEL_MM = 0.75;
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
  const voxelMm = options.voxelMm ?? DEFAULT_VOXEL_MM;
  const extent = options.extentMm ?? DEFAULT_EXTENT_MM;
  const { spread } = definition;
  const spine = buildSpine(modifyParameters(drawSpineParameters(definition, seed), definition.findings));
  const sacral = sacralSegments(spine, createDraw(seed, 'sacrum'), spread);
  const course = layCanal(spine, sacral, createDraw(seed, 'canal'), spread);
  const trunk = drawTrunk(definition, spine, sacral, createDraw(seed, 'trunk'));
  let skin = -Infinity;
  for (let z = -extent[2] / 2; z <= extent[2] / 2; z += 10) skin = Math.max(skin, backSkin(trunk, z));
  const t10 = spine.vertebrae[0]?.upper.point[2] ?? Infinity;
  const canvases = createCanvases({
    voxelMm,
    extentMm: extent,
    backLimit: skin + AIR_BEHIND_MM,
    topLimit: Math.min(extent[2] / 2 - L3_ABOVE_MIDDLE_MM, t10 - T10_MARGIN_MM),
    ...spineRanges(spine, sacral),
  });
  const { fine, whole } = canvases;
  // What reaches beyond the spine is painted on both grids with the same draws.
  const onBoth = (paint: (canvas: Canvas) => void) => (): void => {
    paint(whole);
    paint(fine);
  };
  const draw = (purpose: string): Draw => createDraw(seed, purpose);

  const findings = (stage: FindingStage) => (): void =>
    paintFindings(fine, spine, course, definition.findings, stage, draw(`findings ${stage}`));

  const noise = createTiledNoise(seed);
  const facets = spine.discs.map((_, i) => facetsOf(spine, i));
  const stages: readonly (() => void)[] = [
    onBoth((canvas) => paintTrunk(canvas, trunk)),
    onBoth((canvas) => paintMuscles(canvas, trunk, draw('muscles'))),
    () => paintForamina(fine, spine),
    () => paintLigaments(fine, spine, noise),
    onBoth((canvas) => paintVessels(canvas, trunk, draw('vessels'))),
    onBoth((canvas) => paintViscera(canvas, trunk, draw('viscera'))),
    onBoth((canvas) => paintSacrum(canvas, sacral, trunk, spine.sacrumEndplate.dishMm)),
    onBoth((canvas) => paintIlia(canvas, trunk, draw('pelvis'))),
    ...spine.vertebrae.map((v, i) => () => paintBody(fine, v, noise, instanceCode('vertebra', i))),
    ...spine.discs.map((d, i) => () => paintDisc(fine, d, noise, instanceCode('disc', i))),
    () => paintSacralFacets(fine, facets.at(-1) ?? [], noise, instanceCode('vertebra', facets.length)),
    ...spine.vertebrae.map(
      (v, i) => () =>
        paintArch(fine, v, facets[i - 1] ?? [], facets[i] ?? [], noise, instanceCode('vertebra', i)),
    ),
    () => facets.flat().forEach((facet) => paintJoint(fine, facet)),
    findings('bone'),
    () => paintCanal(fine, course, draw('cauda')),
    () => paintNerveRoots(fine, spine),
    findings('canal'),
    () => {
      const habit = draw('texture');
      paintTexture(fine, trunk.tile, habit.chance(0.35) ? habit.uniform(0.2, 0.7) : 0);
    },
    findings('last'),
    () => fillFromFine(canvases),
    () => {
      if (!definition.leftMarker) return;
      paintLeftMarker(whole, trunk);
      copyIntoFine(canvases, TISSUE.marker);
    },
  ];
  stages.forEach((paint, done) => {
    options.onProgress?.(done, stages.length);
    paint();
  });

  const fat = marrowFat(definition, seed);
  const affine = canvasAffine(fine);
  const volume = (data: Uint8Array): Volume<Uint8Array> => createVolume(data, fine.dims, affine);
  return {
    kind: 'phantom',
    name: definition.name,
    seed,
    tissueMaps: [
      { tissues: volume(fine.tissues) },
      { tissues: createVolume(whole.tissues, whole.dims, canvasAffine(whole)) },
    ],
    fatFractions: { vertebralMarrow: fat.vertebral, sacralMarrow: fat.sacral },
    labels: volume(fine.labels),
    parts: volume(fine.parts),
    structures: volume(fine.structures),
    instances: volume(fine.instances),
    truth: {
      ...landmarksOf(spine, course),
      lumbarVertebrae: definition.lumbarVertebrae,
      transition: definition.transition,
      findings: definition.findings,
      measures: measureSpine(fine, spine, definition.findings),
    },
  };
}

const BESIDE_MM = 62;
const IN_FRONT_MM = 14;
const BEHIND_MM = 10;
/** Half width of the sacrum's alae and depth of its crest behind the bodies. */
const SACRUM_MM = { beside: 62, behind: 44 } as const;

/** Left–right and front–back ranges that hold vertebrae, foramina and the upper sacrum, mm. */
function spineRanges(
  spine: SpineModel,
  sacral: readonly SacralSegment[],
): { spineX: [number, number]; spineY: [number, number] } {
  const x: [number, number] = [Infinity, -Infinity];
  const y: [number, number] = [Infinity, -Infinity];
  const hold = (range: [number, number], low: number, high: number): void => {
    range[0] = Math.min(range[0], low);
    range[1] = Math.max(range[1], high);
  };
  for (const v of spine.vertebrae) {
    const [cx, cy] = v.frame.origin;
    hold(x, cx - BESIDE_MM, cx + BESIDE_MM);
    hold(y, cy - v.upper.halfDepth - IN_FRONT_MM, spinousLine(v).tip[1] + BEHIND_MM);
  }
  for (const s of sacral) {
    const [cx, cy] = s.frame.origin;
    hold(x, cx - SACRUM_MM.beside, cx + SACRUM_MM.beside);
    hold(y, cy - s.top.halfDepth - IN_FRONT_MM, cy + SACRUM_MM.behind);
  }
  return { spineX: x, spineY: y };
}
