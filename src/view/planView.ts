import type { Plane, Vec3 } from '../geometry';
import { groupTitle, type PlannedGroup, type SaturationBand } from '../planning';
import { bandWords, dragBand, type BandGrab } from './bandEdits';
import { dragGroup, dragWords, type Grab } from './groupDrag';
import type { HandleName } from './handles';
import { ImagePane, type PaneOwner } from './imagePane';
import type { Gesture } from './paneInput';
import { PLAN_KEYS } from './planKeys';
import { isBand, plannedKeyEdit, samePlanned, spoken, type Planned } from './planned';
import { namedAt } from './planNames';
import { dragGesture, type PlannedChange } from './planGesture';
import { planShapes, type Surroundings } from './planShapes';
import { bandDragText, discText, dragText } from './readout';
import { screenToWorld, worldToScreen, type Point2 } from './sliceView';
import { PaneView } from './paneView';
import { PointPick } from './pointPick';
import { snap } from './snap';
import type { PlanViewEvents, PlanViewState } from './types';
import { worded } from './wording';

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

const NOTHING: ReadonlySet<string> = new Set();

/**
 * One planning view: an acquired series with the slice groups drawn on it, edited by mouse, pen, touch and keyboard.
 * It owns zoom, pan, window and scroll; groups belong to the application, which answers `group-edit` with `setState`.
 */
export class PlanView extends PaneView<PlanViewEvents> {
  readonly #container: HTMLElement;
  protected override readonly pane: ImagePane;
  readonly #listening = new AbortController();
  #state: PlanViewState | null = null;
  #around: Surroundings = { referencePlanes: [], cursor: null, hovered: NOTHING };
  /** The group or band as being edited here; hides the application's until that has it too. */
  #draft: Planned | null = null;
  #dragging = false;
  readonly #picking = new PointPick();
  /** A held key: its repeats move, its release commits. */
  #held: { readonly what: string; readonly start: Planned } | null = null;

  /** @param container an element with a size of its own; it becomes the focusable view */
  constructor(container: HTMLElement) {
    super();
    this.#container = container;
    const owner: PaneOwner = {
      emptyText: 'No image yet.\nRun the localizer, or drag a finished series here.',
      plainDrag: 'nothing',
      overlay: (view, patternId) =>
        this.#state
          ? [
              ...planShapes(this.#shown(this.#state), view, patternId, this.#around),
              ...this.#picking.shapes(view),
            ]
          : [],
      corners: () => [this.#state?.backgroundLabel ?? '', this.#state?.note ?? null],
      press: (event, at) => this.#press(event, at),
      hover: (point) => {
        this.#hover(point);
        this.emit('point', { point });
      },
      maximise: () => this.emit('maximise', null),
      planeChanged: (plane) => this.emit('plane', { plane }),
    };
    this.pane = new ImagePane(container, owner);
    const { signal } = this.#listening;
    container.addEventListener('keydown', (event) => this.#keyDown(event), { signal });
    container.addEventListener('keyup', () => this.#release(), { signal });
    container.addEventListener('blur', () => this.#release(), { signal });
    this.#describe('Plan view');
  }

  setState(state: PlanViewState): void {
    this.#state = state;
    this.pane.setVolume(state.background, state.orientation, state.isMirrored);
    const words = { sagittal: 'Sagittal', coronal: 'Coronal', axial: 'Axial' }[state.orientation];
    this.#describe(
      [`${words} plan view`, state.backgroundLabel, this.#inHandText(state)]
        .flatMap((part) => (part ? worded(part) : []))
        .join(', '),
    );
    this.pane.requestDraw();
  }

  /** Displayed planes of the other views, drawn as reference lines. */
  setReferencePlanes(planes: readonly Plane[]): void {
    this.#around = { ...this.#around, referencePlanes: planes };
    this.pane.requestDraw();
  }

  /** The patient point under the pointer in another view, shown as a small cross; null: none. */
  setCursor(cursor: Vec3 | null): void {
    if (cursor === this.#around.cursor) return;
    this.#around = { ...this.#around, cursor };
    this.pane.requestDraw();
  }

  dispose(): void {
    this.#held = null;
    this.#listening.abort();
    this.pane.dispose();
    this.#state = null;
  }

  #hover(point: Vec3 | null): void {
    const view = this.pane.view;
    const [state, before] = [this.#state, this.#around.hovered];
    const hovered = point && view && state ? namedAt(state, view, worldToScreen(view, point)) : NOTHING;
    if (hovered.size === before.size && [...hovered].every((key) => before.has(key))) return;
    this.#around = { ...this.#around, hovered };
    this.pane.requestDraw();
  }

  #inHandText({ activeGroup, groups }: PlanViewState): string | null {
    const group = groups.find(({ name }) => name === activeGroup);
    return group ? `active group ${groupTitle(group)}` : activeGroup && 'saturation band in hand';
  }

  #describe(label: string): void {
    this.pane.dom.describe('application', label, PLAN_KEYS);
  }

  #shown(state: PlanViewState): PlanViewState {
    const draft = this.#draft;
    if (!draft) return state;
    const shown = <T extends Planned>(all: readonly T[]): readonly T[] =>
      all.map((one) => (one.name === draft.name ? (draft as T) : one));
    return isBand(draft)
      ? { ...state, saturationBands: shown(state.saturationBands) }
      : { ...state, groups: shown(state.groups) };
  }

  #groupNamed(name: string | null | undefined): PlannedGroup | null {
    return this.#state?.groups.find((group) => group.name === name) ?? null;
  }

  #bandNamed(name: string | null | undefined): SaturationBand | null {
    return this.#state?.saturationBands.find((band) => band.name === name) ?? null;
  }

  #edit(phase: 'move' | 'commit' | 'cancel', what: string, planned: Planned): void {
    this.#draft = phase === 'move' ? planned : null;
    if (isBand(planned)) this.emit('band-edit', { phase, what, band: planned });
    else this.emit('group-edit', { phase, what, group: planned });
    this.pane.requestDraw();
  }

  /** While points are set in the views, a press or Enter is a point (`pick`); null ends that. */
  setPicking(points: readonly Vec3[] | null): void {
    this.#picking.points = points;
    this.pane.requestDraw();
  }

  #press(event: PointerEvent, at: Point2): Gesture | null {
    if (this.#picking.points) return this.#pickAt();
    const { target } = event;
    const area =
      target instanceof Element ? target.closest<SVGElement>('[data-handle],[data-band-handle]') : null;
    const view = this.pane.view;
    if (!area || !view || !this.#state?.editable) return null;
    const { handle, bandHandle, side } = area.dataset;
    const group = this.#groupNamed(area.dataset.group);
    if (group && isHandle(handle)) {
      this.#take(group.name);
      return this.#dragGroup({ handle, side: side === '-1' ? -1 : 1, group, view, from: at });
    }
    const band = this.#bandNamed(area.dataset.band);
    if (!band || !(bandHandle === 'shift' || bandHandle === 'rotate')) return null;
    this.#take(band.name);
    return this.#dragBand({ handle: bandHandle, band, view, from: at });
  }

  /** The point is where the pointer is let go. */
  #pickAt(): Gesture {
    return {
      move: () => undefined,
      end: (at) => {
        const view = this.pane.view;
        if (view) this.emit('pick', { point: screenToWorld(view, at) });
      },
      cancel: () => undefined,
    };
  }

  #take(name: string): void {
    if (name !== this.#state?.activeGroup) this.emit('group-select', { name });
  }

  #dragGroup(grab: Grab): Gesture {
    const { handle, group, view } = grab;
    return this.#drag(grab.from, group, (at, event) => {
      const gap = event.altKey && handle === 'slices';
      const pulled = dragGroup(grab, at, gap);
      const others = this.#state?.groups.filter(({ name }) => name !== group.name) ?? [];
      const { group: next, words } = event.altKey
        ? snap(handle, pulled, others, view.basis.normal)
        : { group: pulled, words: null };
      const text = [
        dragText(handle, group, next, view.basis.normal),
        words,
        discText(next, this.#state?.discs),
      ];
      return {
        what: `${dragWords(handle, gap)} ${groupTitle(group)}`,
        next,
        text: text.filter(Boolean).join('\n'),
      };
    });
  }

  #dragBand(grab: BandGrab): Gesture {
    const { handle, band, view } = grab;
    return this.#drag(grab.from, band, (at) => {
      const next = dragBand(grab, at);
      return { what: bandWords(handle), next, text: bandDragText(handle, band, next, view.basis.normal) };
    });
  }

  #drag(from: Point2, start: Planned, change: PlannedChange<Planned>): Gesture {
    return dragGesture(from, start, change, {
      isSame: samePlanned,
      dragging: (isDragging) => (this.#dragging = isDragging),
      readout: (text) => this.pane.dom.readout(text),
      edit: (phase, what, planned) => this.#edit(phase, what, planned),
      say: (before, after) => this.#say(before, after),
    });
  }

  #say(before: Planned, after: Planned): void {
    const disc = isBand(after) ? '' : discText(after, this.#state?.discs);
    this.pane.dom.say([spoken(before, after), disc].filter(Boolean).join(', '));
  }

  #keyDown(event: KeyboardEvent): void {
    if (event.target !== this.#container) return;
    if (this.#picking.points && this.#pickKey(event)) return;
    if (event.key === 'Escape') {
      if (this.pane.cancelGesture()) event.preventDefault();
      return;
    }
    if (event.key === 'PageUp' || event.key === 'PageDown') {
      event.preventDefault();
      this.pane.scrollBy(event.key === 'PageUp' ? -1 : 1);
      return;
    }
    const view = this.pane.view;
    const name = this.#state?.activeGroup;
    const planned = this.#draft ?? this.#groupNamed(name) ?? this.#bandNamed(name);
    if (!view || !planned || !this.#state?.editable || this.#dragging) return;
    const edit = plannedKeyEdit(event, planned, view);
    if (!edit) return;
    event.preventDefault();
    if (event.repeat && !samePlanned(planned, edit.next)) {
      this.#held ??= { what: edit.what, start: planned };
      this.#edit('move', edit.what, edit.next);
    } else if (!samePlanned(planned, edit.next)) {
      this.#release();
      this.#edit('commit', edit.what, edit.next);
    }
    this.#say(planned, edit.next);
  }

  #pickKey(event: KeyboardEvent): boolean {
    const meant = this.pane.view && this.#picking.key(event, this.pane.view);
    if (meant === null) return false;
    event.preventDefault();
    if (meant !== 'moved') this.emit('pick', { point: meant === 'given-up' ? null : meant });
    this.pane.requestDraw();
    return true;
  }

  /** The end of a held key is one step in the undo history, however long it was held. */
  #release(): void {
    const held = this.#held;
    this.#held = null;
    if (held && this.#draft) this.#edit('commit', held.what, this.#draft);
  }
}
