import { addScaled, projectOnPlane, sub, type Vec3 } from '../../geometry';
import type { Volume } from '../../volume';
import type { Gesture } from '../paneInput';
import { cursorShapes } from '../planeShapes';
import { screenToWorld, viewPlane, worldToScreen, type Point2, type SliceView } from '../sliceView';
import type { SvgShape } from '../svg';
import { figureLines, measureFigures, POINTS_NEEDED, type Measure, type MeasureKind } from './measure';
import type { MeasureBook } from './measureBook';
import type { MeasureActions } from './measureKeys';
import { measureShapes } from './measureShapes';

/** What the tools need of the view they work in. */
export interface MeasuringHost {
  readonly view: SliceView | null;
  readonly volume: Volume | null;
  redraw(): void;
  showSlice(slice: number): void;
  /** To a screen reader. */
  say(text: string): void;
  /** The person leaves the tool. */
  leaveTool(): void;
}

/** CSS px: reach of a point under the pointer; a press that moves further sets its end as well. */
const REACH_PX = { point: 9, drag: 5, same: 2 } as const;
const WORDS: Record<MeasureKind, string> = {
  distance: 'Distance',
  angle: 'Angle',
  ellipse: 'Ellipse',
  polygon: 'Area',
};

const near = (a: Point2, b: Point2, px: number): boolean => Math.hypot(a[0] - b[0], a[1] - b[1]) <= px;

/** Measuring on the slices of one view, by pointer and by keyboard. Finished measures live in the book. */
export class Measuring implements MeasureActions {
  readonly #host: MeasuringHost;
  readonly #book: MeasureBook;
  readonly #stopListening: () => void;
  /** Words of measures that do not change; every drawing asks for them. */
  readonly #words = new WeakMap<Measure, readonly string[]>();
  #series: string | null = null;
  #tool: MeasureKind | null = null;
  #draft: Omit<Measure, 'id'> | null = null;
  /** Where the next point would be: under the pointer, or at the cross of the keyboard. */
  #next: Vec3 | null = null;
  #isCross = false;
  #selected: number | null = null;
  #dragged: Measure | null = null;

  constructor(host: MeasuringHost, book: MeasureBook) {
    this.#host = host;
    this.#book = book;
    this.#stopListening = book.on('change', () => host.redraw());
  }

  dispose(): void {
    this.#stopListening();
  }

  /** Whose slices are shown; null: nothing can be measured. */
  setSeries(series: string | null): void {
    if (series === this.#series) return;
    this.#series = series;
    this.#selected = null;
    this.#dropDraft();
  }

  get tool(): MeasureKind | null {
    return this.#tool;
  }
  setTool(tool: MeasureKind | null): void {
    if (tool === this.#tool) return;
    this.#tool = tool;
    this.#dropDraft();
  }

  /** A half-drawn measure does not follow to another slice; the keyboard's cross does. */
  sliceChanged(): void {
    const { view } = this.#host;
    if (this.#draft && this.#draft.slice !== view?.slice) this.#draft = null;
    if (view && this.#next) this.#next = projectOnPlane(viewPlane(view), this.#next);
  }

  press(at: Point2): Gesture | null {
    const { view } = this.#host;
    if (!view || this.#series === null) return null;
    this.#isCross = false;
    const held = this.#draft ? null : this.#pointAt(view, at);
    if (held) return this.#move(view, held.measure, held.index);
    if (!this.#tool) {
      this.#selected = null;
      return null;
    }
    const [first, last] = [this.#draft?.points[0], this.#draft?.points.at(-1)];
    if (this.#isClosable() && first && near(worldToScreen(view, first), at, REACH_PX.point)) {
      this.#finish();
    } else if (!last || !near(worldToScreen(view, last), at, REACH_PX.same)) {
      // The second press of a double click is not a point of its own.
      this.#place(view, screenToWorld(view, at));
    }
    return {
      move: (to) => this.#aim(screenToWorld(view, to)),
      end: (to) => {
        if (this.#draft && !near(at, to, REACH_PX.drag)) this.#place(view, screenToWorld(view, to));
      },
      cancel: () => this.#dropDraft(),
    };
  }

  /** The pointer moves without being down. */
  hover(point: Vec3 | null): void {
    if (this.#draft && point) this.#aim(point);
  }

  /** Closes an area; false when there is none to close. */
  close(): boolean {
    if (!this.#isClosable()) return false;
    this.#finish();
    return true;
  }

  /** Removes the selected measure, or the last one of this slice. */
  remove(): boolean {
    const id = this.#selected ?? this.#here().at(-1)?.id;
    if (id === undefined || this.#series === null) return false;
    this.#selected = null;
    this.#book.remove(this.#series, id);
    this.#host.say('Measurement removed');
    return true;
  }

  nudge(rightMm: number, downMm: number): boolean {
    const { view } = this.#host;
    if (!view || !this.#tool || this.#series === null) return false;
    const { right, down } = view.basis;
    this.#isCross = true;
    this.#aim(addScaled(addScaled(this.#cross(view), right, rightMm), down, downMm));
    this.#sayFigures(this.#tentative());
    return true;
  }

  setPoint(): boolean {
    const { view } = this.#host;
    if (!view || !this.#tool || this.#series === null) return false;
    const point = this.#cross(view);
    this.#isCross = true;
    this.#next = point;
    const last = this.#draft?.points.at(-1);
    const isAgain = last !== undefined && sub(last, point).every((mm) => Math.abs(mm) < 1e-6);
    if (!isAgain) this.#place(view, point);
    else this.close();
    return true;
  }

  takeBack(): boolean {
    const draft = this.#draft;
    if (!draft) return this.remove();
    this.#draft = draft.points.length > 1 ? { ...draft, points: draft.points.slice(0, -1) } : null;
    this.#host.say('Point removed');
    this.#host.redraw();
    return true;
  }

  selectNext(): boolean {
    const all = this.#series === null ? [] : this.#book.of(this.#series);
    const next = all[(all.findIndex(({ id }) => id === this.#selected) + 1) % Math.max(all.length, 1)];
    if (!next) return false;
    this.#selected = next.id;
    this.#host.showSlice(next.slice);
    this.#sayFigures(next);
    this.#host.redraw();
    return true;
  }

  leave(): boolean {
    if (this.#draft) this.#dropDraft();
    else if (this.#tool) this.#host.leaveTool();
    else return false;
    return true;
  }

  /** Taken even when nothing is left to undo here: the next press must not undo the plan unseen. */
  undo(): boolean {
    if (!this.#book.canUndo && !this.#book.canRedo) return false;
    if (this.#book.undo()) this.#host.say('Measurement taken back');
    return true;
  }
  redo(): boolean {
    if (!this.#book.canUndo && !this.#book.canRedo) return false;
    if (this.#book.redo()) this.#host.say('Measurement brought back');
    return true;
  }

  shapes(view: SliceView): SvgShape[] {
    const { volume } = this.#host;
    if (!volume) return [];
    const whole = this.#here().flatMap((stored) => {
      const measure = this.#dragged?.id === stored.id ? this.#dragged : stored;
      const lines = this.#words.get(measure) ?? figureLines(measureFigures(measure, volume, view.basis));
      this.#words.set(measure, lines);
      return measureShapes(measure, view, {
        isSelected: measure.id === this.#selected,
        isWhole: true,
        lines,
      });
    });
    const draft = this.#tentative();
    const lines = draft ? figureLines(measureFigures(draft, volume, view.basis)) : [];
    return [
      ...whole,
      ...(draft ? measureShapes(draft, view, { isSelected: true, isWhole: false, lines }) : []),
      ...(this.#tool && this.#isCross && this.#next ? cursorShapes(this.#next, view) : []),
    ];
  }

  /** Measures of the slice that is shown. */
  #here(): readonly Measure[] {
    const slice = this.#host.view?.slice;
    return this.#series === null ? [] : this.#book.of(this.#series).filter((m) => m.slice === slice);
  }

  #pointAt(view: SliceView, at: Point2): { readonly measure: Measure; readonly index: number } | null {
    for (const measure of this.#here().toReversed()) {
      const index = measure.points.findIndex((p) => near(worldToScreen(view, p), at, REACH_PX.point));
      if (index >= 0) return { measure, index };
    }
    return null;
  }

  #move(view: SliceView, measure: Measure, index: number): Gesture {
    this.#selected = measure.id;
    const drag = (to: Measure | null): void => {
      this.#dragged = to;
      this.#host.redraw();
    };
    drag(null);
    return {
      move: (to) => drag({ ...measure, points: measure.points.with(index, screenToWorld(view, to)) }),
      end: () => {
        const moved = this.#dragged;
        drag(null);
        if (moved && this.#series !== null) this.#book.replace(this.#series, moved);
      },
      cancel: () => drag(null),
    };
  }

  /** The draft as it would be with its next point. */
  #tentative(): Omit<Measure, 'id'> | null {
    const draft = this.#draft;
    return draft && this.#next ? { ...draft, points: [...draft.points, this.#next] } : draft;
  }

  #aim(next: Vec3): void {
    this.#next = next;
    this.#host.redraw();
  }

  #place(view: SliceView, point: Vec3): void {
    const kind = this.#tool;
    if (!kind) return;
    const points = [...(this.#draft?.points ?? []), point];
    this.#draft = { kind, slice: view.slice, points };
    this.#host.say(`Point ${points.length}`);
    if (kind !== 'polygon' && points.length === POINTS_NEEDED[kind]) this.#finish();
    this.#host.redraw();
  }

  #isClosable(): boolean {
    const draft = this.#draft;
    return draft?.kind === 'polygon' && draft.points.length >= POINTS_NEEDED.polygon;
  }

  #finish(): void {
    const draft = this.#draft;
    this.#draft = null;
    if (!draft || this.#series === null) return;
    this.#selected = this.#book.add(this.#series, draft);
    this.#sayFigures(draft);
  }

  #sayFigures(measure: Omit<Measure, 'id'> | null): void {
    const { view, volume } = this.#host;
    if (!measure || !view || !volume) return;
    const lines = figureLines(measureFigures(measure, volume, view.basis));
    if (lines.length > 0) this.#host.say(`${WORDS[measure.kind]} ${lines.join(', ')}`);
  }

  /** The keyboard's cross; it begins in the middle of the view. */
  #cross(view: SliceView): Vec3 {
    const middle: Point2 = [view.width / 2, view.height / 2];
    return projectOnPlane(viewPlane(view), this.#next ?? screenToWorld(view, middle));
  }

  #dropDraft(): void {
    this.#draft = null;
    this.#next = null;
    this.#isCross = false;
    this.#host.redraw();
  }
}
