import type { Vec3 } from '../geometry';
import { THEME } from './palette';
import { createSvg, px, syncSvg, type SvgShape } from './svg';

const SIZE = 76;
const ARM = 25;
const ENDS: readonly (readonly [letter: string, direction: Vec3])[] = [
  ['L', [1, 0, 0]],
  ['R', [-1, 0, 0]],
  ['P', [0, 1, 0]],
  ['A', [0, -1, 0]],
  ['H', [0, 0, 1]],
  ['F', [0, 0, -1]],
];

/** The patient's axes as seen from the camera: six letters, the ones turned away dimmer. */
export class OrientationMarker {
  readonly element = createSvg('svg');

  constructor() {
    const { element } = this;
    element.setAttribute('class', 'iso-marker');
    element.setAttribute('viewBox', `0 0 ${SIZE} ${SIZE}`);
    element.setAttribute('width', String(SIZE));
    element.setAttribute('height', String(SIZE));
    element.setAttribute('aria-hidden', 'true');
  }

  /** @param toCamera patient direction → camera axes (x right, y up, z towards the reader) */
  draw(toCamera: (direction: Vec3) => Vec3): void {
    const ends = ENDS.map(([letter, direction]) => ({ letter, seen: toCamera(direction) })).sort(
      (a, b) => a.seen[2] - b.seen[2],
    );
    const middle = SIZE / 2;
    syncSvg(
      this.element,
      ends.flatMap(({ letter, seen: [x, y, z] }): SvgShape[] => {
        const opacity = px(0.35 + 0.65 * Math.max(0, Math.min(1, (z + 1) / 1.2)));
        const end = [middle + x * ARM, middle - y * ARM] as const;
        const line = { x1: middle, y1: middle, x2: px(end[0]), y2: px(end[1]) };
        return [
          { tag: 'line', attributes: { ...line, stroke: THEME.text, 'stroke-width': 1.2, opacity } },
          {
            tag: 'text',
            text: letter,
            attributes: {
              x: px(middle + x * (ARM + 8)),
              y: px(middle - y * (ARM + 8) + 4),
              'text-anchor': 'middle',
              fill: THEME.letters,
              opacity,
            },
          },
        ];
      }),
    );
  }
}
