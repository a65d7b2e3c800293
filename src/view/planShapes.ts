import type { Plane, Vec3 } from '../geometry';
import { bandTitle, groupTitle, type PlannedGroup, type SaturationBand } from '../planning';
import { bandHandles, bandShapes, type BandLook } from './bandShapes';
import { crossingShapes } from './crossingShapes';
import { groupFigure, type GroupFigure } from './groupFigure';
import { groupShapes } from './groupShapes';
import { acrossHandles, faceHandles, type Handle } from './handles';
import { handleAreas, handleMarks } from './handleShapes';
import { spreadLabels } from './labelPlaces';
import { groupColour, HATCHES, hatchId, ROLE_COLOURS, ROLE_DASHES } from './palette';
import { phaseShapes } from './phaseShapes';
import { cursorShapes, planeShapes } from './planeShapes';
import { nameKey } from './planNames';
import { viewPlane, type SliceView } from './sliceView';
import type { SvgShape } from './svg';
import type { PlanRole, PlanViewState } from './types';

const ROLE_TITLES: Readonly<Record<PlanRole, (title: string) => string>> = {
  trainee: (title) => title,
  ai: (title) => `AI ${title}`,
  truth: (title) => `Truth ${title}`,
};

/** What is not part of the plan: what the other views tell this one, patient LPS mm, and what the pointer is on. */
export interface Surroundings {
  /** The slices the other views display. */
  readonly referencePlanes: readonly Plane[];
  /** The point under the pointer in one of them. */
  readonly cursor: Vec3 | null;
  /** Keys (`nameKey`) of what the pointer is on here. */
  readonly hovered: ReadonlySet<string>;
}

/** The whole overlay of a plan view, back to front. @param patternId SVG id of the hatch pattern of this view */
export function planShapes(
  state: PlanViewState,
  view: SliceView,
  patternId: string,
  { referencePlanes, cursor, hovered }: Surroundings,
): SvgShape[] {
  const plane = viewPlane(view);
  const names = new Names(state, hovered);
  const shapes: SvgShape[] = [];
  shapes.push(...allBands(state, view, plane, patternId, names));
  for (const other of referencePlanes) shapes.push(...planeShapes(other, view, plane));
  for (const { role, groups } of state.reference) {
    const [colour, dash] = [ROLE_COLOURS[role], ROLE_DASHES[role]];
    for (const group of groups) {
      const title = names.ofGroup(role, group);
      const look = { role, colour, dash, title, active: false, dimmed: title === null && names.hasActive };
      shapes.push(...groupShapes(group, groupFigure(group, plane), view, look));
    }
  }
  const figures = state.groups.map((group, n) => {
    const active = group.name === state.activeGroup;
    const colour = active ? ROLE_COLOURS.trainee : groupColour(n);
    const title = names.ofGroup('trainee', group);
    const look = { role: 'trainee', colour, dash: '', active, dimmed: false, title };
    return { group, figure: groupFigure(group, plane), look };
  });
  const active = figures.find(({ look }) => look.active);
  for (const item of figures) {
    if (item === active) continue;
    shapes.push(...groupShapes(item.group, item.figure, view, item.look));
    if (state.editable) shapes.push(...handleAreas(item.group, handlesOf(view, item.figure).slice(0, 1)));
  }
  shapes.push(...crossingShapes(state.crossings ?? [], view, plane));
  if (active) {
    shapes.push(...groupShapes(active.group, active.figure, view, active.look));
    if (state.editable) {
      const handles = handlesOf(view, active.figure);
      shapes.push(...handleAreas(active.group, handles), ...handleMarks(handles, active.look.colour));
    }
  }
  // What is in hand takes the pointer before everything else.
  const inHand = state.saturationBands.find(({ name }) => name === state.activeGroup);
  if (inHand && state.editable) {
    shapes.push(...bandHandles(inHand, view, plane, bandLook(inHand, state, patternId, names)));
  }
  if (cursor) shapes.push(...cursorShapes(cursor, view));
  return [...spreadLabels(shapes, view), ...(state.phase ? phaseShapes(state.phase, view) : [])];
}

/** Names are written of what is in hand, of references to the same, and of what the pointer is on; all of the plan's at first. */
class Names {
  readonly #state: PlanViewState;
  readonly #hovered: ReadonlySet<string>;
  readonly #active: PlannedGroup | undefined;

  constructor(state: PlanViewState, hovered: ReadonlySet<string>) {
    this.#state = state;
    this.#hovered = hovered;
    this.#active = state.groups.find(({ name }) => name === state.activeGroup);
  }

  get hasActive(): boolean {
    return this.#state.activeGroup !== null;
  }

  ofGroup(role: PlanRole, group: PlannedGroup): string | null {
    const sameTarget = group.kind === this.#active?.kind && group.level === this.#active.level;
    const wanted = role === 'trainee' ? group === this.#active || !this.hasActive : sameTarget;
    return this.#shown(wanted, role, group.name, groupTitle(group));
  }

  ofBand(role: PlanRole, band: SaturationBand): string | null {
    const { name } = band;
    const wanted = name === this.#state.activeGroup || (role === 'trainee' && !this.hasActive);
    return this.#shown(wanted, role, name, bandTitle(band));
  }

  #shown(wanted: boolean, role: PlanRole, name: string, title: string): string | null {
    return wanted || this.#hovered.has(nameKey(role, name)) ? ROLE_TITLES[role](title) : null;
  }
}

/** References first, then the trainee's: the one that takes the pointer lies on top. */
function allBands(
  state: PlanViewState,
  view: SliceView,
  plane: Plane,
  patternId: string,
  names: Names,
): SvgShape[] {
  const shapes = state.reference.flatMap(({ role, saturationBands = [] }) => {
    const [colour, dash, pattern] = [ROLE_COLOURS[role], ROLE_DASHES[role], hatchId(patternId, role)];
    return saturationBands.flatMap((band) => {
      const look = { role, title: names.ofBand(role, band), colour, pattern, dash, active: false };
      return bandShapes(band, view, plane, look);
    });
  });
  for (const band of state.saturationBands) {
    const look = bandLook(band, state, patternId, names);
    shapes.push(...bandShapes(band, view, plane, look));
    if (state.editable && !look.active) shapes.push(...bandHandles(band, view, plane, look));
  }
  return shapes;
}

const bandLook = (band: SaturationBand, state: PlanViewState, patternId: string, names: Names): BandLook => {
  const active = band.name === state.activeGroup;
  const hatch = active ? 'active' : 'trainee';
  const [colour, pattern] = [HATCHES[hatch].colour, hatchId(patternId, hatch)];
  return { role: 'trainee', title: names.ofBand('trainee', band), colour, pattern, dash: '', active };
};

const handlesOf = (view: SliceView, figure: GroupFigure): Handle[] =>
  figure.kind === 'across' ? acrossHandles(view, figure) : faceHandles(view, figure);
