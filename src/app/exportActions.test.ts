import { unzipSync } from 'fflate';
import { beforeEach, describe, expect, it } from 'vitest';
import { cross, normalize, rotateAbout } from '../geometry';
import { readVolumes } from '../io';
import { SATURATION_BAND_NAME, type PlannedGroup } from '../planning';
import { CaseController } from './caseController';
import { fakeEngines, SCENARIO } from './testing';

const AXIS = normalize([0.4, -0.7, 0.2]);
const ROW = rotateAbout([1, 0, 0], AXIS, 0.4);
const COLUMN = rotateAbout([0, 1, 0], AXIS, 0.4);

let controller: CaseController;

/** The axial group, tilted out of every plane, with pixels twice as long as wide; run twice. */
beforeEach(async () => {
  controller = new CaseController(fakeEngines(), [SCENARIO]);
  await controller.patient.openScenario('straight');
  controller.plan.place('L4-L5');
  const [placed] = controller.getState().case.groups;
  if (!placed) throw new Error('nothing was placed');
  const group: PlannedGroup = {
    ...{ ...placed, rowDirection: ROW, columnDirection: COLUMN, centre: [3.3, -20.7, 41.9] },
    ...{ fovReadMm: 100, fovPhaseMm: 200, sliceGap: 0.4 },
  };
  controller.plan.edit({ phase: 'commit', what: 'Tilt', group });
  controller.plan.placeBand();
  await controller.queue.runStep('ax-t2');
  await controller.queue.runStep('ax-t2');
});

const series = (index: number) => {
  const found = controller.getState().case.series[index]?.series;
  if (!found) throw new Error(`no series ${index}`);
  return found;
};

describe('exported series', () => {
  it.each(['dicom', 'nifti'] as const)(
    'come back from %s with the same voxels at the same place',
    async (format) => {
      const file = await controller.export.file(format, series(0), 'ax-t2-tse-l4-5');
      expect(file?.name).toBe(format === 'dicom' ? 'ax-t2-tse-l4-5.zip' : 'ax-t2-tse-l4-5.nii.gz');
      if (!file) throw new Error('nothing was written');
      const files =
        format === 'nifti'
          ? [file]
          : Object.entries(unzipSync(file.bytes)).map(([name, bytes]) => ({ name, bytes }));
      const { volumes } = await readVolumes(files);
      const { volume } = series(0);
      expect(volumes).toHaveLength(1);
      expect(volumes[0]?.warnings).toEqual([]);
      expect(volumes[0]?.dims).toEqual(volume.dims);
      expect(volumes[0]?.data).toEqual(volume.data);
      const digits = format === 'dicom' ? 7 : 4;
      volume.voxelToPatient.forEach((value, n) =>
        expect(volumes[0]?.voxelToPatient[n]).toBeCloseTo(value, digits),
      );
      // The oracle of the fixture itself: slices lie along the group's own normal.
      const normal = cross(ROW, COLUMN);
      expect(volume.voxelToPatient[2]).toBeCloseTo(normal[0] * (series(0).group.sliceThickness + 0.4), 9);
    },
  );

  it('say in their tags what was scanned, and are told apart from a repeated run', async () => {
    const value = async (index: number, keyword: string): Promise<string | undefined> =>
      (await controller.export.tags(series(index), 1))?.find((tag) => tag.keyword === keyword)?.value;
    const { sequence } = series(0);
    expect(await value(0, 'RepetitionTime')).toBe(String(sequence.repetitionTimeMs));
    expect(await value(0, 'SliceThickness')).toBe(String(series(0).group.sliceThickness));
    expect(await value(0, 'InstanceNumber')).toBe('2');
    // What is wrong with a phantom stands in its name.
    expect(await value(0, 'PatientName')).toMatch(/^Virtual patient [0-9a-f]{6}$/);
    expect(await value(0, 'PatientID')).toBe(await value(0, 'PatientName'));
    expect(await value(0, 'PixelData')).toBe('512 bytes');
    // The saturation band was there when the images were made, whatever became of it since.
    controller.plan.removeBand(SATURATION_BAND_NAME);
    expect(await value(0, 'ScanOptions')).toContain('SP');
    expect(await value(0, 'StudyInstanceUID')).toBe(await value(1, 'StudyInstanceUID'));
    expect(await value(0, 'FrameOfReferenceUID')).toBe(await value(1, 'FrameOfReferenceUID'));
    expect(await value(0, 'SeriesInstanceUID')).not.toBe(await value(1, 'SeriesInstanceUID'));
    // After the three localizers.
    expect(await value(0, 'SeriesNumber')).toBe('4');
    expect(await value(1, 'SeriesNumber')).toBe('5');
  });

  it('end in a sentence when they cannot be written', async () => {
    const broken = series(0);
    const sheared = broken.volume.voxelToPatient.with(1, 0.9);
    const file = await controller.export.file(
      'dicom',
      { ...broken, volume: { ...broken.volume, voxelToPatient: sheared } },
      'x',
    );
    expect(file).toBeNull();
    expect(controller.getState().case.error?.code).toBe('dicom-write-sheared');
  });
});
