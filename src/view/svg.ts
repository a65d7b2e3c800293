import { worded } from './wording';

/** One SVG element to be: what the pure drawing functions return and `syncSvg` puts in the page. */
export interface SvgShape {
  readonly tag: 'path' | 'polygon' | 'line' | 'circle' | 'rect' | 'text' | 'title';
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly text?: string;
}

const SVG = 'http://www.w3.org/2000/svg';

export const createSvg = <K extends keyof SVGElementTagNameMap>(tag: K): SVGElementTagNameMap[K] =>
  document.createElementNS(SVG, tag);

/** Makes the children of `parent` match `shapes`, touching only what differs: a drag moves a few attributes. */
export function syncSvg(parent: SVGElement, shapes: readonly SvgShape[]): void {
  shapes.forEach((shape, n) => {
    const present = parent.children[n];
    let element: Element;
    if (present && present.tagName === shape.tag) {
      element = present;
    } else {
      element = createSvg(shape.tag);
      if (present) parent.replaceChild(element, present);
      else parent.append(element);
    }
    for (const { name } of [...element.attributes])
      if (!(name in shape.attributes)) element.removeAttribute(name);
    for (const [name, value] of Object.entries(shape.attributes)) {
      const text = String(value);
      if (element.getAttribute(name) !== text) element.setAttribute(name, text);
    }
    const text = worded(shape.text ?? '');
    if (element.textContent !== text) element.textContent = text;
  });
  while (parent.children.length > shapes.length) parent.lastElementChild?.remove();
}

/** Coordinates with a tenth of a pixel: finer cannot be seen and makes the page slower. */
export const px = (value: number): string => String(Math.round(value * 10) / 10);

export const pointsText = (points: readonly (readonly [number, number])[]): string =>
  points.map(([x, y]) => `${px(x)},${px(y)}`).join(' ');

export const pathText = (
  lines: readonly (readonly [readonly [number, number], readonly [number, number]])[],
): string => lines.map(([[x0, y0], [x1, y1]]) => `M${px(x0)} ${px(y0)}L${px(x1)} ${px(y1)}`).join('');
