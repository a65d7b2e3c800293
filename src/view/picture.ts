import { IsocenterError } from '../geometry';
import { THEME } from './palette';
import { VIEW_CSS } from './styles';

const LINE_PX = 16;
const EDGE_PX = 7;

/** The drawing of a view as an image of its own; styles travel with it. */
async function drawing(svg: SVGSVGElement, width: number, height: number): Promise<HTMLImageElement> {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  copy.setAttribute('class', 'iso-view');
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  const style = document.createElementNS('http://www.w3.org/2000/svg', 'style');
  style.textContent = `${VIEW_CSS} .iso-view { background: none; }`;
  copy.prepend(style);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  return image;
}

/**
 * What a view shows, with letters, lines and corner texts, as a PNG in the screen's resolution.
 * @param container the view's element
 * @throws IsocenterError `picture-failed`
 */
export async function viewPicture(container: HTMLElement): Promise<Blob> {
  const source = container.querySelector('canvas');
  const svg = container.querySelector<SVGSVGElement>(':scope > svg');
  const picture = document.createElement('canvas');
  const context = picture.getContext('2d');
  const { clientWidth: width, clientHeight: height } = container;
  if (source && svg && context && width > 0) {
    const ratio = source.width / width;
    [picture.width, picture.height] = [source.width, source.height];
    context.fillStyle = THEME.background;
    context.fillRect(0, 0, picture.width, picture.height);
    context.drawImage(source, 0, 0);
    context.drawImage(await drawing(svg, width, height), 0, 0, picture.width, picture.height);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.font = '12px system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif';
    for (const corner of container.querySelectorAll<HTMLElement>(':scope > .iso-corner')) {
      writeCorner(context, corner, width, height);
    }
    const blob = await new Promise<Blob | null>((resolve) => picture.toBlob(resolve, 'image/png'));
    if (blob) return blob;
  }
  throw new IsocenterError(
    'picture-failed',
    'The picture could not be made.',
    'Make the window smaller and try again.',
  );
}

function writeCorner(
  context: CanvasRenderingContext2D,
  { dataset, textContent }: HTMLElement,
  width: number,
  height: number,
): void {
  const place = dataset.corner ?? 'tl';
  const lines = (textContent ?? '').split('\n');
  const isRight = place.endsWith('r');
  const top = place.startsWith('t') ? LINE_PX : height - EDGE_PX - (lines.length - 1) * LINE_PX;
  context.textAlign = isRight ? 'right' : 'left';
  context.lineJoin = 'round';
  lines.forEach((line, n) => {
    const at = [isRight ? width - EDGE_PX : EDGE_PX, top + n * LINE_PX] as const;
    context.strokeStyle = THEME.background;
    context.lineWidth = 3;
    context.strokeText(line, ...at);
    context.fillStyle = THEME.text;
    context.fillText(line, ...at);
  });
}
