import { add, normalize, type Vec3 } from '../../geometry';
import type { DiscLandmarks, Spine, VertebraLandmarks } from '../../patient';
import type { DiscLevel } from '../../volume';
import { axesAt } from '../discAxes';
import type { DiscAxes } from '../surface';

/** A disc or a body with the axes that it is measured along and the depth of its endplates, mm. */
export interface Framed {
  readonly axes: DiscAxes;
  readonly depthMm: number;
}

export const vertebraOver = ({ vertebrae }: Spine, level: DiscLevel): VertebraLandmarks | undefined =>
  vertebrae.find((v) => level.startsWith(`${v.level}-`));

export const vertebraUnder = ({ vertebrae }: Spine, level: DiscLevel): VertebraLandmarks | undefined =>
  vertebrae.find((v) => level.endsWith(`-${v.level}`));

export const discOver = ({ discs }: Spine, { level }: VertebraLandmarks): DiscLandmarks | undefined =>
  discs.find((d) => d.level.endsWith(`-${level}`));

export const discUnder = ({ discs }: Spine, { level }: VertebraLandmarks): DiscLandmarks | undefined =>
  discs.find((d) => d.level.startsWith(`${level}-`));

/** Posterior is the way to the canal. */
export const frameOfDisc = ({ canal }: Spine, disc: DiscLandmarks): Framed => ({
  axes: axesAt(disc.centre, disc.normal, { points: canal }),
  depthMm: disc.depth,
});

/** Up along a body: bisects its endplates' normals; the sacrum's is that of its endplate. */
export const bodyAxis = ({ upperEndplate, lowerEndplate }: VertebraLandmarks): Vec3 =>
  lowerEndplate ? normalize(add(upperEndplate.normal, lowerEndplate.normal)) : upperEndplate.normal;

/** Null where a body has no endplate below (the sacrum). */
export function frameOfBody(spine: Spine, vertebra: VertebraLandmarks): Framed | null {
  if (!vertebra.lowerEndplate) return null;
  const depths = [discOver(spine, vertebra), discUnder(spine, vertebra)].flatMap((d) => (d ? [d.depth] : []));
  if (depths.length === 0) return null;
  return {
    axes: axesAt(vertebra.centre, bodyAxis(vertebra), { points: spine.canal }),
    depthMm: depths.reduce((sum, d) => sum + d, 0) / depths.length,
  };
}
