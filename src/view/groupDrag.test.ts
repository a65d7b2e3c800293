import { describe, expect, it } from 'vitest';
import {
  addScaled,
  affineFromColumns,
  angleDeg,
  distance,
  dot,
  sliceNormal,
  stackExtentMm,
  type Vec3,
} from '../geometry';
import { crossings, type PlannedGroup } from '../planning';
import { createVolume } from '../volume';
import { crossingCut } from './crossingShapes';
import { dragGroup, type Grab } from './groupDrag';
import { tiltChangeDeg } from './groupEdits';
import { groupFigure } from './groupFigure';
import { acrossHandles, faceHandles, type Handle } from './handles';
import { keyEdit, type KeyPress } from './planKeys';
import { planShapes } from './planShapes';
import { groupText } from './readout';
import { sliceBasis } from './slice';
import { fitView, viewPlane, worldToScreen, type SliceView } from './sliceView';
import { GROUP, tilt } from './testing';
import type { PlanViewState } from './types';

/** Sagittal localizer: 11 slices × 10 mm, 256 mm FOV, centred on the isocentre. */
const volume = createVolume(
  new Uint8Array(128 * 128 * 11),
  [128, 128, 11],
  affineFromColumns([0, 2, 0], [0, 0, -2], [10, 0, 0], [-50, -127, 127]),
);
const sagittal = fitView(sliceBasis(volume, 'sagittal'), 5, 512, 512);
const axial = fitView(sliceBasis(volume, 'axial'), 0, 512, 512);
const PX = sagittal.pixelsPerMm;

function find(handles: Handle[], name: string, side: number): Handle {
  const found = handles.findLast((h) => h.name === name && h.side === side);
  if (!found) throw new Error(`no handle ${name}`);
  return found;
}

function grabAt(view: SliceView, name: Handle['name'], side: -1 | 1): Grab {
  const figure = groupFigure(GROUP, viewPlane(view));
  const handles = figure.kind === 'across' ? acrossHandles(view, figure) : faceHandles(view, figure);
  const [a = [0, 0], b = a] = find(handles, name, side).area;
  return { handle: name, side, group: GROUP, view, from: [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2] };
}

describe('a group across the view', () => {
  it('is drawn where its slices meet the displayed plane', () => {
    const figure = groupFigure(GROUP, viewPlane(sagittal));
    if (figure.kind !== 'across') throw new Error('expected lines');
    expect(figure.met).toBe(true);
    expect(figure.lines.map((l) => l.index)).toEqual([0, 1, 2, 3, 4]);
    for (const { line } of figure.lines) {
      expect(distance(...line)).toBeCloseTo(140, 6);
      for (const p of line) expect(p[0]).toBeCloseTo(0, 9);
    }
    // Outer faces lie half the stack's extent from the centre: 5 · 4 + 4 · 0.5 = 22 mm.
    expect(stackExtentMm(GROUP)).toBe(22);
    const offset = (p: Vec3): number => dot([p[0] - 2, p[1] + 6, p[2] + 31], sliceNormal(GROUP));
    expect(offset(figure.faces[0][0])).toBeCloseTo(-11, 9);
    expect(offset(figure.faces[1][1])).toBeCloseTo(11, 9);
    expect(figure.fovAxis).toBe('phase');
  });

  it('stays in reach when the displayed slice misses it', () => {
    const aside = { ...GROUP, centre: [300, -6, -31] as Vec3 };
    const figure = groupFigure(aside, viewPlane(sagittal));
    expect(figure.met).toBe(false);
    if (figure.kind === 'across') expect(figure.lines).toHaveLength(5);
  });

  it('shifts by the pointer in mm, not through the view', () => {
    const grab = grabAt(sagittal, 'shift', 1);
    const moved = dragGroup(grab, [grab.from[0] + 10 * PX, grab.from[1] - 5 * PX]);
    expect(distance(moved.centre, [2, 4, -26])).toBeLessThan(1e-9);
    expect(moved.columnDirection).toEqual(GROUP.columnDirection);
  });

  it('turns about its centre by the angle of the pointer, about the view normal', () => {
    const grab = grabAt(sagittal, 'rotate', 1);
    const [cx, cy] = worldToScreen(sagittal, GROUP.centre);
    const arm = [grab.from[0] - cx, grab.from[1] - cy] as const;
    const a = (10 * Math.PI) / 180;
    // Clockwise on the screen by 10°.
    const to = [
      cx + arm[0] * Math.cos(a) - arm[1] * Math.sin(a),
      cy + arm[0] * Math.sin(a) + arm[1] * Math.cos(a),
    ] as const;
    const turned = dragGroup(grab, to);
    expect(turned.centre).toEqual(GROUP.centre);
    expect(angleDeg(sliceNormal(turned), sliceNormal(GROUP))).toBeCloseTo(10, 9);
    expect(tiltChangeDeg(GROUP, turned, sagittal.basis.normal)).toBeCloseTo(10, 9);
    expect(turned.rowDirection[0]).toBeCloseTo(1, 12);
    // The back edge goes 25° towards the feet now.
    expect(Math.atan2(-turned.columnDirection[2], turned.columnDirection[1])).toBeCloseTo(
      (25 * Math.PI) / 180,
      9,
    );
  });

  it('changes FOV and slices symmetrically, gap with the modifier', () => {
    const fov = grabAt(sagittal, 'fov-phase', 1);
    const along = [Math.cos(tilt), Math.sin(tilt)] as const;
    const wider = dragGroup(fov, [fov.from[0] + along[0] * 10 * PX, fov.from[1] + along[1] * 10 * PX]);
    expect([wider.fovReadMm, wider.fovPhaseMm]).toEqual([180, 160]);
    const slices = grabAt(sagittal, 'slices', 1);
    // Towards the head, perpendicular to the lines: the normal points up. Two more spacings at each end.
    const up = (mm: number): readonly [number, number] => [
      slices.from[0] + Math.sin(tilt) * mm * PX,
      slices.from[1] - Math.cos(tilt) * mm * PX,
    ];
    expect(sliceNormal(GROUP)[2]).toBeGreaterThan(0);
    expect(dragGroup(slices, up(9)).sliceCount).toBe(9);
    expect(dragGroup(slices, up(-30)).sliceCount).toBe(1);
    expect(dragGroup(slices, up(4), true)).toMatchObject({ sliceCount: 5, sliceGap: 2.5 });
    expect(dragGroup(slices, up(-30), true).sliceGap).toBe(0);
  });
});

describe('a group parallel to the view', () => {
  it('shows its field of view and is resized at corners and edges', () => {
    const figure = groupFigure(GROUP, viewPlane(axial));
    expect(figure.kind).toBe('face');
    const corner = grabAt(axial, 'fov', 1);
    const [cx, cy] = worldToScreen(axial, GROUP.centre);
    const twice = dragGroup(corner, [cx + (corner.from[0] - cx) * 1.5, cy + (corner.from[1] - cy) * 1.5]);
    expect([twice.fovReadMm, twice.fovPhaseMm]).toEqual([270, 210]);
    const edge = grabAt(axial, 'fov-read', -1);
    const scale = axial.pixelsPerMm;
    expect(dragGroup(edge, [edge.from[0] - 10 * scale, edge.from[1]]).fovReadMm).toBe(200);
    const phase = grabAt(axial, 'fov-phase', 1);
    // The tilted column is seen shortened by cos 15°.
    const pulled = dragGroup(phase, [phase.from[0], phase.from[1] + 10 * scale]);
    expect(pulled.fovPhaseMm).toBe(Math.round(140 + 20 / Math.cos(tilt)));
  });
});

describe('keys', () => {
  const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
    ...{ key, code: '', shiftKey: false, altKey: false, ctrlKey: false, metaKey: false },
    ...more,
  });
  const after = (key: string, more: Partial<KeyPress> = {}): PlannedGroup => {
    const edit = keyEdit(press(key, more), GROUP, sagittal);
    if (!edit) throw new Error(`${key} does nothing`);
    return edit.group;
  };

  it('nudge, tilt and count in the steps of a console', () => {
    expect(after('ArrowRight').centre[1]).toBeCloseTo(-5, 12);
    expect(after('ArrowUp', { shiftKey: true }).centre[2]).toBeCloseTo(-30.8, 12);
    expect(tiltChangeDeg(GROUP, after(']'), sagittal.basis.normal)).toBeCloseTo(1, 9);
    expect(tiltChangeDeg(GROUP, after('{', { shiftKey: true }), sagittal.basis.normal)).toBeCloseTo(-0.1, 9);
    expect(tiltChangeDeg(GROUP, after('ü', { code: 'BracketLeft' }), sagittal.basis.normal)).toBeCloseTo(
      -1,
      9,
    );
    expect(after('+').sliceCount).toBe(6);
    expect(after('-').sliceCount).toBe(4);
    expect(distance(after('Home').centre, [2, 0, 0])).toBeLessThan(1e-9);
    expect(keyEdit(press('z', { ctrlKey: true }), GROUP, sagittal)).toBeNull();
    expect(keyEdit(press('x'), GROUP, sagittal)).toBeNull();
  });

  it('a thousand small tilts do not skew the group', () => {
    let group = GROUP;
    for (let n = 0; n < 1000; n++) {
      group =
        keyEdit(press(n % 3 ? ']' : '[', { altKey: true }), group, n % 2 ? sagittal : axial)?.group ?? group;
    }
    expect(dot(group.rowDirection, group.columnDirection)).toBeCloseTo(0, 12);
  });

  it('the readout speaks the console notation', () => {
    expect(groupText(GROUP)).toBe('L4-5: T > C 15.0°, L 2.0 A 6.0 F 31.0');
    const up = { ...GROUP, columnDirection: [0, Math.cos(tilt), Math.sin(tilt)] as Vec3 };
    expect(groupText(up)).toContain('T > C \u221215.0°');
  });
});

const NO_LINKS = { referencePlanes: [], cursor: null, hovered: new Set<string>() };

describe('the overlay', () => {
  const state: PlanViewState = {
    orientation: 'sagittal',
    background: volume,
    backgroundLabel: '',
    groups: [
      { ...GROUP, name: 'L5-S1', level: 'L5-S1', centre: addScaled(GROUP.centre, [0, 0, 1], -40) },
      GROUP,
    ],
    activeGroup: 'L4-L5',
    reference: [{ role: 'ai', groups: [GROUP] }],
    saturationBands: [{ name: 'anterior', centre: [0, -60, 0], normal: [0, 1, 0], thickness: 30 }],
    editable: true,
  };

  it('offers handles for the active group, a place to grab for others, none once submitted', () => {
    const of = (shapes: ReturnType<typeof planShapes>, name: string): unknown[] =>
      shapes
        .filter((s) => s.attributes['data-handle'] !== undefined && s.attributes['data-group'] === name)
        .map((s) => s.attributes['data-handle']);
    const shapes = planShapes(state, sagittal, 'p', NO_LINKS);
    expect(new Set(of(shapes, 'L4-L5'))).toEqual(new Set(['shift', 'rotate', 'slices', 'fov-phase']));
    expect(of(shapes, 'L5-S1')).toEqual(['shift']);
    expect(of(planShapes({ ...state, editable: false }, sagittal, 'p', NO_LINKS), 'L4-L5')).toEqual([]);
    expect(shapes.some((s) => s.attributes['data-role'] === 'ai')).toBe(true);
    expect(shapes.some((s) => s.attributes['data-band'] === 'anterior')).toBe(true);
    expect(shapes.filter((s) => s.attributes.class === 'iso-number').map((s) => s.text)).toEqual(['1', '5']);
  });

  it('names what is in hand, references to the same and what the pointer is on; draws the rest without lines across', () => {
    const names = (shapes: ReturnType<typeof planShapes>): unknown[] =>
      shapes.filter((s) => s.attributes['class'] === 'iso-label').map((s) => s.text);
    expect(names(planShapes(state, sagittal, 'p', NO_LINKS))).toEqual(['AI L4-5', 'L4-5']);
    const hovered = new Set(['trainee/L5-S1', 'trainee/anterior']);
    expect(names(planShapes(state, sagittal, 'p', { ...NO_LINKS, hovered })).toSorted()).toEqual([
      ...['AI L4-5', 'L4-5', 'L5-S1', 'Sat band'],
    ]);
    const nothing = { ...state, activeGroup: null };
    expect(names(planShapes(nothing, sagittal, 'p', NO_LINKS)).toSorted()).toEqual([
      ...['L4-5', 'L5-S1', 'Sat band'],
    ]);
    const lengths = (name: string): number[] =>
      planShapes(state, sagittal, 'p', NO_LINKS)
        .filter((s) => s.attributes['class'] === 'iso-slices' && s.attributes['data-group'] === name)
        .flatMap((s) => String(s.attributes['d']).split('M').slice(1))
        .map((line) => {
          const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = line.split(/[L ]/).map(Number);
          return Math.hypot(x1 - x0, y1 - y0);
        });
    expect(Math.min(...lengths('L4-L5'))).toBeGreaterThan(100);
    expect(Math.max(...lengths('L5-S1'))).toBeLessThan(7);
    expect(lengths('L5-S1')).toHaveLength(2 * GROUP.sliceCount);
  });

  it('marks where two groups share tissue, red over the canal', () => {
    // Two stacks turned ±15° about the left–right axis through one line: a rhomb across the sagittal view.
    const flat = { ...GROUP, centre: [0, 0, 0] as Vec3, sliceGap: 0 };
    const other = { ...flat, name: 'L5-S1', columnDirection: [0, Math.cos(tilt), Math.sin(tilt)] as Vec3 };
    const found = crossings(
      [flat, other],
      [
        [0, 40, 60],
        [0, 40, -60],
      ],
    );
    expect(found).toHaveLength(1);
    const [crossing] = found;
    if (!crossing) throw new Error('no crossing');
    const polygon = crossingCut(crossing, sagittal, viewPlane(sagittal)).map(
      ([x, y]) => [x / PX, y / PX] as const,
    );
    // Rhomb between strips of 20 mm crossing at 30°: area 20² / sin 30°.
    const area = polygon.reduce((sum, [x, y], n) => {
      const [nx, ny] = polygon[(n + 1) % polygon.length] ?? [0, 0];
      return sum + (x * ny - nx * y) / 2;
    }, 0);
    expect(Math.abs(area)).toBeCloseTo(800, 3);
    const shapes = planShapes(
      { ...state, crossings: [{ ...crossing, zone: 'canal' }] },
      sagittal,
      'p',
      NO_LINKS,
    );
    const mark = shapes.find((s) => s.attributes.class === 'iso-crossing');
    expect(mark?.attributes['data-zone']).toBe('canal');
    expect(crossingCut(crossing, { ...sagittal, slice: 20 }, viewPlane({ ...sagittal, slice: 20 }))).toEqual(
      [],
    );
  });
});
