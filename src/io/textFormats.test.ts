import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isIsocenterError } from '../geometry';
import fixtures from '../../tests/io/itk.json';
import { gzip } from './gzip';
import { readVolumes } from './readVolumes';
import type { NamedBytes } from './types';

const fromBase64 = (base64: string): Uint8Array => Uint8Array.from(Buffer.from(base64, 'base64'));
const latin1 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

function filesOf(fixture: (typeof fixtures)[number]): NamedBytes[] {
  const data = 'data' in fixture ? fixture.data : undefined;
  const own = { name: `folder/${fixture.name}`, bytes: fromBase64(fixture.base64) };
  return data ? [own, { name: data.name, bytes: fromBase64(data.base64) }] : [own];
}

async function codeOf(files: readonly NamedBytes[]): Promise<string> {
  try {
    await readVolumes(files);
    return 'read';
  } catch (error) {
    if (!isIsocenterError(error)) throw error;
    return error.code;
  }
}

describe('MetaImage and NRRD against ITK', () => {
  it.each(fixtures)('$name', async (fixture) => {
    const [read] = (await readVolumes(filesOf(fixture))).volumes;
    expect(read?.dims).toEqual([3, 2, 2]);
    read?.voxelToPatient.forEach((value, i) =>
      expect(value).toBeCloseTo(fixture.affineLps[i] ?? Number.NaN, 6),
    );
    expect([...(read?.data ?? [])]).toEqual(fixture.values);
  });

  it('finds the data file when it was gzipped on its own', async () => {
    const nhdr = fixtures.find(({ name }) => name === 'f.nhdr');
    const [header, data] = nhdr ? filesOf(nhdr) : [];
    if (!header || !data) throw new Error('fixture');
    const { volumes, skipped } = await readVolumes([header, { name: 'f.raw.gz', bytes: gzip(data.bytes) }]);
    expect([...(volumes[0]?.data ?? [])]).toEqual(nhdr?.values);
    expect(skipped).toEqual([]);
  });
});

describe('data files of the same name in several folders', () => {
  const header = (folder: string): NamedBytes => ({
    name: `${folder}t2.mhd`,
    bytes: latin1(
      [
        ...['NDims = 3', 'TransformMatrix = 1 0 0 0 1 0 0 0 1', 'Offset = 0 0 0', 'ElementSpacing = 1 2 3'],
        ...['DimSize = 2 1 1', 'ElementType = MET_UCHAR', 'ElementDataFile = t2.raw', ''],
      ].join('\n'),
    ),
  });
  const raw = (folder: string, text: string): NamedBytes => ({
    name: `${folder}t2.raw`,
    bytes: latin1(text),
  });

  it('go to the header of their own folder', async () => {
    const files = [header('anna/'), raw('anna/', 'AA'), header('bert/'), raw('bert/', 'BB')];
    const { volumes } = await readVolumes(files);
    expect(volumes.map(({ data }) => String.fromCharCode(...data))).toEqual(['AA', 'BB']);
  });

  it('are never borrowed from another folder', async () => {
    expect(await codeOf([header('bert/'), raw('anna/', 'AA')])).toBe('metaimage-header');
    expect(await codeOf([header(''), raw('anna/', 'AA')])).toBe('read');
    expect(await codeOf([header(''), raw('', 'AA'), header(''), raw('', 'BB')])).toBe('metaimage-header');
  });
});

describe('refusals', () => {
  const nrrd = (edit: (text: string) => string): NamedBytes[] => {
    const header = [
      ...['NRRD0004', 'type: uchar', 'dimension: 3', 'space: right-anterior-superior', 'sizes: 2 2 1'],
      ...['space directions: (0,1,0) (0,0,-2) (-3,0,0)', 'encoding: raw', 'space origin: (1,2,3)', '', ''],
    ].join('\n');
    return [{ name: 'a.nrrd', bytes: latin1(`${edit(header)}abcd`) }];
  };
  const mha = (edit: (text: string) => string): NamedBytes[] => {
    const header = [
      ...['ObjectType = Image', 'NDims = 3', 'BinaryData = True', 'BinaryDataByteOrderMSB = False'],
      ...['TransformMatrix = 0 1 0 0 0 -1 -1 0 0', 'Offset = 1 2 3', 'ElementSpacing = 1 2 3'],
      ...['DimSize = 2 2 1', 'ElementType = MET_UCHAR', 'ElementDataFile = LOCAL', ''],
    ].join('\n');
    return [{ name: 'a.mha', bytes: latin1(`${edit(header)}abcd`) }];
  };
  const cases: [string, string, NamedBytes[]][] = [
    ['as they are', 'read', nrrd((t) => t)],
    ['as they are', 'read', mha((t) => t)],
    ['no space', 'nrrd-header', nrrd((t) => t.replace(/space: .*\n/, ''))],
    ['no directions', 'nrrd-header', nrrd((t) => t.replace(/space directions: .*\n/, ''))],
    ['no origin', 'nrrd-header', nrrd((t) => t.replace(/space origin: .*\n/, ''))],
    ['four axes', 'nrrd-header', nrrd((t) => t.replace('sizes: 2 2 1', 'sizes: 2 2 1 4'))],
    ['bzip2', 'nrrd-header', nrrd((t) => t.replace('raw', 'bzip2'))],
    ['NaN direction', 'nrrd-affine-nan', nrrd((t) => t.replace('(0,1,0)', '(0,nan,0)'))],
    ['zero spacing', 'nrrd-zero-spacing', nrrd((t) => t.replace('(0,0,-2)', '(0,0,0)'))],
    ['no byte order', 'nrrd-header', nrrd((t) => t.replace('uchar', 'short'))],
    ['cut off', 'image-truncated', nrrd((t) => t.replace('sizes: 2 2 1', 'sizes: 2 2 9'))],
    ['data file absent', 'nrrd-header', nrrd((t) => t.replace('\n\n', '\ndata file: b.raw\n\n'))],
    ['no matrix', 'metaimage-header', mha((t) => t.replace(/TransformMatrix.*\n/, ''))],
    ['no spacing', 'metaimage-header', mha((t) => t.replace(/ElementSpacing.*\n/, ''))],
    ['colour', 'metaimage-header', mha((t) => t.replace('DimSize', 'ElementNumberOfChannels = 3\nDimSize'))],
    ['zero spacing', 'metaimage-zero-spacing', mha((t) => t.replace('= 1 2 3\nDim', '= 1 0 3\nDim'))],
    ['NaN offset', 'metaimage-affine-nan', mha((t) => t.replace('Offset = 1', 'Offset = nan'))],
    ['parallel axes', 'metaimage-affine-singular', mha((t) => t.replace('0 1 0 0 0 -1', '0 1 0 0 1 0'))],
    ['cut off', 'image-truncated', mha((t) => t.replace('DimSize = 2 2 1', 'DimSize = 2 2 7'))],
    ['time series', 'metaimage-header', mha((t) => t.replace('= 2 2 1', '= 2 2 1 5').replace('= 3', '= 4'))],
  ];
  it.each(cases)('%s: %s', async (_, code, files) => {
    expect(await codeOf(files)).toBe(code);
  });

  it('turns a RAS world to LPS', async () => {
    const [read] = (await readVolumes(nrrd((t) => t))).volumes;
    expect(read?.voxelToPatient.map((v) => v + 0)).toEqual([
      0, 0, 3, -1, -1, 0, 0, -2, 0, -2, 0, 3, 0, 0, 0, 1,
    ]);
  });

  it('never fails with anything but a named error on damaged bytes', async () => {
    const all = fixtures.flatMap((fixture) => filesOf(fixture).slice(0, 1));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...all),
        fc.array(fc.tuple(fc.nat(600), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        fc.option(fc.nat(600)),
        async ({ name, bytes }, edits, cut) => {
          const damaged = bytes.slice(0, cut ?? undefined);
          for (const [at, value] of edits) if (at < damaged.length) damaged[at] = value;
          await codeOf([{ name, bytes: damaged }]);
        },
      ),
      { numRuns: 500 },
    );
  });
});
