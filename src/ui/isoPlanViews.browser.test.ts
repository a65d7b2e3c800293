import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { CaseController } from '../app';
import { fakeEngines, SCENARIO, type FakeEngines } from '../app/testing';
import type { Scenario } from '../exercise';
import type { DiscLandmarks } from '../patient';
import { tiltGroup, type PlannedGroup } from '../planning';
import { angleDeg, cross, distance, dot, length, sliceNormal, sub, type Vec3 } from '../geometry';
import { IsoApp } from '.';

const TWO_DISCS: Scenario = {
  ...SCENARIO,
  groups: [...SCENARIO.groups, { name: 'L5-S1', kind: 'axial', level: 'L5-S1' }],
  protocol: [
    { id: 'sag-t2', sequence: 't2-tse-sag', groups: ['sagittal'] },
    { id: 'ax-t2', sequence: 't2-tse-ax', groups: ['L4-L5', 'L5-S1'] },
  ],
};
/** Through the middle of the fake localizer. */
const CANAL: readonly Vec3[] = [-80, -40, 0, 40, 80].map((z) => [3, -12, z]);
const DISC: DiscLandmarks = {
  ...{ level: 'L4-L5', centre: [3, -12, 20], normal: [0, 0, 1] },
  ...{ width: 50, depth: 35, height: 10 },
};

let app: IsoApp;

/** Engines whose AI finds a canal where groups are dropped. */
function withCanal(): FakeEngines {
  const engines = fakeEngines();
  const { plan } = engines.planner;
  return {
    ...engines,
    planner: {
      plan: async (...request) => {
        const made = await plan(...request);
        return { ...made, spine: { ...made.spine, canal: CANAL, discs: [DISC] } };
      },
    },
  };
}

beforeEach(async () => {
  await page.viewport(1280, 800);
  app = new IsoApp();
  app.controller = new CaseController(withCanal(), [TWO_DISCS]);
  document.body.append(app);
  await app.updateComplete;
  await by('scenario-straight').click();
  await by('begin').click();
  await expect.element(by('ai-status')).toHaveAttribute('data-status', 'ready');
});
afterEach(() => app.remove());

const by = (id: string) => page.getByTestId(id);
const group = (name: string): PlannedGroup => {
  const found = app.controller.getState().case.groups.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
};
const drawn = (orientation: string, selector: string): SVGElement[] => [
  ...document.querySelectorAll<SVGElement>(`[data-host='${orientation}'] ${selector}`),
];
const zones = (): unknown[] => drawn('sagittal', '.iso-crossing').map((shape) => shape.dataset['zone']);
/** Views draw with the next frame, which a busy machine may keep waiting. */
const soon = <T>(look: () => T) => expect.poll(look, { timeout: 10_000 });
/** Puts both axial groups on the localizer, the second angled into the first. */
function crossAxials(): void {
  const { plan } = app.controller;
  plan.place('L4-L5');
  plan.place('L5-S1');
  const into = { ...group('L5-S1'), centre: group('L4-L5').centre };
  plan.edit({ phase: 'commit', what: 'Tilt L5-S1', group: tiltGroup(into, [1, 0, 0], 20) });
}

describe('the plan views of a case', () => {
  it('mark where two groups cross, red over the canal only where the AI’s canal may be known', async () => {
    crossAxials();
    await soon(zones).toEqual(['body']);
    await expect.element(by('crossings')).toHaveTextContent('L4-5 and L5-S1 cross');
    await by('show-ai-plan').click();
    await soon(zones).toEqual(['canal']);
    await expect.element(by('crossings')).toHaveTextContent('L4-5 and L5-S1 cross over the canal');
    app.controller.plan.remove('L5-S1');
    await soon(zones).toEqual([]);
  });

  it('offer a finished sagittal series as the better image, and take it with one click only', async () => {
    const { plan, queue } = app.controller;
    plan.place('sagittal');
    await queue.runStep('sag-t2');
    await expect.element(by('background-sagittal')).toHaveValue('localizer-1');
    await expect.element(by('take-suggested')).toHaveTextContent('Plan on Sag T2 TSE');
    await by('take-suggested').click();
    await expect.element(by('background-sagittal')).toHaveValue('sag-t2/sagittal/1');
    await expect.element(by('take-suggested')).not.toBeInTheDocument();
    await by('background-sagittal').selectOptions('localizer-1');
    await expect.element(by('take-suggested')).toBeVisible();
  });

  it('list mouse and keys on ?, and put the list away again', async () => {
    const focused = document.querySelector<HTMLElement>(`[data-host='axial']`);
    focused?.focus();
    await userEvent.keyboard('?');
    await expect.element(by('plan-help')).toBeVisible();
    await expect.element(by('plan-help')).toHaveTextContent('Alt while moving or tilting');
    await userEvent.keyboard('{Escape}');
    await expect.element(by('plan-help')).not.toBeVisible();
    await by('plan-help-button').click();
    await expect.element(by('plan-help')).toBeVisible();
  });

  it('turn the sagittal view to the other side, letters with it', async () => {
    const letters = (): unknown[] => drawn('sagittal', '.iso-letter').map((letter) => letter.textContent);
    await soon(letters).toEqual(['A', 'P', 'H', 'F']);
    await by('sagittal-side').click();
    await expect.element(by('sagittal-side')).toHaveAttribute('aria-pressed', 'true');
    await soon(letters).toEqual(['P', 'A', 'H', 'F']);
  });

  it('tell the angle to the disc only while the AI’s plan is shown', async () => {
    app.controller.plan.place('L4-L5');
    await expect.element(by('tool-words')).toBeInTheDocument();
    await expect.element(by('disc-angle')).not.toBeInTheDocument();
    await by('show-ai-plan').click();
    await expect.element(by('disc-angle')).toHaveTextContent('0.0° from disc L4-5');
    app.controller.plan.edit({
      ...{ phase: 'move', what: 'Tilt' },
      group: tiltGroup(group('L4-L5'), [1, 0, 0], 7),
    });
    await expect.element(by('disc-angle')).toHaveTextContent('7.0° from disc L4-5');
    await by('hide-ai-plan').click();
    await expect.element(by('disc-angle')).not.toBeInTheDocument();
  });

  it('show the point under the pointer in the other two views, and no longer than it is there', async () => {
    const host = document.querySelector<HTMLElement>(`[data-host='sagittal']`);
    if (!host) throw new Error('no view');
    const box = host.getBoundingClientRect();
    const [clientX, clientY] = [box.left + box.width * 0.4, box.top + box.height * 0.3];
    host.dispatchEvent(new PointerEvent('pointermove', { clientX, clientY, bubbles: true }));
    const crosses = (): number[] =>
      ['sagittal', 'coronal', 'axial'].map((of) => drawn(of, '.iso-cursor').length);
    await soon(crosses).toEqual([0, 1, 1]);
    host.dispatchEvent(new PointerEvent('pointerleave'));
    await soon(crosses).toEqual([0, 0, 0]);
  });
});

describe('planning helpers', () => {
  /** L5-S1 angled, L4-5 in hand. */
  const prepare = async (): Promise<void> => {
    const { plan } = app.controller;
    plan.place('L5-S1');
    plan.edit({ phase: 'commit', what: 'Tilt', group: tiltGroup(group('L5-S1'), [1, 0, 0], 20) });
    plan.place('L4-L5');
    await by('tool-reference').selectOptions('group-L5-S1');
  };
  const focus = (orientation: string): HTMLElement => {
    const host = document.querySelector<HTMLElement>(`[data-host='${orientation}']`);
    if (!host) throw new Error('no view');
    host.focus();
    return host;
  };

  it('turn, align, centre and copy by mouse, one undo step each', async () => {
    await prepare();
    const start = group('L4-L5');
    await by('tool-parallel').click();
    expect(angleDeg(sliceNormal(group('L4-L5')), sliceNormal(group('L5-S1')))).toBeCloseTo(0, 6);
    expect(group('L4-L5').centre).toEqual(start.centre);
    await expect.element(by('undo')).toHaveAccessibleName('Undo Turn L4-5 parallel to L5-S1');
    await expect.element(by('tool-words')).toHaveTextContent('Turn L4-5 parallel to L5-S1.');
    await by('undo').click();
    expect(group('L4-L5')).toEqual(start);
    await by('tool-align').click();
    const line = sub(group('L5-S1').centre, group('L4-L5').centre);
    expect(length(cross(line, sliceNormal(start)))).toBeCloseTo(0, 6);
    expect(dot(sub(group('L4-L5').centre, start.centre), sliceNormal(start))).toBeCloseTo(0, 6);
    await by('undo').click();
    await by('tool-centre').click();
    expect(group('L4-L5').centre).toEqual(group('L5-S1').centre);
    await by('undo').click();
    await by('tool-copy').click();
    expect(group('L4-L5')).toEqual({ ...group('L5-S1'), name: 'L4-L5', level: 'L4-L5' });
    await by('undo').click();
    expect(group('L4-L5')).toEqual(start);
  });

  it('offer only what the reference allows', async () => {
    await prepare();
    // Perpendicular to an axial group it would be none itself; to the sagittal plane it is made so exactly.
    await expect.element(by('tool-perpendicular')).toBeDisabled();
    await by('tool-reference').selectOptions('plane-sagittal');
    await expect.element(by('tool-centre')).toBeDisabled();
    await expect.element(by('tool-parallel')).toBeDisabled();
    const askew = tiltGroup(tiltGroup(group('L4-L5'), [0, 1, 0], 10), [1, 0, 0], 15);
    app.controller.plan.edit({ phase: 'commit', what: 'Tilt', group: askew });
    await by('tool-perpendicular').click();
    expect(angleDeg(sliceNormal(group('L4-L5')), [1, 0, 0])).toBeCloseTo(90, 6);
    expect(group('L4-L5').centre).toEqual(askew.centre);
    // The sagittal localizer has a place, but its slices are not an axial group's.
    await by('tool-reference').selectOptions('series-localizer-1');
    await expect.element(by('tool-centre')).toBeEnabled();
    await expect.element(by('tool-copy')).toBeDisabled();
    app.controller.plan.select(null);
    await expect.element(by('tool-parallel')).toBeDisabled();
  });

  it('work by key on a plan view', async () => {
    await prepare();
    focus('sagittal');
    await userEvent.keyboard('p');
    expect(angleDeg(sliceNormal(group('L4-L5')), sliceNormal(group('L5-S1')))).toBeCloseTo(0, 6);
    await userEvent.keyboard('c');
    expect(group('L4-L5').centre).toEqual(group('L5-S1').centre);
  });

  it('lay a group through three points, by mouse in any views', async () => {
    await prepare();
    await by('tool-three-points').click();
    await expect.element(by('tool-words')).toHaveTextContent('Click three points in any view.');
    const press = (orientation: string, fx: number, fy: number): void => {
      const host = focus(orientation);
      const box = host.getBoundingClientRect();
      const place = { clientX: box.left + fx * box.width, clientY: box.top + fy * box.height };
      for (const type of ['pointerdown', 'pointerup']) {
        host.dispatchEvent(new PointerEvent(type, { ...place, pointerId: 1, bubbles: true, button: 0 }));
      }
    };
    const before = group('L4-L5');
    press('coronal', 0.4, 0.5);
    press('coronal', 0.6, 0.5);
    await soon(() => drawn('axial', '.iso-pick').length).toBe(2);
    press('sagittal', 0.7, 0.52);
    // The first two lie side by side; the third gives the tilt seen from the left.
    const laid = group('L4-L5');
    expect(Math.abs(sliceNormal(laid)[0])).toBeLessThan(0.02);
    expect(distance(laid.centre, before.centre)).toBeGreaterThan(5);
    await expect.element(by('undo')).toHaveAccessibleName('Undo Lay L4-5 through three points');
    await expect.element(by('tool-three-points')).toHaveAttribute('aria-pressed', 'false');
    await by('undo').click();
    expect(group('L4-L5')).toEqual(before);

    await by('tool-three-points').click();
    press('coronal', 0.4, 0.4);
    press('coronal', 0.6, 0.4);
    press('coronal', 0.5, 0.7);
    await expect.element(by('error')).toHaveAttribute('data-code', 'plan-turns-away');
    expect(group('L4-L5')).toEqual(before);
  });

  it('set points by keyboard, say when they lie on a line, and give up with Escape', async () => {
    await prepare();
    const before = group('L4-L5');
    focus('sagittal');
    await userEvent.keyboard('3{ArrowUp}{Enter}{ArrowUp}{Enter}');
    await expect.element(by('tool-words')).toHaveTextContent('Click one more point');
    await userEvent.keyboard('{ArrowUp}{Enter}');
    await expect.element(by('error')).toHaveAttribute('data-code', 'plan-points-in-line');
    expect(group('L4-L5')).toEqual(before);
    await userEvent.keyboard('3{ArrowUp}{Enter}{Escape}');
    await expect.element(by('tool-three-points')).toHaveAttribute('aria-pressed', 'false');
    await userEvent.keyboard('{ArrowUp}');
    expect(group('L4-L5').centre[2]).toBeCloseTo(before.centre[2] + 1, 6);
  });
});
