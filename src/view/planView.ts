import type { Plane, Vec3 } from '../geometry';
import type { PlannedGroup } from '../planning';
import { dragGroup, dragWords, type Grab } from './groupDrag';
import { sameGroup } from './groupEdits';
import type { HandleName } from './handles';
import { ImagePane, type PaneOwner } from './imagePane';
import type { Gesture } from './paneInput';
import { keyEdit, PLAN_KEYS } from './planKeys';
import { planShapes } from './planShapes';
import { dragText, keyText } from './readout';
import type { Point2, SliceView } from './sliceView';
import { TypedEvents } from './typedEvents';
import type { PlanViewEvents, PlanViewState } from './types';
import type { WindowLevel } from './windowLevel';

/** A press that moves less than this selects; it does not drag. CSS px. */
const DRAG_STARTS_PX = 3;
const HANDLES: readonly string[] = [
  'shift',
  'rotate',
  'fov',
  'fov-read',
  'fov-phase',
  'slices',
] satisfies HandleName[];
const isHandle = (name: string | undefined): name is HandleName =>
  name !== undefined && HANDLES.includes(name);

/**
 * One planning view: an acquired series with the slice groups drawn on it, edited by mouse, pen, touch and keyboard.
 * It owns zoom, pan, window and scroll; groups belong to the application, which answers `group-edit` with `setState`.
 */
export class PlanView extends TypedEvents<PlanViewEvents> {
  readonly #container: HTMLElement;
  readonly #pane: ImagePane;
  readonly #listening = new AbortController();
  #state: PlanViewState | null = null;
  #referencePlanes: readonly Plane[] = [];
  /** The group as being edited here; hides the application's until that has it too. */
  #draft: PlannedGroup | null = null;
  #dragging = false;
  /** A held key: its repeats move, its release commits. */
  #held: { readonly what: string; readonly start: PlannedGroup } | null = null;

  /** @param container an element with a size of its own; it becomes the focusable view */
  constructor(container: HTMLElement) {
    super();
    this.#container = container;
    const owner: PaneOwner = {
      emptyText: 'No image yet.\nRun the localizer, or drag a finished series here.',
      plainDrag: 'nothing',
      overlay: (view, patternId) =>
        this.#state ? planShapes(this.#shown(this.#state), view, patternId, this.#referencePlanes) : [],
      corners: () => [this.#state?.backgroundLabel ?? '', this.#state?.note ?? null],
      press: (event, at) => this.#press(event, at),
      hover: (point) => this.emit('point', { point }),
      maximise: () => this.emit('maximise', null),
      planeChanged: (plane) => this.emit('plane', { plane }),
    };
    this.#pane = new ImagePane(container, owner);
    const { signal } = this.#listening;
    container.addEventListener('keydown', (event) => this.#keyDown(event), { signal });
    container.addEventListener('keyup', () => this.#release(), { signal });
    container.addEventListener('blur', () => this.#release(), { signal });
    this.#describe('Plan view');
  }

  setState(state: PlanViewState): void {
    this.#state = state;
    this.#pane.setVolume(state.background, state.orientation);
    const words = { sagittal: 'Sagittal', coronal: 'Coronal', axial: 'Axial' }[state.orientation];
    this.#describe(
      [`${words} plan view`, state.backgroundLabel, state.activeGroup && `active group ${state.activeGroup}`]
        .filter(Boolean)
        .join(', '),
    );
    this.#pane.requestDraw();
  }

  /** Displayed planes of the other views, drawn as reference lines. */
  setReferencePlanes(planes: readonly Plane[]): void {
    this.#referencePlanes = planes;
    this.#pane.requestDraw();
  }

  /** Slice, zoom and pan as shown now; null without an image. */
  get view(): SliceView | null {
    return this.#pane.view;
  }
  get window(): WindowLevel {
    return this.#pane.window;
  }
  setWindow(window: WindowLevel): void {
    this.#pane.setWindow(window);
  }
  autoWindow(): void {
    this.#pane.autoWindow();
  }
  /** Scrolls to the slice through a patient point. */
  showPoint(point: Vec3): void {
    this.#pane.showPoint(point);
  }
  setSlice(index: number): void {
    this.#pane.setSlice(index);
  }
  /** Whole image again. */
  resetZoom(): void {
    this.#pane.fit();
  }
  /** Draws at once instead of with the next frame. */
  drawNow(): void {
    this.#pane.drawNow();
  }

  dispose(): void {
    this.#held = null;
    this.#listening.abort();
    this.#pane.dispose();
    this.#state = null;
  }

  #describe(label: string): void {
    this.#pane.dom.describe('application', label, PLAN_KEYS);
  }

  #shown(state: PlanViewState): PlanViewState {
    const draft = this.#draft;
    if (!draft) return state;
    return { ...state, groups: state.groups.map((group) => (group.name === draft.name ? draft : group)) };
  }

  #groupNamed(name: string | null | undefined): PlannedGroup | null {
    return this.#state?.groups.find((group) => group.name === name) ?? null;
  }

  #edit(phase: 'move' | 'commit' | 'cancel', what: string, group: PlannedGroup): void {
    this.#draft = phase === 'move' ? group : null;
    this.emit('group-edit', { phase, what, group });
    this.#pane.requestDraw();
  }

  #press(event: PointerEvent, at: Point2): Gesture | null {
    const area = event.target instanceof Element ? event.target.closest<SVGElement>('[data-handle]') : null;
    const handle = area?.dataset.handle;
    const group = this.#groupNamed(area?.dataset.group);
    const view = this.#pane.view;
    if (!area || !group || !view || !isHandle(handle) || !this.#state?.editable) return null;
    if (group.name !== this.#state.activeGroup) this.emit('group-select', { name: group.name });
    const side = area.dataset.side === '-1' ? -1 : 1;
    return this.#drag({ handle, side, group, view, from: at });
  }

  #drag(grab: Grab): Gesture {
    const { handle, group, from, view } = grab;
    let what = '';
    this.#dragging = false;
    const change = (at: Point2, event: PointerEvent): PlannedGroup => {
      const gap = event.altKey && handle === 'slices';
      what = `${dragWords(handle, gap)} ${group.name}`;
      return dragGroup(grab, at, gap);
    };
    const close = (): boolean => {
      const dragged = this.#dragging;
      this.#dragging = false;
      this.#pane.dom.readout(null);
      return dragged;
    };
    return {
      move: (at, event) => {
        this.#dragging ||= Math.hypot(at[0] - from[0], at[1] - from[1]) >= DRAG_STARTS_PX;
        if (!this.#dragging) return;
        const next = change(at, event);
        this.#pane.dom.readout(dragText(handle, group, next, view.basis.normal));
        this.#edit('move', what, next);
      },
      end: (at, event) => {
        if (!close()) return;
        const next = change(at, event);
        if (sameGroup(group, next)) this.#edit('cancel', what, group);
        else this.#edit('commit', what, next);
        this.#pane.dom.say(keyText(group, next));
      },
      cancel: () => {
        if (close()) this.#edit('cancel', what, group);
      },
    };
  }

  #keyDown(event: KeyboardEvent): void {
    if (event.target !== this.#container) return;
    if (event.key === 'Escape') {
      if (this.#pane.cancelGesture()) event.preventDefault();
      return;
    }
    if (event.key === 'PageUp' || event.key === 'PageDown') {
      event.preventDefault();
      this.#pane.scrollBy(event.key === 'PageUp' ? -1 : 1);
      return;
    }
    const view = this.#pane.view;
    const group = this.#draft ?? this.#groupNamed(this.#state?.activeGroup);
    if (!view || !group || !this.#state?.editable || this.#dragging) return;
    const edit = keyEdit(event, group, view);
    if (!edit) return;
    event.preventDefault();
    if (event.repeat && !sameGroup(group, edit.group)) {
      this.#held ??= { what: edit.what, start: group };
      this.#edit('move', edit.what, edit.group);
    } else if (!sameGroup(group, edit.group)) {
      this.#release();
      this.#edit('commit', edit.what, edit.group);
    }
    this.#pane.dom.say(keyText(group, edit.group));
  }

  /** The end of a held key is one step in the undo history, however long it was held. */
  #release(): void {
    const held = this.#held;
    this.#held = null;
    if (held && this.#draft) this.#edit('commit', held.what, this.#draft);
  }
}
