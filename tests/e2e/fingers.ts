import type { CDPSession, Page } from 'playwright';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Fingers on a touch screen, as the browser's own input takes them. */
export class Fingers {
  private constructor(private readonly browser: CDPSession) {}

  static async on(page: Page): Promise<Fingers> {
    return new Fingers(await page.context().newCDPSession(page));
  }

  /** One finger from here to there. */
  drag(from: Point, to: Point): Promise<void> {
    return this.move([[from, to]]);
  }

  /** Two fingers beside a point, from one distance to another. */
  pinch({ x, y }: Point, fromPx: number, toPx: number): Promise<void> {
    const finger = (side: 1 | -1): readonly [Point, Point] => [
      { x: x + (side * fromPx) / 2, y },
      { x: x + (side * toPx) / 2, y },
    ];
    return this.move([finger(-1), finger(1)]);
  }

  private async move(paths: readonly (readonly [Point, Point])[], steps = 8): Promise<void> {
    const at = (t: number): { x: number; y: number; id: number }[] =>
      paths.map(([from, to], id) => ({
        ...{ x: from.x + (to.x - from.x) * t, y: from.y + (to.y - from.y) * t, id },
      }));
    const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: ReturnType<typeof at>) =>
      this.browser.send('Input.dispatchTouchEvent', { type, touchPoints });
    // One after the other, as fingers come down.
    for (const count of paths.keys()) await send('touchStart', at(0).slice(0, count + 1));
    for (let step = 1; step <= steps; step++) await send('touchMove', at(step / steps));
    await send('touchEnd', []);
  }
}
