import type { Vec3 } from '../geometry';
import type { VertebraLandmarks } from '../patient';
import { THEME } from './palette';
import { createSvg, px, syncSvg, type SvgShape } from './svg';

/** Names stand this far in front of a vertebra's centre, beyond its front edge, mm. */
const IN_FRONT_MM = 27;

/** Names of the vertebrae over the 3-D scene, in front of their bodies. */
export class LevelNames {
  readonly element = createSvg('svg');

  constructor() {
    this.element.setAttribute('class', 'iso-levels');
    this.element.setAttribute('aria-hidden', 'true');
  }

  /** @param project patient point → −1 … 1 across the view, x right, y up */
  draw(
    vertebrae: readonly VertebraLandmarks[],
    width: number,
    height: number,
    project: (p: Vec3) => readonly number[],
  ): void {
    const shapes = vertebrae.map(({ level, centre: [x, y, z] }): SvgShape => {
      const [across = 0, up = 0] = project([x, y - IN_FRONT_MM, z]);
      const place = { x: px(((across + 1) / 2) * width), y: px(((1 - up) / 2) * height + 4) };
      return {
        tag: 'text',
        text: level,
        attributes: { ...place, class: 'iso-label', 'text-anchor': 'middle', fill: THEME.letters },
      };
    });
    syncSvg(this.element, shapes);
  }
}
