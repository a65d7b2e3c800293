import fc from 'fast-check';
import dcmjs, { type DcmjsDict } from 'dcmjs';
import { describe, expect, it } from 'vitest';
import {
  addScaled,
  affineColumn,
  affineFromColumns,
  applyToPoint,
  isIsocenterError,
  rotateAbout,
  scale,
  type Vec3,
} from '../../geometry';
import type { Volume } from '../../volume';
import { readVolumes } from '../readVolumes';
import type { NamedBytes } from '../types';
import { uidFrom } from './uid';
import { writeDicomSeries, type DicomSeriesInput } from './write';

const turn = (v: Vec3): Vec3 => rotateAbout(v, [0.6, 0, 0.8], 0.35);
const voxelToPatient = affineFromColumns(
  scale(turn([0, 1, 0]), 0.71),
  scale(turn([0, 0, -1]), 0.93),
  scale(turn([-1, 0, 0]), 4.4),
  [33.3, -120.7, 88.123],
);
const volume: Volume<Uint16Array> = {
  data: Uint16Array.from({ length: 20 * 14 * 5 }, (_, i) => (i * 37) % 4096),
  dims: [20, 14, 5],
  voxelToPatient,
};
const input: DicomSeriesInput = {
  ...{ volume, seed: 'normal 7', seriesNumber: 3, seriesDescription: 'Sag STIR', protocolName: 'stir-sag' },
  ...{ patientName: 'Phantom^Normal', sequenceKind: 'IR-TSE', sliceThickness: 4, spacingBetweenSlices: 4.4 },
  ...{
    repetitionTimeMs: 3500,
    echoTimeMs: 61.3,
    inversionTimeMs: 160,
    flipAngleDeg: 150,
    echoTrainLength: 17,
  },
  ...{ fieldStrengthT: 1.5, averages: 2, bandwidthHzPerPixel: 191.5, phaseEncodeDirection: 'HF' },
};
const files = await writeDicomSeries(input);

/** Rewrites files with some elements changed, as another program might have written them. */
function edited(
  all: readonly NamedBytes[],
  edit: (dict: DcmjsDict, index: number, meta: DcmjsDict) => void,
): NamedBytes[] {
  return all.map(({ name, bytes }, i) => {
    const file = dcmjs.data.DicomMessage.readFile(bytes.slice().buffer);
    edit(file.dict, i, file.meta);
    return { name, bytes: new Uint8Array(file.write()) };
  });
}
const set = (dict: DcmjsDict, tag: string, vr: string, ...Value: unknown[]): void => {
  dict[tag] = { vr, Value };
};

async function codeOf(given: readonly NamedBytes[]): Promise<string> {
  try {
    await readVolumes(given);
    return 'read';
  } catch (error) {
    if (!isIsocenterError(error)) throw error;
    expect(error.message).toMatch(/^[A-Z"0-9].*\.$/s);
    expect(error.hint.length).toBeGreaterThan(10);
    return error.code;
  }
}

describe('writeDicomSeries', () => {
  it('writes what pydicom reads: position, orientation and spacing of a rotated, offset slice', () => {
    const { dict } = dcmjs.data.DicomMessage.readFile((files[1]?.bytes ?? new Uint8Array()).slice().buffer);
    // Frozen from pydicom 2.4 reading the second file.
    expect(dict['00200032']?.Value).toEqual([29.070726441, -121.907000282, 87.99495517]);
    expect(dict['00200037']?.Value).toEqual([
      ...[-0.274318245964, 0.939372712847, 0.205738684473],
      ...[-0.029101097833, 0.205738684473, -0.978174176625],
    ]);
    expect(dict['00280030']?.Value).toEqual([0.93, 0.71]);
    expect(dict['00181312']?.Value).toEqual(['COL']);
  });

  it('says in the standard attributes how the images were acquired', async () => {
    const [file] = await writeDicomSeries({
      ...{ ...input, sequenceKind: 'TSE-3D', echoTrainLength: 60, fatSuppression: 'spectral' },
      ...{ spatialSaturation: true, sarWPerKg: 1.25 },
      encoding: {
        ...{ readElements: 10, phaseElements: 6, phaseEncodingSteps: 8, percentSampling: 57.14 },
        ...{ percentPhaseFieldOfView: 91.7, isOversampled: true, isPartialFourier: true },
      },
    });
    const { dict } = dcmjs.data.DicomMessage.readFile((file?.bytes ?? new Uint8Array()).slice().buffer);
    const value = (tag: string): unknown => dict[tag]?.Value;
    expect(value('00180021')).toEqual(['SK', 'OSP']);
    expect(value('00180022')).toEqual(['PFP', 'SP', 'FS']);
    expect(value('00180023')).toEqual(['3D']);
    expect(value('00180024')).toEqual(['tse3d_60']);
    expect([value('00180089'), value('00180091')]).toEqual([[8], [60]]);
    expect([value('00180093'), value('00180094'), value('00181316')]).toEqual([[57.14], [91.7], [1.25]]);
    // Frequency along the columns of a matrix whose rows are phase encoded, without interpolation.
    expect(value('00181310')).toEqual([0, 10, 6, 0]);
  });

  it('calls the water image of a Dixon pair derived', async () => {
    const [file] = await writeDicomSeries({ ...input, fatSuppression: 'dixon-water' });
    const { dict } = dcmjs.data.DicomMessage.readFile((file?.bytes ?? new Uint8Array()).slice().buffer);
    expect(dict['00080008']?.Value).toEqual(['DERIVED', 'PRIMARY', 'OTHER', 'WATER']);
  });

  it('comes back with the same voxels and place, whatever the order of the files', async () => {
    const { volumes } = await readVolumes([3, 0, 4, 1, 2].flatMap((i) => files.slice(i, i + 1)));
    expect(volumes).toHaveLength(1);
    const [back] = volumes;
    expect(back?.data).toEqual(volume.data);
    expect(back).toMatchObject({ dims: [20, 14, 5], modality: 'MR', name: '3 Sag STIR', warnings: [] });
    back?.voxelToPatient.forEach((value, i) => expect(value).toBeCloseTo(voxelToPatient[i] ?? Number.NaN, 8));
  });

  it('gives the same bytes and UIDs every time, and others for another seed', async () => {
    expect(await writeDicomSeries(input)).toEqual(files);
    expect(uidFrom('series normal 7')).toBe('2.25.33974332045933878132954865758987105426');
    expect(uidFrom('series normal 8')).not.toBe(uidFrom('series normal 7'));
    expect(uidFrom('x')).toMatch(/^2\.25\.\d{1,39}$/);
  });
});

describe('reading DICOM', () => {
  it('applies a rescale that differs from slice to slice and keeps signs', async () => {
    const given = edited(files, (dict, i) => {
      set(dict, '00281052', 'DS', -100);
      set(dict, '00281053', 'DS', 0.5 + i);
      set(dict, '00280103', 'US', 1);
    });
    const [read] = (await readVolumes(given)).volumes;
    for (const [at, k] of [
      [7, 0],
      [20 * 14 * 4 + 33, 4],
    ] as const) {
      expect(read?.data[at]).toBeCloseTo((0.5 + k) * (volume.data[at] ?? 0) - 100, 3);
    }
  });

  it('ignores SliceThickness: spacing comes from positions', async () => {
    const given = edited(files, (dict) => {
      set(dict, '00180050', 'DS', 99);
      set(dict, '00180088', 'DS', 77);
    });
    const [read] = (await readVolumes(given)).volumes;
    expect(read?.voxelToPatient[2]).toBeCloseTo(voxelToPatient[2] ?? Number.NaN, 6);
  });

  it('splits echoes into volumes although their instance numbers interleave', async () => {
    const late = edited(files, (dict, i) => {
      set(dict, '00180081', 'DS', 120);
      set(dict, '00080018', 'UI', uidFrom(`late ${i}`));
      set(dict, '00200013', 'IS', i + 1);
    }).map(({ bytes }, i) => ({ name: `late${i}`, bytes }));
    const { volumes } = await readVolumes(files.flatMap((file, i) => [file, ...late.slice(i, i + 1)]));
    expect(volumes.map(({ name }) => name)).toEqual(['3 Sag STIR, 1 of 2', '3 Sag STIR, 2 of 2']);
  });

  it('splits parallel groups of one series, as at discs of the same tilt', async () => {
    const lower = edited(files, (dict, i) => {
      const [x = 0, y = 0, z = 0] = (dict['00200032']?.Value ?? []).map(Number);
      const at = addScaled([x, y, z], turn([-1, 0, 0]), 38.5);
      set(dict, '00200032', 'DS', ...at);
      set(dict, '00080018', 'UI', uidFrom(`lower ${i}`));
    });
    const { volumes } = await readVolumes([...lower, ...files]);
    expect(volumes.map(({ dims }) => dims)).toEqual([
      [20, 14, 5],
      [20, 14, 5],
    ]);
    volumes[0]?.voxelToPatient.forEach((v, i) => expect(v).toBeCloseTo(voxelToPatient[i] ?? Number.NaN, 8));
  });

  it('says so when every other slice is gone', async () => {
    const { volumes } = await readVolumes(files.filter((_, i) => i % 2 === 0));
    expect(volumes[0]?.warnings).toEqual([
      'The slices lie 8.80 mm apart but the header says 4.40 mm: slices may be missing.',
    ]);
  });

  it('leaves out what is no image and says so', async () => {
    const { skipped } = await readVolumes([
      ...files,
      { name: 'notes.txt', bytes: new Uint8Array([104, 105]) },
    ]);
    expect(skipped).toEqual([{ name: 'notes.txt', reason: 'It is not an image of a known format.' }]);
  });
});

describe('DICOM refusals', () => {
  const shifted = (dict: DcmjsDict, by: Vec3): void => {
    const [x = 0, y = 0, z = 0] = (dict['00200032']?.Value ?? []).map(Number);
    set(dict, '00200032', 'DS', x + by[0], y + by[1], z + by[2]);
  };
  const third = (action: (dict: DcmjsDict, meta: DcmjsDict) => void): NamedBytes[] =>
    edited(files, (dict, i, meta) => (i === 2 ? action(dict, meta) : undefined));
  const cases: [string, NamedBytes[]][] = [
    ['import-empty-folder', []],
    ['import-no-image', [{ name: 'a.dcm', bytes: new Uint8Array(400) }]],
    ['dicom-missing-slice', files.filter((_, i) => i !== 2)],
    ['dicom-duplicate-slice', [...files, { name: 'copy.dcm', bytes: files[1]?.bytes ?? new Uint8Array() }]],
    [
      'dicom-non-parallel',
      third((dict) => set(dict, '00200037', 'DS', ...turn([0, 1, 0]), ...turn([0.02, 0, -0.9998]))),
    ],
    ['dicom-irregular-spacing', third((dict) => shifted(dict, scale(turn([-1, 0, 0]), 0.9)))],
    ['dicom-slices-not-in-line', third((dict) => shifted(dict, turn([0, 5, 0])))],
    ['dicom-zero-spacing', edited(files, (dict) => set(dict, '00280030', 'DS', 0, 0.7))],
    ['dicom-no-spacing', edited(files, (dict) => delete dict['00280030'])],
    ['dicom-no-geometry', edited(files, (dict) => delete dict['00200032'])],
    ['dicom-affine-nan', third((dict) => set(dict, '00200032', 'DS', '1.2.3', '4', '5'))],
    ['dicom-bad-orientation', third((dict) => set(dict, '00200037', 'DS', 1, 0, 0, 1, 0, 0))],
    [
      'image-colour',
      edited(files, (dict) => {
        set(dict, '00280002', 'US', 3);
        set(dict, '00280004', 'CS', 'RGB');
      }),
    ],
    [
      'dicom-transfer-syntax',
      third((_, meta) => set(meta, '00020010', 'UI', '1.2.840.10008.1.2.4.50')).map((file) => file),
    ],
    [
      'dicom-inconsistent-dims',
      third((dict) => {
        set(dict, '00280010', 'US', 10);
        set(dict, '00280011', 'US', 28);
      }),
    ],
    ['dicom-inconsistent-spacing', third((dict) => set(dict, '00280030', 'DS', 0.93, 0.8))],
    ['dicom-no-pixels', third((dict) => delete dict['7FE00010'])],
    ['image-truncated', third((dict) => set(dict, '00280010', 'US', 15))],
    [
      'dicom-truncated',
      files.map(({ name, bytes }, i) => ({ name, bytes: i === 2 ? bytes.slice(0, -9) : bytes })),
    ],
    ['dicom-multiframe', third((dict) => (set(dict, '00280008', 'IS', 2), set(dict, '00280010', 'US', 7)))],
  ];
  it.each(cases)('%s', async (code, given) => {
    expect(await codeOf(given)).toBe(code);
  });

  it('names the place of a missing slice', async () => {
    await expect(readVolumes(files.filter((_, i) => i !== 2))).rejects.toThrow(
      /A slice is missing in "Sag STIR" between .* mm \(after slice 2; the slices lie 4\.40 mm apart\)/,
    );
  });

  it('never fails with anything but a named error on damaged files', async () => {
    const good = files[1]?.bytes ?? new Uint8Array();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 132, max: good.length - 1 }), fc.nat(255)), { maxLength: 6 }),
        fc.option(fc.integer({ min: 132, max: good.length - 1 })),
        async (edits, cut) => {
          const bytes = good.slice(0, cut ?? undefined);
          for (const [at, value] of edits) if (at < bytes.length) bytes[at] = value;
          await codeOf([...files.filter((_, i) => i !== 1), { name: 'damaged', bytes }]);
        },
      ),
      { numRuns: 300 },
    );
  });
});

it('a stack written backwards along the normal is put in ascending order', async () => {
  const reversed: Volume<Uint16Array> = {
    ...volume,
    voxelToPatient: affineFromColumns(
      affineColumn(voxelToPatient, 0),
      affineColumn(voxelToPatient, 1),
      scale(affineColumn(voxelToPatient, 2), -1),
      addScaled(affineColumn(voxelToPatient, 3), affineColumn(voxelToPatient, 2), 4),
    ),
  };
  const [read] = (await readVolumes(await writeDicomSeries({ ...input, volume: reversed }))).volumes;
  const last = applyToPoint(voxelToPatient, [0, 0, 0]);
  applyToPoint(read?.voxelToPatient ?? [], [0, 0, 0]).forEach((value, i) =>
    expect(value).toBeCloseTo(last[i] ?? Number.NaN, 6),
  );
  expect(read?.data.slice(0, 280)).toEqual(volume.data.slice(1120));
});
