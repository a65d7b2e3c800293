import { addScaled, lerp, type Vec3 } from '../geometry';
import type { DiscLandmarks, Spine } from '../patient';
import type { DiscLevel } from '../volume';
import { canalAtDisc, discFrame } from './frame';
import { PLANNER_RULES } from './plannerSettings';

/** The lateral end of one foramen, LPS mm. */
export interface ForamenEnd {
  readonly level: DiscLevel;
  readonly side: 'left' | 'right';
  readonly point: Vec3;
}

/** The discs whose foramina a lumbar exam has to show: L1-L2 and below; all there are when none of these is. */
export function foraminalDiscs(spine: Spine): readonly DiscLandmarks[] {
  const lumbar = spine.discs.filter((d) => !d.level.startsWith('T'));
  return lumbar.length > 0 ? lumbar : spine.discs;
}

/** Where the foramina open at the sides: between disc and canal, as far out as the disc is wide. */
export function foramenEnds(spine: Spine): ForamenEnd[] {
  const { towardsCanal } = PLANNER_RULES.foramina;
  return foraminalDiscs(spine).flatMap((disc) => {
    const { left } = discFrame(disc, spine.canal);
    const at = lerp(disc.centre, canalAtDisc(spine.canal, disc) ?? disc.centre, towardsCanal);
    return [
      { level: disc.level, side: 'left' as const, point: addScaled(at, left, disc.width / 2) },
      { level: disc.level, side: 'right' as const, point: addScaled(at, left, -disc.width / 2) },
    ];
  });
}
