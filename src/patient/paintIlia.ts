import pelvis from './data/pelvis.json';
import { CREST_ABOVE_MM, iliumSection, type IliumSection } from './iliumShape';
import { PART } from './part';
import type { Draw } from './random';
import type { Canvas } from './raster';
import {
  fillOutlines,
  insetOutline,
  replaceable,
  sliceHeight,
  slicesBetween,
  smoothOutline,
} from './section';
import { STRUCTURE } from './structure';
import { TISSUE } from './tissues';
import type { Trunk } from './trunk';

const { ilium } = pelvis;
const BETWEEN_BONES = replaceable(TISSUE.foraminalFat, TISSUE.visceralFat);

/** Iliac wings with cortex and marrow, and the cartilage of the sacroiliac joints. After the sacrum. */
export function paintIlia(canvas: Canvas, trunk: Trunk, draw: Draw): void {
  const [least = 0, most = 0] = ilium.crestRise;
  for (const side of [-1, 1] as const) {
    const rise = draw.uniform(least, most);
    const top = trunk.pelvis.z + (CREST_ABOVE_MM + rise) * trunk.pelvis.unit;
    const [k0, k1] = slicesBetween(canvas, -Infinity, top);
    for (let k = k0; k <= k1; k++) {
      const section = iliumSection(trunk.pelvis, side, sliceHeight(canvas, k), rise);
      paintJoint(canvas, k, section);
      paintWing(canvas, k, section);
    }
  }
}

function paintWing(canvas: Canvas, k: number, { medial, lateral }: IliumSection): void {
  const { tissues, structures, parts } = canvas;
  const outline = smoothOutline([...medial, ...lateral.toReversed()]);
  const fill = (outlines: readonly ReturnType<typeof smoothOutline>[], tissue: number): void =>
    fillOutlines(canvas, k, outlines, (start, count) => {
      for (let n = start; n < start + count; n++) {
        if (parts[n] !== PART.none || structures[n] === STRUCTURE.sacrum) continue;
        tissues[n] = tissue;
        structures[n] = STRUCTURE.ilium;
      }
    });
  const marrow = insetOutline(outline, () => ilium.cortex);
  fill([outline, marrow], TISSUE.corticalBone);
  fill([marrow], TISSUE.iliacMarrow);
}

/** Cartilage fills what lies between the two bones along the joint. */
function paintJoint(canvas: Canvas, k: number, { medial }: IliumSection): void {
  const { tissues, structures } = canvas;
  const line = medial.slice(1, 3);
  const [a, b] = line;
  if (!a || !b) return;
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const length = Math.sqrt(dx * dx + dy * dy) || 1;
  const side = a[0] > 0 ? 1 : -1;
  const [ox, oy] = [(side * dy * JOINT_MM) / length, (-side * dx * JOINT_MM) / length];
  const strip = smoothOutline([a, b, [b[0] + ox, b[1] + oy], [a[0] + ox, a[1] + oy]]);
  fillOutlines(canvas, k, [strip], (start, count) => {
    for (let n = start; n < start + count; n++) {
      if (BETWEEN_BONES[tissues[n] ?? 0] !== 1) continue;
      tissues[n] = TISSUE.facetCartilage;
      structures[n] = STRUCTURE.sacroiliacJoint;
    }
  });
}

const JOINT_MM = ilium.jointGap + 0.6;
