import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { IsocenterError, angleDeg, dot, sliceNormal, sub } from '../geometry';
import {
  flattenPhantom,
  generatePhantom,
  imagePatient,
  parsePhantomDefinition,
  renderPhantom,
} from '../patient';
import { acquire, imageAffine, patientSignals, sequenceByName, type Series } from '../scanner';
import { createVolume, resample, sampleNearest, voxelCount, type LabelVolume, type Volume } from '../volume';
import { runLoop, type LoopEngines, type LoopInput, type LoopResult } from '.';

/** A curved patient as a real volume: the scanner only reformats it, so the loop's own course is all that is tested. */
const phantom = flattenPhantom(
  generatePhantom(parsePhantomDefinition(JSON.parse(readFileSync('phantoms/scoliosis.json', 'utf8'))), 11, {
    voxelMm: 1.5,
  }),
  { voxelMm: 1.5 },
);
const signals = patientSignals(phantom, sequenceByName('t2-tse-sag'));
const patient = imagePatient(renderPhantom(phantom, signals, { noise: 0.01, seed: 3 }), 'curved');

/** Where images really lie whose patient moved after the localizer: their headers cannot know. */
const trulyAt = new WeakMap<object, Volume['voxelToPatient']>();

/** The truth's labels on the grid of an image, as a perfect network would give them. */
const truthOn = ({ data, dims, voxelToPatient }: Volume): LabelVolume => {
  const place = trulyAt.get(data) ?? voxelToPatient;
  const labels = resample(phantom.labels, dims, place, new Uint8Array(voxelCount(dims)), sampleNearest);
  return createVolume(labels.data, dims, voxelToPatient);
};

const engines: LoopEngines = {
  acquire,
  segment: (volume) => Promise.resolve({ labels: truthOn(volume), confidence: 0.93 }),
};
const input: LoopInput = {
  patient,
  request: {
    ...{ indication: 'radiculopathy', ageYears: 52, fieldStrengthT: 1.5, implants: 'none' },
    timeBudgetS: 3600,
  },
  seed: 7,
  onlySteps: ['sag-t2', 'ax-t2'],
};

describe('the closed loop on a scoliotic spine', () => {
  let result: LoopResult;
  beforeAll(async () => {
    result = await runLoop(input, engines);
  }, 120_000);

  it('plans the sagittal stack on the localizer and the axials on the sagittal series', () => {
    expect(result.plans.map(({ step, on }) => [step, on])).toEqual([
      ['sag-t2', 'localizer'],
      ['ax-t2', 'sag-t2'],
    ]);
    expect(result.series.map((s) => s.step).slice(0, 1)).toEqual(['sag-t2']);
    expect(new Set(result.series.map((s) => s.group.name))).toEqual(
      new Set(['sagittal', 'L3-L4', 'L4-L5', 'L5-S1']),
    );
  });

  it('lays each axial group along its own disc in both tilts', () => {
    for (const { group } of result.series.filter((s) => s.group.kind === 'axial')) {
      const disc = phantom.truth.discs.find((d) => d.level === group.level);
      if (!disc) throw new Error('the truth has the disc');
      const normal = sliceNormal(group);
      const up = dot(normal, disc.normal) < 0 ? -1 : 1;
      expect(angleDeg([up * normal[0], up * normal[1], up * normal[2]], disc.normal)).toBeLessThan(3);
      expect(Math.abs(dot(sub(group.centre, disc.centre), disc.normal))).toBeLessThan(3);
    }
  });

  it('judges every series but the localizer', () => {
    expect(result.localizer.quality).toBeNull();
    for (const { quality } of result.series) expect(quality?.findings.length).toBeGreaterThan(0);
  });

  it('fits slices and TR of this patient into what the budget leaves, or says that it cannot', async () => {
    const scannedS = ({ plans }: LoopResult): number =>
      plans.reduce((sum, { plan }) => sum + plan.steps.reduce((s, run) => s + run.scanTimeS, 0), 0);
    const within = (timeBudgetS: number): Promise<LoopResult> =>
      runLoop({ ...input, request: { ...input.request, timeBudgetS } }, engines);
    const short = await within(420);
    const { totalTimeS, steps } = short.protocol;
    const besidesS = totalTimeS - steps.reduce((sum, step) => sum + step.scanTimeS, 0);
    expect(besidesS + scannedS(short)).toBeLessThanOrEqual(420);
    expect(short.announced.join()).not.toMatch(/do not fit/);
    const { announced } = await within(200);
    expect(announced).toContainEqual(expect.stringMatching(/^sagittal: .* do not fit into 0:0/));
    expect(announced).toContainEqual(expect.stringMatching(/^L3-L4, L4-L5 and L5-S1: .* do not fit into/));
  }, 120_000);

  it('gives the same exam again, byte for byte', async () => {
    const again = await runLoop({ ...input, onlySteps: ['sag-t2'] }, engines);
    expect(again.series[0]?.series.id).toBe(result.series[0]?.series.id);
    const bytes = (r: LoopResult, i: number): Buffer =>
      Buffer.from((r.series[i]?.series.volume.data ?? new Uint16Array()).buffer as ArrayBuffer);
    again.series.forEach((_, i) => expect(bytes(again, i).equals(bytes(result, i))).toBe(true));
  }, 120_000);
});

describe('when something goes wrong', () => {
  /** The patient lies `mm` further to the right for each sagittal series than for the one before. */
  const slidingPatient = (mm: readonly number[]): LoopEngines['acquire'] => {
    let slid = 0;
    let count = 0;
    return (who, group, sequence, seed, options): Series => {
      if (group.name !== 'sagittal') return acquire(who, group, sequence, seed, options);
      slid += mm[count++] ?? 0;
      const [x, y, z] = group.centre;
      const series = acquire(who, { ...group, centre: [x + slid, y, z] }, sequence, seed, options);
      const { data, dims, voxelToPatient } = series.volume;
      trulyAt.set(data, voxelToPatient);
      return { ...series, group, volume: { data, dims, voxelToPatient: imageAffine(group, sequence) } };
    };
  };

  it('takes a series that misses the foramina again, corrected, and then accepts it', async () => {
    const result = await runLoop(
      { ...input, onlySteps: ['sag-t2'] },
      { ...engines, acquire: slidingPatient([26]) },
    );
    expect(result.series.map((s) => [s.attempt, s.quality?.verdict === 'repeat'])).toEqual([
      [1, true],
      [2, false],
    ]);
    expect(result.announced.join(' ')).not.toContain('not accepted');
  }, 120_000);

  it('does not repeat for ever, and says what was not accepted', async () => {
    const result = await runLoop(
      { ...input, onlySteps: ['sag-t2'] },
      { ...engines, acquire: slidingPatient([26, 26, 26]) },
    );
    expect(result.series).toHaveLength(2);
    expect(result.announced.join(' ')).toContain('sag-t2 sagittal was not accepted');
  }, 120_000);

  it('announces a low confidence before the plan is used', async () => {
    const unsure: LoopEngines = {
      ...engines,
      segment: (volume) => Promise.resolve({ labels: truthOn(volume), confidence: 0.72 }),
    };
    const result = await runLoop({ ...input, onlySteps: [] }, unsure);
    expect(result.localizer.analysis.doubts[0]).toMatch(/unsure|confidence|doubt|check/i);
    expect(result.announced).toContain(result.localizer.analysis.doubts[0]);
  }, 120_000);

  it('tells of reported metal before the first image, and of doubts before anything is planned on the image', async () => {
    const heard: string[] = [];
    const metal: LoopInput = {
      ...{ ...input, onlySteps: ['sag-t2'], request: { ...input.request, implants: 'spinal-metal' } },
      onProgress: (words) => heard.push(words),
      onAnnounce: (sentence) => heard.push(sentence),
    };
    const unsure: LoopEngines['segment'] = (volume) =>
      Promise.resolve({ labels: truthOn(volume), confidence: 0.7 });
    const result = await runLoop(metal, { ...engines, segment: unsure });
    const at = (pattern: RegExp): number => heard.findIndex((words) => pattern.test(words));
    expect(at(/^Metal in the spine/)).toBe(0);
    expect(at(/unsure of this image/)).toBeGreaterThan(at(/^localizer$/));
    expect(at(/unsure of this image/)).toBeLessThan(at(/^sag-t2 sagittal$/));
    expect(heard).toEqual(expect.arrayContaining([...result.announced]));
  }, 120_000);

  it('plans on the localizer when the sagittal series cannot be read', async () => {
    let first = true;
    const blind: LoopEngines = {
      ...engines,
      segment: (volume) => {
        if (first) {
          first = false;
          return engines.segment(volume);
        }
        throw new IsocenterError(
          'segmentation-empty',
          'No lumbar spine was found in this image.',
          'Look at it.',
        );
      },
    };
    const result = await runLoop(input, blind);
    expect(result.plans.at(-1)?.on).toBe('localizer');
    expect(result.announced).toContain('No lumbar spine was found in this image.');
  }, 120_000);

  it('refuses before any series when the localizer shows no spine', async () => {
    const none: LoopEngines = {
      ...engines,
      segment: () =>
        Promise.reject(
          new IsocenterError('segmentation-empty', 'No lumbar spine was found in this image.', ''),
        ),
    };
    await expect(runLoop(input, none)).rejects.toMatchObject({ code: 'segmentation-empty' });
  });
});
