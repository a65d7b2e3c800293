import type { QueuedStatement } from './statements';

/** Where statements go. */
export interface RecordStoreAccess {
  /** Ends in a slash. */
  readonly endpoint: string;
  /** Value of the header. */
  readonly authorization: string;
}

/** What became of a request: taken; to be tried again; nothing will be taken until the access is mended; not these statements. */
export type PostResult =
  | { readonly kind: 'taken' }
  | { readonly kind: 'again'; readonly reason: string; readonly afterMs: number | null }
  | { readonly kind: 'no-access'; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string };

const VERSION = '1.0.3';
const PATIENCE_MS = 30_000;

/** Address and password are wrong for every statement alike: none of them is to blame. */
const NO_ACCESS: Readonly<Record<number, string>> = {
  401: 'The record store does not accept the user and password (401).',
  403: 'The record store does not allow this user to write (403).',
  404: 'There is no record store at this address (404).',
};

/** Time to wait by `Retry-After`: seconds or a date; null where it says neither. */
function retryAfterMs(value: string | null, nowMs: number): number | null {
  if (value === null || value === '') return null;
  const seconds = Number(value);
  if (seconds >= 0) return seconds * 1000;
  const until = Date.parse(value) - nowMs;
  return Number.isNaN(until) ? null : Math.max(0, until);
}

/** What a store says of a refusal, cut to a line. */
async function explanation(response: Response): Promise<string> {
  const text = (await response.text().catch(() => '')).replace(/\s+/g, ' ').trim();
  return text ? `${response.status}: ${text.slice(0, 200)}` : String(response.status);
}

/** Sends statements in one request. */
export async function postStatements(
  { endpoint, authorization }: RecordStoreAccess,
  statements: readonly QueuedStatement[],
  { fetch, nowMs }: { readonly fetch: typeof globalThis.fetch; readonly nowMs: number },
): Promise<PostResult> {
  let response: Response;
  try {
    response = await fetch(`${endpoint}statements`, {
      method: 'POST',
      headers: {
        Authorization: authorization,
        'Content-Type': 'application/json',
        'X-Experience-API-Version': VERSION,
      },
      body: JSON.stringify(statements),
      // Who is asked is decided here, not by an address that the store sends on to.
      redirect: 'error',
      credentials: 'omit',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch {
    return { kind: 'again', reason: 'The record store cannot be reached.', afterMs: null };
  }
  const { status, ok } = response;
  if (ok) return { kind: 'taken' };
  const noAccess = NO_ACCESS[status];
  if (noAccess !== undefined) return { kind: 'no-access', reason: noAccess };
  if (status >= 500 || status === 408 || status === 429) {
    const afterMs = retryAfterMs(response.headers.get('Retry-After'), nowMs);
    return { kind: 'again', reason: `The record store is busy (${status}).`, afterMs };
  }
  return { kind: 'refused', reason: await explanation(response) };
}
