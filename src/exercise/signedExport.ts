import { z } from 'zod';
import { IsocenterError } from '../geometry';
import { parseAttempts, type Attempt, type Quarantined } from './attempt';
import { canonicalJson } from './canonicalJson';
import { digestOf } from './digest';
import { verifyChain, type ChainVerdict } from './eventChain';

const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/, 'must be base64url');

/** Public half of a machine's key as a JSON Web Key. */
const publicKeySchema = z.strictObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: base64url,
  y: base64url,
});
export type PublicKey = z.infer<typeof publicKeySchema>;

/** Attempts as they leave a machine. The signature is over the canonical JSON of all the rest of the file. */
const signedExportSchema = z.strictObject({
  format: z.literal('isocenter-export'),
  schemaVersion: z.literal(1),
  exportedAt: z.iso.datetime(),
  /** As they were kept; read with `parseAttempts`. */
  attempts: z.array(z.unknown()).min(1).readonly(),
  algorithm: z.literal('ecdsa-p256-sha256'),
  publicKey: publicKeySchema,
  /** r and s, 64 bytes. */
  signature: base64url,
});
export type SignedExport = z.infer<typeof signedExportSchema>;

/** A machine's key, whose private half never leaves the browser. */
export interface ExportSigner {
  readonly publicKey: PublicKey;
  /** ECDSA with SHA-256, r and s as 64 bytes. */
  sign(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array>;
}

export type ExportVerifier = (
  publicKey: PublicKey,
  bytes: Uint8Array<ArrayBuffer>,
  signature: Uint8Array<ArrayBuffer>,
) => Promise<boolean>;

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** Checks signatures with a browser's or Node's own WebCrypto. */
export const webCryptoVerifier =
  (subtle: SubtleCrypto): ExportVerifier =>
  async (publicKey, bytes, signature) => {
    const key = await subtle.importKey('jwk', publicKey, ECDSA, false, ['verify']);
    return subtle.verify(ECDSA, key, signature, bytes);
  };

const signedBytes = ({ signature: _, ...rest }: Omit<SignedExport, 'signature'> & { signature?: string }) =>
  new TextEncoder().encode(canonicalJson(rest));

/** @param exportedAt ISO 8601 */
export async function signExport(
  attempts: readonly Attempt[],
  signer: ExportSigner,
  exportedAt: string,
): Promise<SignedExport> {
  const file = {
    format: 'isocenter-export',
    schemaVersion: 1,
    exportedAt,
    attempts,
    algorithm: 'ecdsa-p256-sha256',
    publicKey: signer.publicKey,
  } as const;
  return { ...file, signature: toBase64url(await signer.sign(signedBytes(file))) };
}

/** The file a trainee hands in. */
export const signedExportToJson = (file: SignedExport): string => `${JSON.stringify(file, null, 2)}\n`;

/** Short name of a machine's key: exports with the same one come from the same browser. Source: RFC 7638, shortened. */
export const keyName = ({ crv, kty, x, y }: PublicKey): string =>
  (digestOf({ crv, kty, x, y }).slice(0, 16).match(/.{4}/g) ?? []).join(' ');

/** An attempt out of an export, with what its log says of itself. */
export interface VerifiedAttempt {
  readonly attempt: Attempt;
  readonly chain: ChainVerdict;
}

export interface VerifiedExport {
  /** Whether the file is byte for byte what the key's machine wrote. */
  readonly isSigned: boolean;
  readonly key: string;
  readonly exportedAt: string;
  readonly attempts: readonly VerifiedAttempt[];
  readonly damaged: readonly Quarantined[];
}

/**
 * Reads an export and says what of it can be trusted. A wrong signature is no error: what the file says is still shown, as such.
 * @throws IsocenterError `export-invalid` where it is no export at all
 */
export async function verifyExport(json: unknown, verify: ExportVerifier): Promise<VerifiedExport> {
  const result = signedExportSchema.safeParse(json);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw new IsocenterError(
      'export-invalid',
      `This is no export of attempts: ${issue?.path.join('.') || 'file'}: ${issue?.message ?? 'damaged'}.`,
      'Choose the file that was made with “Export, signed”.',
    );
  }
  const file = result.data;
  const { attempts, damaged } = parseAttempts(file.attempts);
  return {
    isSigned: await isGenuine(file, verify),
    key: keyName(file.publicKey),
    exportedAt: file.exportedAt,
    attempts: attempts.map((attempt) => ({ attempt, chain: verifyChain(attempt) })),
    damaged,
  };
}

/** A key or signature that cannot even be read is none. */
async function isGenuine(file: SignedExport, verify: ExportVerifier): Promise<boolean> {
  try {
    return await verify(file.publicKey, signedBytes(file), fromBase64url(file.signature));
  } catch {
    return false;
  }
}

const toBase64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');

const fromBase64url = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
