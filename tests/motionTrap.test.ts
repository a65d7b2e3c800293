import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { ScannerEngine } from '../src/app';
import { acquireShared } from '../src/app/sharedScan';
import { acquireStep } from '../src/app/stepRunner';
import {
  EMPTY_CASE,
  parseScenario,
  planForScenario,
  queueFromScenario,
  type CaseState,
} from '../src/exercise';
import { generatePhantom, parsePhantomDefinition } from '../src/patient';
import { checkSeries } from '../src/planning';
import { RESTING_PHYSIOLOGY, scanFigures } from '../src/scanner';

const read = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8'));
const scenario = parseScenario({
  ...(read('scenarios/normal.json') as object),
  traps: [
    { kind: 'motion', step: 'sag-t2', atFraction: 0.45, shiftMm: [0, 4, 3] },
    { kind: 'motion', step: 'ax-t2', atFraction: 0.45, shiftMm: [4, 2, 0] },
  ],
});
const phantom = generatePhantom(parsePhantomDefinition(read('phantoms/normal.json')), 7);
// The middle slices of each stack show what all do.
const groups = planForScenario(scenario, phantom.truth).plan.groups.map((group) => ({
  ...group,
  sliceCount: 3,
}));

/** The scanner as its worker runs it. */
const scanner: ScannerEngine = {
  figures: scanFigures,
  localizerTimeS: 0,
  localizer: () => Promise.resolve([]),
  acquire: async (group, sequence, seed, { signal, companions = [], saturationBands = [], motion = [] }) => {
    const request = { group, sequence, seed, companions, saturationBands, motion };
    const [series] = await acquireShared(
      phantom,
      [{ ...request, physiology: RESTING_PHYSIOLOGY }],
      undefined,
      signal,
      () => undefined,
    );
    if (!series) throw new Error('the scanner gave no series');
    return series;
  },
};

/** How strongly the worst image of a run shows signs of motion: above 1 it is named. */
async function motionIn(stepId: string, runs: number): Promise<number> {
  const steps = queueFromScenario(scenario).map((step) => ({
    ...step,
    runs,
    groups: step.groups.slice(-1),
  }));
  const state: CaseState = { ...EMPTY_CASE, scenario, groups, steps };
  const taken = await acquireStep(scanner, state, stepId, {
    signal: new AbortController().signal,
    onStarted: () => undefined,
    onSlice: () => undefined,
  });
  const signs = taken.flatMap(({ series, group, companions }) =>
    checkSeries({ series, group, companions, labels: phantom.labels, spine: null, planned: phantom.truth })
      .findings.filter(({ fault }) => fault === 'motion')
      .map(({ value }) => value),
  );
  return Math.max(...signs);
}

it.each(['sag-t2', 'ax-t2'])(
  'a patient who moves in the first run of %s is seen on its images, and lies still in the next',
  async (stepId) => {
    const [first, second] = [await motionIn(stepId, 0), await motionIn(stepId, 1)];
    expect(first).toBeGreaterThan(1);
    expect(second).toBeLessThan(1);
  },
);
