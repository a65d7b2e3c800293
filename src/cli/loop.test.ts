import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { affineColumn, angleDeg, applyToPoint, distance, sliceNormal } from '../geometry';
import { readVolumes, writeNifti } from '../io';
import type { LoopEngines } from '../loop';
import { flattenPhantom, generatePhantom, parsePhantomDefinition, renderPhantom } from '../patient';
import { parsePrescription, type QualityReport } from '../planning';
import { acquire, patientSignals, sequenceByName } from '../scanner';
import { createVolume, resample, sampleNearest, voxelCount } from '../volume';
import { readOneVolume, readPath } from './files';
import { runLoopCommand, type LoopOptions } from './loop';
import { knownPatient } from './loopPatient';

const phantom = flattenPhantom(
  generatePhantom(
    parsePhantomDefinition(
      JSON.parse(await readFile(new URL('../../phantoms/scoliosis.json', import.meta.url), 'utf8')),
    ),
    11,
    { voxelMm: 1.5 },
  ),
  { voxelMm: 1.5 },
);

/** A report is written in HTML. */
const REAL = 'real <b>.nii';
let folder = '';
const path = (...names: string[]): string => join(folder, ...names);
const text = (...names: string[]): Promise<string> => readFile(path(...names), 'utf8');

const progress: string[] = [];
const lines: string[] = [];
/** The truth's labels on an image's grid, as a network unsure of itself would give them; the scanner is the product's own. */
const engines: LoopEngines = {
  acquire,
  segment: ({ dims, voxelToPatient }) => {
    const labels = resample(
      phantom.labels,
      dims,
      voxelToPatient,
      new Uint8Array(voxelCount(dims)),
      sampleNearest,
    );
    return Promise.resolve({ labels: createVolume(labels.data, dims, voxelToPatient), confidence: 0.72 });
  },
  // Nothing is found in axial slices.
  labelAxial: ({ dims, voxelToPatient }) => {
    const nothing = createVolume(new Uint8Array(voxelCount(dims)), dims, voxelToPatient);
    const likelihood = { herniated: nothing, free: nothing, solid: nothing };
    return Promise.resolve({ labels: nothing, confidence: null, likelihood });
  },
};
const loop = (more: Partial<LoopOptions>): Promise<void> =>
  runLoopCommand(
    { patient: path(REAL), protocol: 'radiculopathy', seed: 7, out: path('exam'), ...more },
    { out: (line) => lines.push(line), progress: (line) => progress.push(line) },
    engines,
  );

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isocenter loop '));
  const signals = patientSignals(phantom, sequenceByName('t2-tse-sag'));
  // A real volume is only reformatted: quick, and the files are what is tested.
  await writeFile(path(REAL), writeNifti(renderPhantom(phantom, signals, { noise: 0.01, seed: 3 })));
  await loop({ steps: 'sag-t2,ax-t2' });
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('loop', () => {
  it('leaves every series as DICOM that reads back where the plan lies, all of one study', async () => {
    const { groups } = parsePrescription(await text('exam', 'plan.json'));
    expect(groups.map((g) => g.name).sort()).toEqual(['L3-L4', 'L4-L5', 'L5-S1', 'sagittal']);
    const names = await readdir(path('exam', 'series'));
    expect(names).toEqual([
      '01-localizer-sagittal',
      '02-sag-t2-sagittal',
      ...['03', '04', '05'].map((n) => expect.stringMatching(new RegExp(`^${n}-ax-t2-L`)) as string),
    ]);
    const study = new Set<string>();
    for (const name of names.slice(1)) {
      const group = groups.find((g) => name.endsWith(g.name));
      const { volumes } = await readVolumes(await readPath(path('exam', 'series', name)));
      const [volume] = volumes;
      if (!group || !volume) throw new Error(`${name} is no group of the plan`);
      expect(volumes).toHaveLength(1);
      expect(volume.dims[2]).toBe(group.sliceCount);
      const middle = volume.dims.map((n) => (n - 1) / 2) as [number, number, number];
      expect(distance(applyToPoint(volume.voxelToPatient, middle), group.centre)).toBeLessThan(0.01);
      const normal = affineColumn(volume.voxelToPatient, 2);
      const angle = angleDeg(normal, sliceNormal(group));
      expect(Math.min(angle, 180 - angle)).toBeLessThan(0.01);
    }
    for (const name of names) {
      const [file] = await readPath(path('exam', 'series', name));
      const uid = /\x20\0\r\0UI..([\d.]+)/s.exec(Buffer.from(file?.bytes ?? []).toString('latin1'));
      study.add(uid?.[1] ?? name);
    }
    expect(study.size).toBe(1);
  });

  it('leaves labels on the series’ grid, plans, verdicts and measures', async () => {
    const image = await readOneVolume(path('exam', 'series', '02-sag-t2-sagittal'));
    const labels = await readOneVolume(path('exam', 'segmentations', '02-sag-t2-sagittal.nii.gz'));
    expect(labels.dims).toEqual(image.dims);
    labels.voxelToPatient.forEach((v, n) => expect(v).toBeCloseTo(image.voxelToPatient[n] ?? NaN, 3));
    for (const step of ['sag-t2', 'ax-t2'])
      expect(parsePrescription(await text('exam', 'plans', `${step}.json`)).groups.length).toBeGreaterThan(0);
    const verdict = JSON.parse(await text('exam', 'quality', '02-sag-t2-sagittal.json')) as QualityReport;
    expect(verdict.findings.map(({ fault }) => fault)).toContain('coverage');
    const measures = JSON.parse(await text('exam', 'measures.json')) as {
      series: string;
      measures: unknown[];
    }[];
    expect(measures.map(({ measures: m }) => m.length > 0)).toEqual([false, true, true, true, true]);
    const axial = await readdir(path('exam', 'segmentations'));
    expect(axial.filter((name) => name.includes('ax-t2'))).toHaveLength(3);
  });

  it('announces what the AI doubts before the plan is used, and reports it first', async () => {
    const doubt = /unsure of this image \(72 %\)/;
    const told = progress.findIndex((line) => line.startsWith('! ') && doubt.test(line));
    expect(told).toBeGreaterThan(progress.indexOf('localizer'));
    expect(told).toBeLessThan(progress.indexOf('sag-t2 sagittal'));
    // Nothing is known of metal where the slices only leave the volume.
    expect(progress.join()).not.toMatch(/metal/);
    const report = await text('exam', 'report.html');
    expect(report.search(doubt)).toBeLessThan(report.indexOf('<h2>Protocol</h2>'));
    expect(report.match(/<polygon/g)?.length).toBeGreaterThan(15);
    expect(report).toContain('real &lt;b&gt;');
    expect(report).not.toContain('<b>.nii');
    expect(report).toContain('not measured: the stack does not show it');
    expect(report).not.toMatch(/(src|href)="(?!data:)/);
    expect(lines.join()).toMatch(/4 series \(0 repeated\)/);
  });

  it('angles to the discs that are named, by an instructor’s own table', async () => {
    const shipped = await readFile('src/planning/protocols.json', 'utf8');
    await writeFile(path('own.json'), shipped.replaceAll('"ax-t2"', '"ax-t2-our-way"'));
    const out = path('own');
    await loop({ protocols: path('own.json'), levels: 'L4-L5', steps: 'ax-t2-our-way', out });
    const { groups } = parsePrescription(await text('own', 'plan.json'));
    expect(groups.map((g) => g.name)).toEqual(['L4-L5']);
    expect(await readdir(path('own', 'series'))).toContain('02-ax-t2-our-way-L4-L5');
    await rm(out, { recursive: true });
    await rm(path('own.json'));
  });

  it('leaves nothing beside the exam, and nothing when it fails', async () => {
    const none = { ...engines, segment: () => Promise.reject(new Error('broken')) };
    const words = { out: () => undefined, progress: () => undefined };
    const options = { patient: path(REAL), protocol: 'stenosis', seed: 1, out: path('failed') };
    await expect(runLoopCommand(options, words, none)).rejects.toThrow('broken');
    expect((await readdir(folder)).sort()).toEqual(['exam', REAL]);
  });

  it.each([
    [{ protocol: 'headache' }, 'indication-unknown', /radiculopathy/],
    [{ steps: 'sag-t2,ax-t9' }, 'steps-unknown', /ax-t2/],
    [{ levels: 'L4-L5,L9' }, 'levels-unknown', /L5-S1/],
    [{ protocols: 'package.json' }, 'protocols-invalid', /protocols\.json/],
    [{ implants: 'pacemaker' }, 'implants-unknown', /conditional-device/],
    [{ field: '7' }, 'field-strength-unknown', /1.5/],
    [{ age: 'old' }, 'age-invalid', /30/],
    [{ age: '130' }, 'protocol-request-invalid', /120/],
    [{ budget: '0' }, 'budget-invalid', /30/],
    [{ backend: 'cuda' }, 'backend-unknown', /wasm/],
    [{ breathing: '-1' }, 'breathing-out-of-range', /0 to 50/],
    [{ patient: 'nobody' }, 'patient-unknown', /scoliosis/],
    [{ population: 'clinic' }, 'loop-patient', /--population/],
    [{ patient: undefined }, 'loop-patient', /--patient/],
    [{ out: 'exam' }, 'output-not-empty', /empty/],
    [{ out: REAL }, 'file-not-written', /--out/],
  ] as const)('refuses %j before work', async ({ ...more }, code, hint) => {
    const before = progress.length;
    const out = 'out' in more ? path(more.out) : path('refused');
    await expect(loop({ ...(more as Partial<LoopOptions>), out })).rejects.toMatchObject({
      ...{ code, hint: expect.stringMatching(hint) as string },
    });
    expect(progress).toHaveLength(before);
    expect(await readdir(folder)).not.toContain('refused');
  });

  it('knows a phantom by its name and a patient of a population by seed, with their ages', async () => {
    const normal = JSON.parse(await readFile('phantoms/normal.json', 'utf8')) as { ageYears: number };
    expect((await knownPatient({ patient: 'normal', seed: 1 })).ageYears).toBe(normal.ageYears);
    expect((await knownPatient({ patient: 'phantoms/normal.json', seed: 1 })).ageYears).toBe(normal.ageYears);
    const ages = [3000, 3001, 3000].map(
      async (seed) => (await knownPatient({ population: 'clinic', seed })).ageYears,
    );
    const [first, second, again] = await Promise.all(ages);
    expect(first).toBeGreaterThan(0);
    expect(again).toBe(first);
    expect(second).not.toBe(first);
  });
});
