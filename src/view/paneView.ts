import type { Vec3 } from '../geometry';
import type { ImagePane } from './imagePane';
import type { SliceView } from './sliceView';
import { TypedEvents } from './typedEvents';
import type { WindowLevel } from './windowLevel';

/** What plan views and the series viewer share: an image pane whose slice, window and zoom can be set from outside. */
export abstract class PaneView<Events extends object> extends TypedEvents<Events> {
  protected abstract readonly pane: ImagePane;

  /** Slice, zoom and pan as shown now; null without an image. */
  get view(): SliceView | null {
    return this.pane.view;
  }
  get window(): WindowLevel {
    return this.pane.window;
  }
  setWindow(window: WindowLevel): void {
    this.pane.setWindow(window);
  }
  autoWindow(): void {
    this.pane.autoWindow();
  }
  /** Scrolls to the slice through a patient point. */
  showPoint(point: Vec3): void {
    this.pane.showPoint(point);
  }
  setSlice(index: number): void {
    this.pane.setSlice(index);
  }
  /** Whole image again. */
  resetZoom(): void {
    this.pane.fit();
  }
  /** Draws at once instead of with the next frame. */
  drawNow(): void {
    this.pane.drawNow();
  }
}
