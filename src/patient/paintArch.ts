import { addScaled, dot, sub, type Vec3 } from '../geometry';
import { LABEL } from '../volume';
import { archLayout, archParts, processRoots } from './arch';
import anatomy from './data/anatomy.json';
import {
  facetJoints,
  inferiorProcess,
  SIDES,
  superiorProcess,
  type FacetJoint,
  type Side,
} from './facetJoint';
import { noiseAt, NOISE_CELL, type TiledNoise } from './noise';
import { PART } from './part';
import { barDepth, paintBar, type Bar, type Canvas } from './raster';
import { boxOfBars, Solid } from './solid';
import { fromFrame, type SpineModel, type VertebraModel } from './spineModel';
import { STRUCTURE } from './structure';
import { TISSUE } from './tissues';

const { cortexMm, cortexOutsideLabelMm } = anatomy.labels;
const { shape: SHAPE } = anatomy;
const WAVE = NOISE_CELL / SHAPE.archNoiseScaleMm;

/** The joints of a spine at each disc, with the bars that meet there. */
export interface MeetingFacets {
  readonly joint: FacetJoint;
  readonly inferior: Bar;
  readonly superior: Bar;
}

export function facetsOf(spine: SpineModel, disc: number): readonly MeetingFacets[] {
  const d = spine.discs[disc];
  const above = spine.vertebrae[disc];
  if (!d || !above) throw new Error(`no disc ${disc}`);
  const below = spine.vertebrae[disc + 1];
  const ap = (above.parameters.canalApMm + (below?.parameters.canalApMm ?? above.parameters.canalApMm)) / 2;
  return facetJoints(d, ap).map((joint) => ({
    joint,
    inferior: inferiorProcess(joint, processRoots(above, joint.side).inferior),
    superior: superiorProcess(
      joint,
      below ? processRoots(below, joint.side).superior : sacralRoot(spine, joint),
    ),
  }));
}

/** Root of the sacrum's superior articular process, on the back of the ala. */
const sacralRoot = (spine: SpineModel, { side }: FacetJoint): Vec3 =>
  fromFrame(
    spine.sacrum,
    side * spine.sacrumEndplate.halfWidth * 0.86,
    spine.sacrumEndplate.halfDepth * 1.15,
    -9,
  );

/** Posterior arch of one vertebra: cortex outside, marrow inside. After the bodies, before the canal. */
export function paintArch(
  canvas: Canvas,
  v: VertebraModel,
  facetsAbove: readonly MeetingFacets[],
  facetsBelow: readonly MeetingFacets[],
  noise: TiledNoise,
  instance: number,
): void {
  const parts = archParts(v);
  const bars = parts.map(({ bar }) => bar);
  const processes = [...facetsAbove.map((f) => f.superior), ...facetsBelow.map((f) => f.inferior)];
  const all = [...bars, ...processes];
  const solid = new Solid(canvas, boxOfBars(canvas, all, SHAPE.archNoiseMm), SHAPE.archBlendMm);
  for (const bar of all) solid.add(bar);
  for (const { joint, inferior } of facetsAbove) solid.cut(inferior, joint.gapMm);
  if (v.parameters.parsDefect) for (const side of SIDES) solid.cut(parsGap(v, side), 0);
  paintBone(canvas, solid, noise, instance);
  nameParts(canvas, parts, instance);
  for (const bar of processes) nameBar(canvas, bar, STRUCTURE.facet, instance);
}

/** Superior articular processes of the sacrum, which meet the lowest free vertebra. */
export function paintSacralFacets(
  canvas: Canvas,
  facets: readonly MeetingFacets[],
  noise: TiledNoise,
  instance: number,
): void {
  const bars = facets.map(({ superior }) => superior);
  const solid = new Solid(canvas, boxOfBars(canvas, bars, SHAPE.archNoiseMm), SHAPE.archBlendMm);
  for (const bar of bars) solid.add(bar);
  for (const { joint, inferior } of facets) solid.cut(inferior, joint.gapMm);
  solid.forEach(0, (n, depth, x, y, z) => {
    const d = depth + SHAPE.archNoiseMm * noiseAt(noise, x * WAVE, y * WAVE, z * WAVE);
    if (d <= 0 || canvas.parts[n] !== PART.none || canvas.labels[n] === LABEL.disc) return;
    canvas.tissues[n] = d > cortexMm ? TISSUE.sacralMarrow : TISSUE.corticalBone;
    canvas.labels[n] = d > cortexOutsideLabelMm ? LABEL.sacrum : LABEL.background;
    canvas.structures[n] = STRUCTURE.facet;
    canvas.instances[n] = instance;
  });
}

/** The gap of a spondylolysis: a slab across the pars, filled with what lies around it. */
function parsGap(v: VertebraModel, side: Side): Bar {
  const l = archLayout(v);
  const middle = l.at(side * (l.halfCanal * 0.95), l.wall + l.canalAp * 0.85, l.laminaZ + 3);
  const across = v.frame.left;
  return {
    a: addScaled(middle, across, -9),
    b: addScaled(middle, across, 9),
    across: addScaled(v.frame.superior, v.frame.posterior, 0.5),
    radiiA: [1.3, 12],
    radiiB: [1.3, 12],
  };
}

function paintBone(canvas: Canvas, solid: Solid, noise: TiledNoise, instance: number): void {
  const amplitude = SHAPE.archNoiseMm;
  solid.forEach(-amplitude, (n, depth, x, y, z) => {
    if (canvas.parts[n] === PART.body) return;
    const d = depth + amplitude * noiseAt(noise, x * WAVE, y * WAVE, z * WAVE);
    if (d <= 0) return;
    canvas.parts[n] = PART.arch;
    canvas.structures[n] = STRUCTURE.lamina;
    canvas.instances[n] = instance;
    canvas.tissues[n] = d > cortexMm ? TISSUE.vertebralMarrow : TISSUE.corticalBone;
    canvas.labels[n] = d > cortexOutsideLabelMm ? LABEL.vertebra : LABEL.background;
  });
}

function nameParts(
  canvas: Canvas,
  parts: readonly { bar: Bar; structure: number }[],
  instance: number,
): void {
  for (const { bar, structure } of parts)
    if (structure !== STRUCTURE.lamina) nameBar(canvas, bar, structure, instance);
}

function nameBar(canvas: Canvas, bar: Bar, structure: number, instance: number): void {
  paintBar(canvas, bar, (n) => {
    if (canvas.parts[n] === PART.arch && canvas.instances[n] === instance) canvas.structures[n] = structure;
  });
}

/** Cartilage and fluid of a joint, in the gap that the superior process leaves around the inferior one. */
export function paintJoint(canvas: Canvas, { joint: j, inferior, superior }: MeetingFacets): void {
  const depthInferior = barDepth(inferior, j.gapMm + 1);
  const fluid = j.fluidMm / 2;
  const middle = -j.gapMm / 2;
  const wide: Bar = { ...superior, a: addScaled(superior.b, j.up, -2.2 * j.halfHeightMm) };
  paintBar(canvas, wide, (n, _depth, x, y, z) => {
    if (canvas.parts[n] !== PART.none && canvas.structures[n] !== STRUCTURE.facet) return;
    const d = depthInferior(x, y, z);
    if (d >= 0 || d < -j.gapMm) return;
    const offset = sub([x, y, z], j.centre);
    if (Math.abs(dot(offset, j.up)) > j.halfHeightMm + 1.5 || dot(offset, j.normal) < -4) return;
    const off = d - middle;
    canvas.tissues[n] = (off < 0 ? -off : off) < fluid ? TISSUE.synovialFluid : TISSUE.facetCartilage;
    canvas.structures[n] = STRUCTURE.facetJoint;
    canvas.labels[n] = LABEL.background;
    canvas.parts[n] = PART.none;
  });
}
