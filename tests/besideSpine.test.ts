import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createNodeEngine } from '../src/cli/segment';
import { angleDeg, dot, sliceNormal, sub } from '../src/geometry';
import { assessSeries } from '../src/loop';
import { generatePhantom, type PhantomDefinition } from '../src/patient';
import { applyCorrection, initialGroup, spineFrame, translateGroup } from '../src/planning';
import { acquire, sequenceByName } from '../src/scanner';
import { segmentVolume } from '../src/segmentation';

// With the shipped networks: what they find of discs that are cut is off to the side of the stack.

it(
  'a stack beside the spine is moved onto it, and not turned to where the cut discs seem to lie',
  { timeout: 600_000 },
  async () => {
    const definition = JSON.parse(readFileSync('phantoms/normal.json', 'utf8')) as PhantomDefinition;
    const patient = generatePhantom(definition, 7);
    const { left, centre } = spineFrame(patient.truth);
    const group = translateGroup(initialGroup('sagittal', undefined, centre), [-30, 0, 0]);
    const sequence = { ...sequenceByName('t2-tse-sag'), matrixRead: 192, matrixPhase: 192 };
    const series = acquire(patient, group, sequence, 8);
    const engine = await createNodeEngine('wasm');
    const segment = (volume: typeof series.volume) =>
      segmentVolume(volume, engine.networks, { now: () => performance.now() });
    const { analysis, quality } = await assessSeries(
      {
        ...{ series, group, companions: [], saturationBands: [] },
        ...{ planned: patient.truth, isMetalReported: false },
      },
      { segment },
    );
    engine.dispose();
    // The evidence is there, and it misleads: taken for whole, these discs would turn the spine.
    if (!analysis.spine) throw new Error('no spine was found');
    expect(angleDeg(spineFrame(analysis.spine).left, left)).toBeGreaterThan(8);
    expect(quality.verdict).toBe('repeat');
    const motion = quality.findings.find(({ fault }) => fault === 'motion');
    expect(motion?.grade).toBe('ok');
    expect(quality.notChecked.join()).toContain('the slices cut the discs');
    const to = quality.corrections.reduce(
      (at, correction) => applyCorrection(at, sequence, correction).group,
      group,
    );
    expect(angleDeg(sliceNormal(to), sliceNormal(group))).toBe(0);
    expect(Math.abs(dot(sub(to.centre, centre), left))).toBeLessThan(4);
  },
);
