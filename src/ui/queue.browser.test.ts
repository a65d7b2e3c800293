import axe from 'axe-core';
import { afterEach, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { CaseController } from '../app';
import { fakeEngines, gate, SCENARIO, type FakeEngines } from '../app/testing';
import type { Scenario } from '../exercise';
import { IsoApp } from '.';

let app: IsoApp;
let engines: FakeEngines;

async function start(scenario: Scenario = SCENARIO): Promise<void> {
  await page.viewport(1280, 800);
  engines = fakeEngines();
  app = new IsoApp();
  app.controller = new CaseController(engines, [scenario]);
  document.body.append(app);
  await by('scenario-straight').click();
  await by('begin').click();
  await expect.element(by('ai-status')).toHaveAttribute('data-status', 'ready');
}
afterEach(() => app.remove());

const by = (id: string) => page.getByTestId(id);
const exam = () => app.controller.getState().case;
const ids = (): string[] => exam().steps.map(({ id }) => id);
const name = (id: string) => by(`step-${id}`).getByRole('button').first();

async function violations(): Promise<string[]> {
  const { violations: found } = await axe.run(document.body, {
    rules: { 'document-title': { enabled: false }, 'html-has-lang': { enabled: false } },
  });
  return found.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(' | ')}`);
}

it('adds a series from the presets, puts it first with the mouse, and shows the time of the whole exam', async () => {
  await start();
  await by('place-sagittal').click();
  const before = document.querySelector("[data-testid='queue-whole']")?.textContent;
  await by('queue-add').click();
  expect(await violations()).toEqual([]);
  await by('add-stir-sag').click();
  expect(ids()).toEqual(['sag-t2', 'ax-t2', 'stir-sag']);
  await expect.element(by('step-stir-sag')).toHaveAttribute('aria-current', 'true');
  // It shares the slices of the other sagittal series: it can run at once.
  await expect.element(by('step-stir-sag')).toHaveAttribute('data-state', 'ready');
  await expect.element(by('queue-whole')).not.toHaveTextContent(before ?? '');
  await by('step-stir-sag').dropTo(by('step-sag-t2'), { targetPosition: { x: 60, y: 3 } });
  expect(ids()).toEqual(['stir-sag', 'sag-t2', 'ax-t2']);
  await expect.element(by('announcer')).toHaveTextContent('Sag STIR is number 1 of 3.');
  await by('undo').click();
  expect(ids()).toEqual(['sag-t2', 'ax-t2', 'stir-sag']);
});

it('moves, renames and takes out by the keys of a series, and offers what the protocol misses', async () => {
  await start();
  await name('sag-t2').click();
  await userEvent.keyboard('{Alt>}{ArrowDown}{/Alt}');
  expect(ids()).toEqual(['ax-t2', 'sag-t2']);
  await expect.element(name('sag-t2')).toHaveFocus();
  await userEvent.keyboard('{F2}');
  await expect.element(by('rename-sag-t2')).toHaveFocus();
  await userEvent.keyboard('Sag T2 thin{Enter}');
  await expect.element(by('step-sag-t2')).toHaveTextContent('Sag T2 thin');
  await expect.element(name('sag-t2')).toHaveFocus();
  await userEvent.keyboard('{F2}Other{Escape}');
  await expect.element(by('step-sag-t2')).toHaveTextContent('Sag T2 thin');
  await userEvent.keyboard('{Delete}');
  expect(ids()).toEqual(['ax-t2']);
  await expect.element(name('ax-t2')).toHaveFocus();
  await expect.element(by('missing-sag-t2')).toHaveTextContent('of the protocol, taken out');
  expect(await violations()).toEqual([]);
  await by('restore-sag-t2').click();
  expect(ids()).toEqual(['sag-t2', 'ax-t2']);
  await expect.element(by('step-sag-t2')).toHaveTextContent('Sag T2 TSE');
});

it('lets a duplicate follow centre and angle of its original until it is moved by itself', async () => {
  await start();
  await by('place-L4-L5').click();
  await name('ax-t2').click();
  await by('queue-duplicate').click();
  await by('queue-geometry').click();
  await expect.element(by('geometry-now')).toHaveTextContent('Same slices as Ax T2 TSE.');
  expect(await violations()).toEqual([]);
  await by('geometry-follow').click();
  await by('geometry-take').click();
  await expect.element(by('step-t2-tse-ax')).toHaveTextContent('follows Ax T2 TSE');
  await expect.element(by('group-L4-L5 (2)')).toHaveTextContent('L4-5 (2)');
  const centre = (group: string) => exam().groups.find((one) => one.name === group)?.centre;
  await by('select-L4-L5').click();
  document.querySelector<HTMLElement>("[data-host='sagittal']")?.focus();
  await userEvent.keyboard('{ArrowDown}');
  expect(centre('L4-L5 (2)')).toEqual(centre('L4-L5'));
  await by('select-L4-L5 (2)').click();
  document.querySelector<HTMLElement>("[data-host='sagittal']")?.focus();
  await userEvent.keyboard('{ArrowUp}');
  await expect.element(by('step-t2-tse-ax')).toHaveTextContent('own slices');
  expect(centre('L4-L5 (2)')).not.toEqual(centre('L4-L5'));
});

it('keeps what was run, and says so; a repetition is told from a first run', async () => {
  await start();
  await by('place-sagittal').click();
  await name('sag-t2').click();
  await by('run-sag-t2').click();
  await expect.element(by('step-sag-t2')).toHaveAttribute('data-state', 'done');
  await expect.element(by('queue-remove')).toBeDisabled();
  await expect.element(by('queue-remove')).toHaveAttribute('title', expect.stringContaining('has images'));
  engines.hold.slice = gate();
  await by('run-sag-t2').click();
  await expect.element(by('step-sag-t2')).toHaveTextContent(/running 2\/\d+/);
  engines.hold.slice.open();
  await expect.element(by('step-sag-t2')).toHaveTextContent('repeated, run 2');
});

it('says where the series are given, and changes nothing', async () => {
  await start({ ...SCENARIO, queue: 'fixed' });
  await expect.element(by('queue-fixed')).toHaveTextContent('This exam gives its series and their order');
  await expect.element(by('queue-add')).toBeDisabled();
  await name('sag-t2').click();
  await userEvent.keyboard('{Delete}{Alt>}{ArrowDown}{/Alt}{F2}');
  expect(ids()).toEqual(['sag-t2', 'ax-t2']);
});
