import type { ExportSigner } from '../exercise';
import { IsocenterError } from '../geometry';
import type { SettingsStore } from './engines';

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' } as const;
const KEY_NAME = 'signing-key';

const isKeyPair = (value: unknown): value is CryptoKeyPair =>
  typeof value === 'object' &&
  value !== null &&
  'privateKey' in value &&
  'publicKey' in value &&
  value.privateKey instanceof CryptoKey &&
  value.publicKey instanceof CryptoKey;

/**
 * The key that this browser signs exports with, made once. Its private half cannot be taken out of the browser, not even by this
 * program.
 * @throws IsocenterError `signing-unavailable` where the page is not served over https or from this machine
 */
export async function machineSigner(settings: SettingsStore): Promise<ExportSigner> {
  // Absent on pages of plain http.
  const subtle = (globalThis.crypto as Crypto | undefined)?.subtle as SubtleCrypto | undefined;
  if (!subtle) {
    throw new IsocenterError(
      'signing-unavailable',
      'Exports cannot be signed: this browser gives no keys to pages that are not served over https.',
      'Export without a signature, or open Isocenter from this machine or over https.',
    );
  }
  const kept = await settings.read(KEY_NAME);
  const pair = isKeyPair(kept) ? kept : await firstKey(settings, subtle);
  const { x = '', y = '' } = await subtle.exportKey('jwk', pair.publicKey);
  return {
    publicKey: { kty: 'EC', crv: 'P-256', x, y },
    sign: async (bytes) => new Uint8Array(await subtle.sign(SIGNATURE, pair.privateKey, bytes)),
  };
}

/** Two tabs that make one at the same time end with the same: the first one kept. */
async function firstKey(settings: SettingsStore, subtle: SubtleCrypto): Promise<CryptoKeyPair> {
  const made = await subtle.generateKey(CURVE, false, ['sign', 'verify']);
  return settings.update(KEY_NAME, (before) => (isKeyPair(before) ? before : made));
}
