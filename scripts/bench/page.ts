import { chromium } from 'playwright';
import { preview } from 'vite';
import { builtPage } from '../builtPage';
import { CHROMIUM_ARGS, findChromium } from '../chromium.mjs';
import { browserName } from './chromiumPage';
import { measureDrags, type DragFigures } from './drags';
import { markdownTable, measuredOn } from './report';
import { startScripts, warmStarts } from './startUp';

const WARM_VISITS = 5;

/** Composes on the processor: through an emulated graphics adapter a frame takes a second, whatever the page does. */
const ARGS = [...CHROMIUM_ARGS.filter((flag) => !/webgpu|angle|swiftshader/.test(flag)), '--disable-gpu'];

/** Of sorted or unsorted values; `share` 0.5 is the median. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

const dragRow = ({ drag, moves, latencyMs, longTasksMs }: DragFigures): (string | number)[] => [
  drag,
  moves,
  quantile(latencyMs, 0.5).toFixed(0),
  quantile(latencyMs, 0.95).toFixed(0),
  longTasksMs.length === 0 ? 'none over 50' : Math.max(...longTasksMs).toFixed(0),
  longTasksMs.filter((ms) => ms > 100).length,
];

/** The built page in a Chromium: what it loads, how soon it can be used, how planning drags feel. */
export async function benchPage(): Promise<string> {
  const outDir = await builtPage();
  const server = await preview({ logLevel: 'error', build: { outDir }, preview: { port: 0 } });
  const executablePath = findChromium();
  const browser = await chromium.launch({
    args: ARGS,
    ...(executablePath ? { executablePath } : {}),
  });
  try {
    const url = server.resolvedUrls?.local[0] ?? '';
    const scripts = await startScripts(browser, url);
    const warm = await warmStarts(browser, url, WARM_VISITS);
    const drags = await measureDrags(browser, url);
    const bytes = scripts.reduce((sum, { gzipBytes }) => sum + gzipBytes, 0);
    return `The built page in ${browserName(browser)}, 1280 × 800 (${measuredOn()}).

A first visit loads ${(bytes / 1000).toFixed(0)} kB of JavaScript (gzip, ${scripts.length} files) before the list of patients is there; a test
holds it below 350 kB. With the program kept on the machine the list is there ${quantile(warm, 0.5).toFixed(0)} ms after the navigation
(median of ${warm.length} visits, slowest ${Math.max(...warm).toFixed(0)} ms).

Planning drags on a localizer, with four groups, a saturation band and the AI's plan in the views:

${markdownTable(
  ['drag', 'moves', 'event to frame, median ms', '95 %, ms', 'longest task, ms', 'tasks over 100 ms'],
  drags.map(dragRow),
)}

Event to frame: from a pointer event's own time to the end of the frame that shows it. Tasks: of the page's main thread during the drag,
as the browser's \`longtask\` entries tell. There is no graphics adapter here: frames are composed on the processor.`;
  } finally {
    await browser.close();
    await server.close();
  }
}
