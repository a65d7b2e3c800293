import { strFromU8, strToU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { OWN_VOLUME, SCENARIO } from '../../app/testing';
import type { ScormVersion } from '../scorm/runtime';
import { readLaunch } from './launch';
import { scormFiles, zipped, type PackageFiles } from './scormPackage';

const HTML = '<!doctype html><html><head><script src="./assets/a.js"></script></head><body></body></html>';
const BUILT: PackageFiles = {
  'index.html': strToU8(HTML),
  'assets/a.js': strToU8('1'),
  'assets/a.js.map': strToU8('{}'),
  'sw.js': strToU8('1'),
  'assets/a & b.bin': new Uint8Array([1, 2, 3]),
};
const SECOND = { ...SCENARIO, id: 'second', title: 'Slip < 5 mm & "more"', passMark: 72.5 };

const text = (files: PackageFiles, path: string): string => strFromU8(files[path] ?? new Uint8Array());

function manifestOf(files: PackageFiles): Document {
  const manifest = new DOMParser().parseFromString(text(files, 'imsmanifest.xml'), 'text/xml');
  expect(manifest.querySelector('parsererror')).toBeNull();
  return manifest;
}

const attributes = (elements: Iterable<Element>, name: string): (string | null)[] =>
  [...elements].map((element) => element.getAttribute(name));

describe.each(['1.2', '2004'] as const)('a package for SCORM %s', (version: ScormVersion) => {
  const files = scormFiles(BUILT, { version, scenarios: [SCENARIO, SECOND] });
  const manifest = manifestOf(files);

  it('lists every file once, and none that is not there', () => {
    const listed = attributes(manifest.querySelectorAll('file'), 'href');
    expect([...listed, 'imsmanifest.xml'].sort()).toEqual(Object.keys(files).sort());
    expect(Object.keys(files)).not.toContain('assets/a.js.map');
  });

  it('installs nothing on the machine of a learning system', () => {
    expect(Object.keys(files)).not.toContain('sw.js');
  });

  it('has an item for every exercise, each leading to a page to be launched', () => {
    const items = [...manifest.querySelectorAll('item')];
    expect(items.map((item) => item.querySelector('title')?.textContent)).toEqual([
      ...['Straight spine', 'Slip < 5 mm & "more"'],
    ]);
    for (const item of items) {
      const resource = manifest.querySelector(
        `resource[identifier="${item.getAttribute('identifierref') ?? ''}"]`,
      );
      expect(resource?.getAttribute(version === '1.2' ? 'adlcp:scormtype' : 'adlcp:scormType')).toBe('sco');
      expect(files[resource?.getAttribute('href') ?? '']).toBeDefined();
      const shared = resource?.querySelector('dependency')?.getAttribute('identifierref') ?? '';
      expect(manifest.querySelector(`resource[identifier="${shared}"]`)).not.toBeNull();
    }
    const organizations = manifest.querySelector('organizations');
    expect(organizations?.getAttribute('default')).toBe(
      organizations?.querySelector('organization')?.getAttribute('identifier'),
    );
    const ids = attributes(manifest.querySelectorAll('[identifier]'), 'identifier');
    expect(new Set(ids).size).toBe(ids.length);
    expect(manifest.querySelector('schemaversion')?.textContent).toBe(
      version === '1.2' ? '1.2' : '2004 4th Edition',
    );
  });

  it("hands over the pass mark only when asked to: else the exam's verdict stands", () => {
    const rule = version === '1.2' ? 'masteryscore' : 'minNormalizedMeasure';
    const marks = (document: Document): (string | null)[] =>
      [...document.getElementsByTagNameNS('*', rule)].map((element) => element.textContent);
    expect(marks(manifest)).toEqual([]);
    const byScore = manifestOf(
      scormFiles(BUILT, { version, scenarios: [SCENARIO, SECOND], passByScore: true }),
    );
    expect(marks(byScore)).toEqual(version === '1.2' ? ['60', '73'] : ['0.6', '0.725']);
  });

  it('gives each page its scenario, whatever is written in it', () => {
    const nasty = { ...SECOND, indication: '</script><script>alert(1)</script> & <!-- “é”' };
    const packed = scormFiles(BUILT, { version, mode: 'assessment', scenarios: [nasty] });
    const page = text(packed, Object.keys(packed).find((path) => path.endsWith('.html')) ?? '');
    const document = new DOMParser().parseFromString(page, 'text/html');
    expect(document.querySelectorAll('script')).toHaveLength(2);
    expect(readLaunch(document)).toEqual({ scorm: version, mode: 'assessment', scenario: nasty });
  });

  it('tells the diagnosis of an assessment neither in the list nor in the address', () => {
    const slipped = { ...SECOND, id: 'listhesis', title: 'Slipped vertebra', indication: 'Numb legs. L4-5?' };
    const packed = scormFiles(BUILT, { version, mode: 'assessment', scenarios: [slipped] });
    const said = `${Object.keys(packed).join(' ')} ${text(packed, 'imsmanifest.xml')}`;
    expect(said).not.toMatch(/listhesis|slipped/i);
    expect(manifestOf(packed).querySelector('item > title')?.textContent).toBe('Numb legs');
    // As an exercise its help is there, and so is its title.
    expect(Object.keys(scormFiles(BUILT, { version, scenarios: [slipped] }))).toContain('listhesis.html');
  });

  it('is the same to the byte when it is packed again', () => {
    const reversed = Object.fromEntries(Object.entries(files).reverse());
    const zip = zipped(files);
    expect(zipped(reversed)).toEqual(zip);
    expect(unzipSync(zip)).toEqual(files);
  });
});

describe('what cannot be packed', () => {
  const pack = (built: PackageFiles, ...scenarios: (typeof SCENARIO)[]): unknown =>
    scormFiles(built, { version: '1.2', scenarios });

  it.each([
    ['package-own-volume', () => pack(BUILT, OWN_VOLUME)],
    ['package-twice', () => pack(BUILT, SCENARIO, SCENARIO)],
    ['package-no-page', () => pack({}, SCENARIO)],
    ['package-no-page', () => pack({ 'index.html': strToU8('<p>no head</p>') }, SCENARIO)],
    [
      'package-absolute',
      () => pack({ 'index.html': strToU8(HTML.replace('./assets', '/assets')) }, SCENARIO),
    ],
  ])('is refused: %s', (code, work) => {
    expect(work).toThrow(expect.objectContaining({ name: 'IsocenterError', code }));
  });

  it.each(['', '{', '{"schemaVersion":1}', '[]'])('a page that carries %j is damaged, or none', (content) => {
    const document = new DOMParser().parseFromString('<p id="isocenter-launch"></p>', 'text/html');
    const element = document.querySelector('p');
    if (element) element.textContent = content;
    if (content === '') expect(readLaunch(document)).toBeNull();
    else expect(() => readLaunch(document)).toThrow(expect.objectContaining({ code: 'package-damaged' }));
  });
});
