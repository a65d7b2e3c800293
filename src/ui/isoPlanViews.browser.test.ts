import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { CaseController } from '../app';
import { fakeEngines, SCENARIO, type FakeEngines } from '../app/testing';
import type { Scenario } from '../exercise';
import { tiltGroup, type PlannedGroup } from '../planning';
import type { Vec3 } from '../geometry';
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
        return { ...made, spine: { ...made.spine, canal: CANAL } };
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
