import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sealAttempt, signExport, webCryptoVerifier, type ExportSigner } from '../exercise';
import { attemptsCsv, classBook, criteriaCsv, readRecordText, recordBundleToJson } from './index';
import { csv } from './csv';
import { anAttempt, planning } from './testing';

const bundle = (attempts = [anAttempt(1), anAttempt(2)]) => ({
  ...{
    program: '0.1.0',
    exportedAt: '2026-02-01T00:00:00.000Z',
    trainee: { id: 'ada', name: 'Ada' },
    attempts,
  },
});
/** A file without signature, from its content. */
const readRecord = (content: unknown, file: string) => readRecordText(JSON.stringify(content), file, null);
const json = (): Record<string, unknown> =>
  JSON.parse(recordBundleToJson(bundle())) as Record<string, unknown>;

describe('a record', () => {
  it('comes back as it was written', async () => {
    const read = await readRecordText(recordBundleToJson(bundle()), 'ada.json', null);
    expect(read.refused).toEqual([]);
    expect(read.attempts.map(({ attempt }) => attempt)).toEqual(bundle().attempts);
    expect(read.attempts[0]).toMatchObject({ trainee: { id: 'ada' }, seal: 'unsigned', file: 'ada.json' });
  });
  it('keeps what can be read and names what cannot', async () => {
    const broken = { ...anAttempt(3), outcome: { ...anAttempt(3).outcome, mark: 'high' } };
    const read = await readRecord({ ...json(), attempts: [anAttempt(1), broken] }, 'ada.json');
    expect(read.attempts).toHaveLength(1);
    expect(read.refused).toMatchObject([{ file: 'ada.json', where: 'attempts.1' }]);
    expect(read.refused[0]?.reason).toContain('outcome.mark');
  });
  it("does not take another trainee's attempt for the owner's", async () => {
    const other = anAttempt(3, { trainee: { id: 'bob', name: 'Bob' } });
    const read = await readRecord({ ...json(), attempts: [other] }, 'ada.json');
    expect(read.attempts).toEqual([]);
    expect(read.refused[0]?.reason).toMatch(/attempts\.0\.trainee\.id is "bob".*"ada"/);
  });
  it.each([
    ['trainee.id', { trainee: { id: ' ', name: '' } }],
    ['exportedAt', { exportedAt: 'yesterday' }],
    ['attempts', { attempts: 7 }],
    ['newer version', { version: 2 }],
    ['format', { format: 'something' }],
  ])('is refused whole with the field named: %s', async (field, change) => {
    const read = await readRecord({ ...json(), ...change }, 'ada.json');
    expect(read.attempts).toEqual([]);
    expect(read.refused).toMatchObject([{ where: '' }]);
    expect(read.refused[0]?.reason).toContain(field);
  });
  it('may be a single attempt or a list; nobody’s go under the name of the file, and that is said', async () => {
    expect((await readRecord(anAttempt(1), 'one.json')).attempts).toHaveLength(1);
    const read = await readRecord([anAttempt(1), anAttempt(2, { trainee: null })], 'two.json');
    expect(read.attempts.map(({ trainee }) => trainee.id)).toEqual(['ada', 'two.json']);
    expect(read.notes).toEqual(['1 attempt names no trainee: shown under the file’s name.']);
  });
});

describe('any damage', () => {
  it('never crashes, and every attempt is either taken or refused by name', async () => {
    const text = recordBundleToJson(bundle());
    await fc.assert(
      fc.asyncProperty(
        fc.nat(text.length - 1),
        fc.nat(40),
        fc.string({ maxLength: 6 }),
        async (from, cut, put) => {
          const read = await readRecordText(
            text.slice(0, from) + put + text.slice(from + cut),
            'x.json',
            null,
          );
          if (read.refused.some(({ where }) => where === '')) expect(read.attempts).toEqual([]);
          else expect(read.attempts.length + read.refused.length).toBe(count(text, from, cut, put));
        },
      ),
      { numRuns: 500 },
    );
  });
  it('of any JSON', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const read = await readRecord(value, 'x.json');
        const whole = read.refused.some(({ where, reason }) => where === '' && reason.length > 10);
        expect(whole || Array.isArray(value)).toBe(true);
      }),
    );
  });
  it('of one field of one attempt leaves the other, and names the first', async () => {
    const path = fc.constantFrom(
      'id',
      'scenario',
      'startedAt',
      'events',
      'plan',
      'outcome',
      'result',
      'mode',
    );
    await fc.assert(
      fc.asyncProperty(
        path,
        fc.oneof(fc.constant(undefined), fc.integer(), fc.constant('x y')),
        async (key, value) => {
          const attempt = { ...anAttempt(1), [key]: value };
          fc.pre(!(key === 'id' && value === 'x y'));
          const read = await readRecord({ ...json(), attempts: [attempt, anAttempt(2)] }, 'x.json');
          expect(read.attempts).toHaveLength(1);
          expect(read.refused[0]?.where).toBe('attempts.0');
          expect(read.refused[0]?.reason).toContain(key);
        },
      ),
    );
  });
});

/** Attempts of the damaged text, where it still is a record. */
function count(text: string, from: number, cut: number, put: string): number {
  const value = JSON.parse(text.slice(0, from) + put + text.slice(from + cut)) as { attempts: unknown[] };
  return value.attempts.length;
}

describe('a signed export', async () => {
  const { subtle } = globalThis.crypto;
  const pair = await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
  const { kty, crv, x, y } = await subtle.exportKey('jwk', pair.publicKey);
  const signer: ExportSigner = {
    publicKey: { kty, crv, x, y } as ExportSigner['publicKey'],
    sign: async (bytes) =>
      new Uint8Array(await subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pair.privateKey, bytes)),
  };
  const file = await signExport([anAttempt(1), anAttempt(2)], signer, '2026-02-01T00:00:00.000Z');
  const read = (change: object, verify = webCryptoVerifier(subtle)) =>
    readRecordText(JSON.stringify({ ...file, ...change }), 'ada.json', verify);

  it('is shown as what it is', async () => {
    const { attempts, notes } = await read({});
    expect(attempts.map(({ seal }) => seal)).toEqual(['signed', 'signed']);
    expect(notes).toEqual([]);
  });
  it('tells when one browser signed for several', async () => {
    const two = [anAttempt(1), anAttempt(2, { trainee: { id: 'bob', name: 'Bob' } })];
    const shared = await signExport(two, signer, '2026-02-01T00:00:00.000Z');
    const book = classBook([await read(shared)]);
    expect(book.notes).toEqual([expect.stringMatching(/^One browser \(key .+\) signed for Ada, Bob\.$/)]);
    expect(classBook([await read({})]).notes).toEqual([]);
  });
  it('that was changed still says what it says, as such', async () => {
    const { attempts, notes } = await read({ attempts: [anAttempt(1, { patient: 'easier' })] });
    expect(attempts.map(({ seal }) => seal)).toEqual(['broken']);
    expect(notes).toEqual(['The signature is not that of its machine.']);
  });
  it('is not called wrong where nothing can check it', async () => {
    const { attempts } = await readRecordText(JSON.stringify(file), 'ada.json', null);
    expect(attempts[0]?.seal).toBe('unchecked');
  });
  it('of an attempt whose log was changed is no good either, signed or not', async () => {
    const sealed = sealAttempt(anAttempt(1), 'a'.repeat(64), []);
    expect((await readRecord(sealed, 'ada.json')).attempts[0]?.seal).toBe('unsigned');
    const changed = { ...sealed, outcome: { ...sealed.outcome, mark: 99 } };
    const { attempts, notes } = await readRecord(changed, 'ada.json');
    expect(attempts[0]?.seal).toBe('broken');
    expect(notes[0]).toContain('the marks beside it were changed');
  });
});

describe('a class', () => {
  const read = (file: string, attempts = [anAttempt(1)]) =>
    readRecordText(recordBundleToJson(bundle(attempts)), file, null);
  it('counts an attempt of two files once', async () => {
    const book = classBook([await read('a.json'), await read('b.json', [anAttempt(1), anAttempt(2)])]);
    expect(book.members).toHaveLength(1);
    expect(book.members[0]?.attempts).toHaveLength(2);
    expect(book.notes).toEqual(['1 attempt came twice.']);
  });
  it('refuses a second attempt under the same id', async () => {
    const other = anAttempt(1, { patient: 'another' });
    const book = classBook([await read('a.json'), await read('b.json', [other])]);
    expect(book.members[0]?.attempts).toEqual([anAttempt(1)]);
    expect(book.refused).toMatchObject([{ file: 'b.json', where: other.id }]);
  });
});

describe('CSV', () => {
  it('quotes, and takes the sting out of what a spreadsheet would run', async () => {
    expect(
      csv(
        ['a', 'b'],
        [
          ['x, "y"', '=1+1'],
          [-2.5, null],
        ],
      ),
    ).toBe(
      // prettier-ignore
      'a,b\r\n"x, ""y""",\'=1+1\r\n-2.5,\r\n',
    );
  });
  it('has one row an attempt, and one a criterion and task', async () => {
    const planes = [{ name: 'L4-L5', discDeg: 5, tiltDeg: 3, offsetMm: 1, sacMm2: 90, trueSacMm2: 80 }];
    const attempt = planning(anAttempt(1), planes);
    const task = { kind: 'read', title: 'Read', percent: 50, critical: true, sentence: '', answer: null };
    const outcome = { ...attempt.outcome, tasks: [task] };
    const owned = [{ trainee: { id: 'ada', name: 'Ada' }, attempt: { ...attempt, outcome } }];
    const lines = (text: string): string[] => text.trimEnd().split('\r\n');
    expect(lines(attemptsCsv(owned))).toHaveLength(2);
    const rows = lines(criteriaCsv(owned));
    expect(rows).toHaveLength(1 + 4 + 1);
    expect(rows[2]).toContain('L4-L5,sagittalTilt,Sagittal tilt,°,3,pass,1,pass,0');
    const widths = rows.map((row) => row.split(',').length);
    expect(new Set(widths).size).toBe(1);
  });
});
