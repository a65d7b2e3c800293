import type { Agent } from '@xapi/xapi';
import { z } from 'zod';
import type { RecordStoreSettings } from '../../app';
import { IsocenterError } from '../../geometry';
import type { RecordStoreAccess } from './post';

export const settingsSchema: z.ZodType<RecordStoreSettings> = z.strictObject({
  endpoint: z.string(),
  key: z.string(),
  secret: z.string(),
  withName: z.boolean(),
});

/** A password must not travel open; a store on this machine is as safe as the machine. */
const isSafe = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname));

/** @throws IsocenterError `lrs-settings` */
function endpointOf(address: string): string {
  if (!URL.canParse(address) || !isSafe(new URL(address))) {
    throw new IsocenterError(
      'lrs-settings',
      `"${address}" is not the address of a record store: it has to begin with https://.`,
      'Ask whoever runs the record store for the address of its xAPI endpoint.',
    );
  }
  return address.endsWith('/') ? address : `${address}/`;
}

/** Basic authentication in UTF-8, as a header's value. */
function basic(key: string, secret: string): string {
  const bytes = new TextEncoder().encode(`${key}:${secret}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}

/** @throws IsocenterError `lrs-settings` */
export const accessOf = ({ endpoint, key, secret }: RecordStoreSettings): RecordStoreAccess => ({
  endpoint: endpointOf(endpoint),
  authorization: basic(key, secret),
});

/** What a learning system puts into the address of a page that it starts (the "Rustici" launch of xAPI). */
export interface XapiLaunch {
  readonly access: RecordStoreAccess;
  readonly actor: Agent | null;
  readonly registration: string | null;
}

const iri = z.string().regex(/^[a-z][a-z0-9+.-]*:\S+$/i);
const agentSchema = z.union([
  z.object({ name: z.string().optional(), account: z.object({ homePage: iri, name: z.string().min(1) }) }),
  z.object({ name: z.string().optional(), mbox: z.string().regex(/^mailto:\S+@\S+$/) }),
  z.object({ name: z.string().optional(), mbox_sha1sum: z.string().regex(/^[0-9a-f]{40}$/i) }),
  z.object({ name: z.string().optional(), openid: iri }),
]);

const PARAMETERS = ['endpoint', 'auth', 'actor', 'registration', 'activity_id', 'activity_platform'];

function actorOf(text: string | null): Agent | null {
  try {
    const agent = agentSchema.safeParse(JSON.parse(text ?? ''));
    return agent.success ? ({ objectType: 'Agent', ...agent.data } as Agent) : null;
  } catch {
    return null;
  }
}

/**
 * The launch in an address; null where there is none.
 * @throws IsocenterError `lrs-settings`
 */
export function xapiLaunch(address: string): XapiLaunch | null {
  const { searchParams } = new URL(address);
  const endpoint = searchParams.get('endpoint');
  const authorization = searchParams.get('auth');
  if (!endpoint || !authorization) return null;
  const registration = searchParams.get('registration');
  return {
    access: { endpoint: endpointOf(endpoint), authorization },
    actor: actorOf(searchParams.get('actor')),
    registration: z.uuid().safeParse(registration).success ? registration : null,
  };
}

/** The address without the launch: a password is no thing for a history or a bookmark. */
export function withoutLaunch(address: string): string {
  const url = new URL(address);
  for (const name of PARAMETERS) url.searchParams.delete(name);
  return url.href;
}
