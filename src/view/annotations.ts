import { obliqueNotation, orientationLetters, positionNotation, scale } from '../geometry';
import { THEME } from './palette';
import { viewPlane, type SliceView } from './sliceView';
import { px, type SvgShape } from './svg';
import type { WindowLevel } from './windowLevel';
import { worded } from './wording';

/** Typographic minus: a hyphen before a number is easily overlooked. Names such as `L4-L5` keep theirs. */
export const withMinus = (text: string): string => text.replace(/(^|[\s(])-(?=\d)/g, '$1\u2212');

const SCALE_BARS_MM = [200, 100, 50, 20, 10, 5, 2, 1] as const;

/** Longest round length that takes at most a quarter of the view's width. */
export const scaleBarMm = (view: SliceView): number =>
  SCALE_BARS_MM.find((mm) => mm * view.pixelsPerMm <= view.width / 4) ?? 1;

/** Orientation letters on the four sides, from the displayed axes themselves. */
export function sideLetters({ basis: { right, down } }: SliceView): {
  readonly left: string;
  readonly right: string;
  readonly top: string;
  readonly bottom: string;
} {
  return {
    left: orientationLetters(scale(right, -1)),
    right: orientationLetters(right),
    top: orientationLetters(scale(down, -1)),
    bottom: orientationLetters(down),
  };
}

/** Letters and scale bar, never taking the pointer. */
export function annotationShapes(view: SliceView): SvgShape[] {
  const { width, height } = view;
  const letters = sideLetters(view);
  const letter = (side: string, text: string, x: number, y: number, anchor: string): SvgShape => ({
    tag: 'text',
    text,
    attributes: {
      class: 'iso-letter',
      'data-side': side,
      x: px(x),
      y: px(y),
      'text-anchor': anchor,
      fill: THEME.letters,
    },
  });
  const mm = scaleBarMm(view);
  const size = mm * view.pixelsPerMm;
  const [x1, y] = [width - 12, height - 30];
  // Twice: a dark seam under the light line keeps it visible on bright fat.
  const bar = (line: SvgShape['attributes']): SvgShape => ({
    tag: 'path',
    attributes: {
      class: 'iso-scale',
      d: `M${px(x1 - size)} ${px(y - 5)}v5h${px(size)}v-5`,
      fill: 'none',
      ...line,
    },
  });
  return [
    letter('left', letters.left, 7, height / 2 + 5, 'start'),
    letter('right', letters.right, width - 7, height / 2 + 5, 'end'),
    letter('top', letters.top, width / 2, 17, 'middle'),
    letter('bottom', letters.bottom, width / 2, height - 8, 'middle'),
    bar({ stroke: '#000000', 'stroke-width': 3.5, 'stroke-opacity': 0.7 }),
    bar({ stroke: THEME.text, 'stroke-width': 1.3 }),
    {
      tag: 'text',
      text: `${mm} mm`,
      attributes: {
        class: 'iso-scale-text',
        x: px(x1 - size - 6),
        y: px(y + 1),
        'text-anchor': 'end',
        fill: THEME.text,
      },
    },
  ];
}

const WORDS = { sagittal: 'Sagittal', coronal: 'Coronal', axial: 'Axial', slice: 'Slice' } as const;
const AXIS = { sagittal: 0, coronal: 1, axial: 2 } as const;

/** Of a pane of four in a small window: a word more would run into the letter in the middle. */
const NARROW_PX = 250;

/** Slice number and place along the view's own axis, e.g. `Slice 8/15 · R 3.2`. */
export function sliceText(view: SliceView): string {
  const place = viewPlane(view).point;
  const parts = positionNotation(place).match(/[LRAPHF] [\d.]+/g) ?? [];
  const name = view.width < NARROW_PX ? '' : `${worded(WORDS.slice)} `;
  return `${name}${view.slice + 1}/${view.basis.slices} · ${parts[AXIS[view.basis.orientation]] ?? ''}`;
}

export const windowText = ({ centre, width }: WindowLevel): string => {
  const digits = width < 10 ? 2 : 0;
  return withMinus(`W ${width.toFixed(digits)} L ${centre.toFixed(digits)}`);
};

/** The displayed plane in words: `Sagittal`, or with its tilt when oblique; a reformat says so. */
export function planeText({ basis }: SliceView): string {
  const notation = obliqueNotation(basis.normal);
  const tilted = notation.includes('>');
  return withMinus(`${WORDS[basis.orientation]}${tilted ? ` ${notation}` : ''}${basis.native ? '' : ' MPR'}`);
}
