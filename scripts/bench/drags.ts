import type { Browser, Locator, Page } from 'playwright';

/** A planning drag as its user feels it. */
export interface DragFigures {
  readonly drag: string;
  /** Pointer events that reached the page. */
  readonly moves: number;
  /** From an event's own time to the end of the frame that shows it, ms, one for each event. */
  readonly latencyMs: readonly number[];
  /** Tasks of the main thread that took longer than 50 ms, ms. */
  readonly longTasksMs: readonly number[];
}

interface Watched {
  latencyMs: number[];
  longTasksMs: number[];
}
type WatchingWindow = Window & { watchedDrag?: Watched };

/** Starts to watch the page's main thread. */
const watch = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const watched: Watched = { latencyMs: [], longTasksMs: [] };
    (window as WatchingWindow).watchedDrag = watched;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) watched.longTasksMs.push(duration);
    }).observe({ type: 'longtask' });
    addEventListener(
      'pointermove',
      ({ timeStamp }) =>
        requestAnimationFrame(() => {
          // A message is handled after the frame has been laid out and painted.
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => watched.latencyMs.push(performance.now() - timeStamp);
          port2.postMessage(null);
        }),
      { capture: true },
    );
  });

const watched = (page: Page): Promise<Watched> =>
  page.evaluate(() => {
    const { watchedDrag } = window as WatchingWindow;
    if (!watchedDrag) throw new Error('nobody watches');
    const result = structuredClone(watchedDrag);
    watchedDrag.latencyMs = [];
    watchedDrag.longTasksMs = [];
    return result;
  });

async function middle(handle: Locator): Promise<[x: number, y: number]> {
  const box = await handle.boundingBox();
  if (!box) throw new Error('the handle is not in sight');
  return [box.x + box.width / 2, box.y + box.height / 2];
}

const ROUNDS = 2;
const MOVES_A_ROUND = 40;
const RADIUS_PX = 18;

/** Takes what lies at `from` round in circles: every move changes the plan. */
async function circle(page: Page, drag: string, [x, y]: [number, number]): Promise<DragFigures> {
  await page.mouse.move(x, y);
  await page.mouse.down();
  await watched(page);
  for (let move = 1; move <= ROUNDS * MOVES_A_ROUND; move++) {
    const angle = (2 * Math.PI * move) / MOVES_A_ROUND;
    await page.mouse.move(x + RADIUS_PX * Math.sin(angle), y + RADIUS_PX * (1 - Math.cos(angle)));
  }
  await page.evaluate(() => new Promise((done) => setTimeout(done, 200)));
  const { latencyMs, longTasksMs } = await watched(page);
  await page.mouse.up();
  return { drag, moves: latencyMs.length, latencyMs, longTasksMs };
}

/**
 * Drags of a whole plan (sagittal stack, three axial groups, saturation band, the AI's plan beside it) on a localizer.
 * @param url of the built page
 */
export async function measureDrags(browser: Browser, url: string): Promise<DragFigures[]> {
  const context = await browser.newContext({
    serviceWorkers: 'block',
    viewport: { width: 1280, height: 800 },
  });
  try {
    const page = await context.newPage();
    const by = (id: string): Locator => page.getByTestId(id);
    await page.goto(url);
    await by('scenario-normal').click();
    await by('begin').click();
    await page
      .locator('[data-testid=ai-status][data-status=ready]')
      .waitFor({ state: 'attached', timeout: 300_000 });
    for (const name of ['sagittal', 'L3-L4', 'L5-S1', 'L4-L5']) await by(`place-${name}`).click();
    await by('place-band').click();
    await by('select-L4-L5').click();
    await by('show-ai-plan').click();
    await watch(page);
    const handle = (side: 1 | -1): Locator =>
      by('view-sagittal').locator(`circle[data-handle=rotate][data-group="L4-L5"][data-side="${side}"]`);
    const centre = async (): Promise<[number, number]> => {
      const [a, b] = [await middle(handle(1)), await middle(handle(-1))];
      return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
    };
    // Not with the 3-D view open: an emulated adapter takes seconds for each of its frames, a real one none worth a row.
    return [
      await circle(page, 'shift of an axial group', await centre()),
      await circle(page, 'rotation of an axial group', await middle(handle(1))),
    ];
  } finally {
    await context.close();
  }
}
