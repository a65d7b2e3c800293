import { html, type TemplateResult } from 'lit';
import { unsafeSVG } from 'lit/directives/unsafe-svg.js';
import angle from 'lucide-static/icons/angle.svg?raw';
import box from 'lucide-static/icons/box.svg?raw';
import check from 'lucide-static/icons/check.svg?raw';
import down from 'lucide-static/icons/chevron-down.svg?raw';
import history from 'lucide-static/icons/history.svg?raw';
import up from 'lucide-static/icons/chevron-up.svg?raw';
import circle from 'lucide-static/icons/circle.svg?raw';
import circleDashed from 'lucide-static/icons/circle-dashed.svg?raw';
import circleSlash from 'lucide-static/icons/circle-slash.svg?raw';
import clock from 'lucide-static/icons/clock.svg?raw';
import columns from 'lucide-static/icons/columns-2.svg?raw';
import copy from 'lucide-static/icons/copy.svg?raw';
import cpu from 'lucide-static/icons/cpu.svg?raw';
import download from 'lucide-static/icons/download.svg?raw';
import eye from 'lucide-static/icons/eye.svg?raw';
import eyeOff from 'lucide-static/icons/eye-off.svg?raw';
import file from 'lucide-static/icons/file-input.svg?raw';
import flip from 'lucide-static/icons/flip-horizontal-2.svg?raw';
import folder from 'lucide-static/icons/folder-open.svg?raw';
import grid from 'lucide-static/icons/grid-2x2.svg?raw';
import help from 'lucide-static/icons/circle-question-mark.svg?raw';
import images from 'lucide-static/icons/images.svg?raw';
import languages from 'lucide-static/icons/languages.svg?raw';
import layers from 'lucide-static/icons/layers.svg?raw';
import link from 'lucide-static/icons/link-2.svg?raw';
import lock from 'lucide-static/icons/lock.svg?raw';
import send from 'lucide-static/icons/send.svg?raw';
import maximise from 'lucide-static/icons/maximize-2.svg?raw';
import minimise from 'lucide-static/icons/minimize-2.svg?raw';
import pause from 'lucide-static/icons/pause.svg?raw';
import pencil from 'lucide-static/icons/pencil.svg?raw';
import pentagon from 'lucide-static/icons/pentagon.svg?raw';
import play from 'lucide-static/icons/play.svg?raw';
import plus from 'lucide-static/icons/plus.svg?raw';
import power from 'lucide-static/icons/log-out.svg?raw';
import redo from 'lucide-static/icons/redo-2.svg?raw';
import repeat from 'lucide-static/icons/rotate-ccw.svg?raw';
import rotate3d from 'lucide-static/icons/rotate-3d.svg?raw';
import ruler from 'lucide-static/icons/ruler.svg?raw';
import stepBack from 'lucide-static/icons/step-back.svg?raw';
import stepForward from 'lucide-static/icons/step-forward.svg?raw';
import square from 'lucide-static/icons/square.svg?raw';
import trash from 'lucide-static/icons/trash-2.svg?raw';
import undo from 'lucide-static/icons/undo-2.svg?raw';
import warning from 'lucide-static/icons/triangle-alert.svg?raw';
import x from 'lucide-static/icons/x.svg?raw';

const ICONS = {
  angle,
  box,
  check,
  circle,
  circleDashed,
  circleSlash,
  clock,
  columns,
  copy,
  cpu,
  down,
  download,
  eye,
  eyeOff,
  file,
  flip,
  folder,
  grid,
  help,
  history,
  images,
  languages,
  layers,
  link,
  lock,
  send,
  maximise,
  minimise,
  pause,
  pencil,
  pentagon,
  play,
  plus,
  power,
  redo,
  repeat,
  rotate3d,
  ruler,
  stepBack,
  stepForward,
  square,
  trash,
  undo,
  up,
  warning,
  x,
};

export type IconName = keyof typeof ICONS;

const prepared = new Map<IconName, TemplateResult>();

/** A decorative icon: the name of the thing belongs in text or `aria-label`. */
export function icon(name: IconName): TemplateResult {
  const known = prepared.get(name);
  if (known) return known;
  const svg = ICONS[name]
    .replace(/<!--.*?-->/s, '')
    .replace(/class="[^"]*"/, 'class="icon" aria-hidden="true" focusable="false"');
  const made = html`${unsafeSVG(svg)}`;
  prepared.set(name, made);
  return made;
}
