import { webcrypto } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { digestOf } from './digest';
import { linksOf, sealAttempt } from './eventChain';
import {
  keyName,
  signedExportToJson,
  signExport,
  verifyExport,
  webCryptoVerifier,
  type ExportSigner,
  type SignedExport,
} from './signedExport';
import { fakeAttempt } from './testing';

// Types of Node's WebCrypto and of the DOM's differ in name alone.
const subtle = webcrypto.subtle as unknown as SubtleCrypto;
const verify = webCryptoVerifier(subtle);

async function newSigner(): Promise<ExportSigner> {
  const curve = { name: 'ECDSA', namedCurve: 'P-256' };
  const { publicKey, privateKey } = await subtle.generateKey(curve, false, ['sign', 'verify']);
  const { x = '', y = '' } = await subtle.exportKey('jwk', publicKey);
  return {
    publicKey: { kty: 'EC', crv: 'P-256', x, y },
    sign: async (bytes) =>
      new Uint8Array(await subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, bytes)),
  };
}

const scenario = digestOf('scenario');
const plain = fakeAttempt({ events: [{ at: '2026-01-02T03:00:00.000Z', what: 'opened' }] });
const attempt = sealAttempt(plain, scenario, linksOf({ ...plain, scenario, trainee: null }, plain.events));

let signer: ExportSigner;
let file: SignedExport;
beforeAll(async () => {
  signer = await newSigner();
  file = await signExport([attempt], signer, '2026-01-03T00:00:00.000Z');
});

const reread = (): SignedExport => JSON.parse(signedExportToJson(file)) as SignedExport;

describe('a signed export', () => {
  it('verifies after a journey as a file, in whatever order its keys come', async () => {
    const verified = await verifyExport(reread(), verify);
    expect(verified).toMatchObject({ isSigned: true, damaged: [], key: keyName(signer.publicKey) });
    expect(verified.attempts).toEqual([{ attempt, chain: { status: 'intact' } }]);
    const reversed = Object.fromEntries(Object.entries(reread()).reverse());
    expect((await verifyExport(reversed, verify)).isSigned).toBe(true);
  });

  it('shows a mark that was changed, and that its chain broke too', async () => {
    const forged = { ...attempt, outcome: { ...attempt.outcome, mark: 100 } };
    const verified = await verifyExport({ ...reread(), attempts: [forged] }, verify);
    expect(verified.isSigned).toBe(false);
    expect(verified.attempts[0]?.chain.status).toBe('broken');
  });

  it('does not take another key or another signature for its own', async () => {
    const other = await newSigner();
    const { signature } = await signExport([attempt], other, '2026-01-03T00:00:00.000Z');
    for (const change of [{ publicKey: other.publicKey }, { signature }, { signature: 'AA' }])
      expect((await verifyExport({ ...reread(), ...change }, verify)).isSigned).toBe(false);
  });

  it('tells machines apart by the name of their key', async () => {
    expect(keyName(signer.publicKey)).toMatch(/^([0-9a-f]{4} ){3}[0-9a-f]{4}$/);
    expect(keyName(signer.publicKey)).not.toBe(keyName((await newSigner()).publicKey));
  });

  it('sets a damaged attempt aside', async () => {
    const verified = await verifyExport({ ...reread(), attempts: [attempt, { id: 'x' }] }, verify);
    expect(verified.attempts).toHaveLength(1);
    expect(verified.damaged).toHaveLength(1);
  });

  it.each([
    [null, /file/],
    [{ format: 'isocenter-export' }, /schemaVersion/],
    [[], /file/],
  ])('is told from any other file: %j', async (json, words) => {
    await expect(verifyExport(json, verify)).rejects.toThrow(words);
  });
});
