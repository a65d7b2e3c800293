import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePhantomDefinition, type PhantomDefinition } from './definition';

const read = (file: string): unknown => JSON.parse(readFileSync(`phantoms/${file}`, 'utf8'));
const normal = parsePhantomDefinition(read('normal.json'));
const withFindings = (...findings: unknown[]): unknown => ({ ...normal, findings });

/** The file of version 1 that a user may still have. */
const VERSION_1 = {
  schemaVersion: 1,
  name: 'old',
  description: 'Written before findings existed.',
  sex: 'female',
  statureScale: 1,
  lordosisDeg: 47,
  lumbosacralAngleDeg: 38,
  scoliosis: { cobbDeg: 0, apex: 'L2', side: 'left', axialRotationDeg: 0 },
  discs: { 'L4-L5': { pfirrmannGrade: 5, listhesisMm: 8 } },
  fatThicknessMm: 26,
  leftMarker: true,
  spread: 1,
};

describe('phantom definitions', () => {
  it.each(readdirSync('phantoms').filter((f) => f.endsWith('.json')))('%s is valid', (file) => {
    const definition = parsePhantomDefinition(read(file));
    expect(definition.schemaVersion).toBe(2);
    expect(`${definition.name}.json`).toBe(file);
  });

  it('reads files of version 1: five lumbar vertebrae, no findings, everything else kept', () => {
    const { schemaVersion, ...kept } = VERSION_1;
    const migrated = parsePhantomDefinition(VERSION_1);
    expect(migrated).toMatchObject(kept);
    expect(migrated).toMatchObject({
      schemaVersion: 2,
      lumbarVertebrae: 5,
      transition: 'none',
      findings: [],
    });
    expect(schemaVersion).toBe(1);
  });

  it.each([
    ['a key of version 2 in a file of version 1', { ...VERSION_1, findings: [] }, 'findings'],
    ['an unknown version', { ...normal, schemaVersion: 3 }, 'schemaVersion'],
    ['an unknown key', { ...normal, weightKg: 80 }, 'weightKg'],
    ['seven lumbar vertebrae', { ...normal, lumbarVertebrae: 7 }, 'lumbarVertebrae'],
    ['a disc the patient has not', { ...normal, discs: { 'L5-L6': {} } }, 'discs.L5-L6'],
    ['a transition of six', { ...normal, lumbarVertebrae: 6, transition: 'lumbarised-S1' }, 'transition'],
    ['an unknown key of a finding', withFindings({ kind: 'annular-fissure', disc: 'L4-L5', mm: 3 }), 'mm'],
    [
      'a severity outside the body',
      withFindings({ kind: 'bulge', disc: 'L4-L5', mm: 30, asymmetry: 0 }),
      'findings.0.mm',
    ],
    ['an unknown finding', withFindings({ kind: 'gout', disc: 'L4-L5' }), 'findings.0.kind'],
  ])('refuses %s and names the key', (_, value, key) => {
    expect(() => parsePhantomDefinition(value)).toThrowError(
      expect.objectContaining({ code: 'phantom-definition-invalid', message: expect.stringContaining(key) }),
    );
  });
});

describe('contradicting findings', () => {
  const extrusion = { kind: 'extrusion', disc: 'L4-L5', side: 'left', zone: 'central', mm: 10, widthMm: 12 };
  const grade = (g: number, heightFactor: number): unknown => ({
    kind: 'pfirrmann',
    disc: 'L4-L5',
    grade: g,
    heightFactor,
  });
  const slip = { kind: 'listhesis', disc: 'L4-L5', direction: 'anterior', lysis: false };
  const screws = { kind: 'pedicle-screws', from: 'L4', to: 'S1', rod: true };

  it.each<[string, unknown[], Partial<PhantomDefinition>, string]>([
    ['two Pfirrmann grades of one disc', [grade(3, 0.9), grade(4, 0.9)], {}, 'L4-L5'],
    ['a healthy nucleus that has extruded', [grade(1, 1), extrusion], {}, 'extrusion'],
    ['a healthy nucleus in a collapsed disc', [grade(1, 0.6)], {}, '0.6'],
    ['a collapsed disc of full height', [grade(5, 1.1)], {}, '1.1'],
    [
      'a wide canal with a 10 mm extrusion in it',
      [{ kind: 'central-stenosis', disc: 'L4-L5', schizas: 'A' }, extrusion],
      {},
      'Schizas A',
    ],
    [
      'L5 of a patient without one',
      [{ kind: 'haemangioma', vertebra: 'L5', mm: 9 }],
      { lumbarVertebrae: 4 },
      'L5',
    ],
    [
      'L5-S1 of a patient with L6',
      [grade(3, 1), { ...extrusion, disc: 'L5-S1' }],
      { lumbarVertebrae: 6 },
      'L5-S1',
    ],
    [
      'a central side in a lateral zone',
      [{ ...extrusion, side: 'central', zone: 'foraminal' }],
      {},
      'foraminal',
    ],
    [
      'a protrusion deeper than its base',
      [{ ...extrusion, kind: 'protrusion', widthMm: 8 }],
      {},
      'extrusion',
    ],
    ['a backward slip with lysis', [{ ...slip, mm: 4, direction: 'posterior', lysis: true }], {}, 'lysis'],
    ['Meyerding 3 with an intact arch', [{ ...slip, meyerding: 3 }], {}, 'Meyerding 3'],
    ['a slip of fused bones', [{ ...slip, disc: 'L5-S1', mm: 5 }], { transition: 'sacralised-L5' }, 'L5-S1'],
    ['screws upside down', [{ ...screws, from: 'S1', to: 'L4' }], {}, 'upper level first'],
    ['two constructs in one vertebra', [screws, { ...screws, from: 'L3', to: 'L4' }], {}, 'L4'],
    [
      'a joint hypertrophied twice',
      [
        { kind: 'facet-hypertrophy', disc: 'L4-L5', side: 'both', grade: 1, effusion: false },
        { kind: 'facet-hypertrophy', disc: 'L4-L5', side: 'left', grade: 2, effusion: false },
      ],
      {},
      'left',
    ],
    ['a grade beside a number', [grade(3, 1)], { discs: { 'L4-L5': { pfirrmannGrade: 4 } } }, 'discs.L4-L5'],
  ])('refuses %s', (_, findings, change, named) => {
    expect(() => parsePhantomDefinition({ ...normal, ...change, findings })).toThrowError(
      expect.objectContaining({ code: 'findings-contradict', message: expect.any(String) }),
    );
    try {
      parsePhantomDefinition({ ...normal, ...change, findings });
    } catch (error) {
      const { message, hint } = error as { message: string; hint: string };
      expect(`${message} ${hint}`).toContain(named);
    }
  });

  it('allows what looks odd and is done: screws through a crushed body, a deposit in it', () => {
    const findings = [
      { kind: 'compression-fracture', vertebra: 'L4', heightLoss: 0.5, acute: true, shape: 'crush' },
      { kind: 'metastasis', vertebra: 'L4', mm: 10, count: 1 },
      screws,
    ];
    expect(parsePhantomDefinition({ ...normal, findings }).findings).toHaveLength(3);
  });

  it('allows levels of a six-lumbar and of a lumbarised patient', () => {
    const six = { ...normal, lumbarVertebrae: 6, findings: [{ ...extrusion, disc: 'L6-S1' }] };
    expect(parsePhantomDefinition(six).findings).toHaveLength(1);
    const squared = { ...normal, transition: 'lumbarised-S1', discs: { 'S1-S2': { heightFactor: 0.6 } } };
    expect(parsePhantomDefinition(squared).discs['S1-S2']).toEqual({ heightFactor: 0.6 });
  });
});
