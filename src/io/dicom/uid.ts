const MASK = (1n << 128n) - 1n;
/** FNV-1a, 128 bit (http://www.isthe.com/chongo/tech/comp/fnv/). */
const OFFSET = 0x6c62272e07bb014262b821756295c58dn;
const PRIME = 0x0000000001000000000000000000013bn;

/**
 * A UID under the 2.25 root (PS3.5 annex B.2) derived from a text: the same text gives the same UID on every machine.
 * The 128 bits are shaped as a version 8 UUID (RFC 9562).
 */
export function uidFrom(text: string): string {
  let hash = OFFSET;
  for (const byte of new TextEncoder().encode(text)) hash = ((hash ^ BigInt(byte)) * PRIME) & MASK;
  const version = (hash & ~(0xfn << 76n)) | (8n << 76n);
  const variant = (version & ~(3n << 62n)) | (2n << 62n);
  return `2.25.${variant}`;
}
