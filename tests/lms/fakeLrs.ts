import { createServer, type IncomingMessage, type Server } from 'node:http';
import { z } from 'zod';

// The rules of xAPI 1.0.3 (part two, sections 2.2 to 4) as far as the page's statements touch them. Unknown properties and nulls
// are refused, as a store has to.

const iri = z.string().regex(/^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]+$/i, 'no IRI');
const languageMap = z.record(z.string().regex(/^[a-z]{2,3}(-[A-Z]{2})?$/), z.string());
const extensions = z.record(iri, z.unknown());
const uuid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
const mailbox = z.string().regex(/^mailto:\S+@\S+$/);

const agent = z
  .strictObject({
    objectType: z.literal('Agent').optional(),
    name: z.string().optional(),
    account: z.strictObject({ homePage: iri, name: z.string() }).optional(),
    mbox: mailbox.optional(),
  })
  .refine(({ account, mbox }) => (account === undefined) !== (mbox === undefined), 'one identifier, no more');

const activity = z.strictObject({
  objectType: z.literal('Activity').optional(),
  id: iri,
  definition: z.strictObject({ name: languageMap, type: iri }).optional(),
});

const score = z
  .strictObject({
    scaled: z.number().min(-1).max(1),
    ...{ raw: z.number().optional(), min: z.number().optional(), max: z.number().optional() },
  })
  .refine(({ raw = 0, min = -Infinity, max = Infinity }) => raw >= min && raw <= max, 'raw out of range');

const activities = z.array(activity).min(1).optional();

const statement = z.strictObject({
  id: uuid,
  actor: agent,
  verb: z.strictObject({ id: iri, display: languageMap }),
  object: activity,
  result: z
    .strictObject({
      score: score.optional(),
      success: z.boolean().optional(),
      completion: z.boolean().optional(),
      response: z.string().optional(),
      duration: z
        .string()
        .regex(/^PT(\d+H)?(\d+M)?(\d+(\.\d{1,2})?S)?$/)
        .optional(),
      extensions: extensions.optional(),
    })
    .optional(),
  context: z.strictObject({
    registration: uuid,
    platform: z.string(),
    language: z.string(),
    contextActivities: z.strictObject({
      ...{ category: activities, parent: activities, grouping: activities, other: activities },
    }),
    extensions: extensions.optional(),
  }),
  timestamp: z.iso.datetime({ offset: true }),
});
export type StoredStatement = z.infer<typeof statement>;

/** What the store does with a request: keep it; keep it and lose the answer; break off; or answer with a status. */
export type Turn = 'keep' | 'keep-and-break' | 'break' | { status: number; retryAfter?: string };

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

const sameStatement = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** A learning record store of one user: it checks, keeps each statement once, and has its moods. */
export class FakeLrs {
  static readonly AUTHORIZATION = `Basic ${Buffer.from('key:secret').toString('base64')}`;
  readonly statements: StoredStatement[] = [];
  /** What was wrong with requests. */
  readonly faults: string[] = [];
  /** Number of requests, refused ones too. */
  requests = 0;
  /** Of the requests to come; `keep` when it is empty. */
  turns: Turn[] = [];
  /** Refuses statements on this activity, as a store with rules of its own. */
  refuses: string | null = null;
  #server: Server | null = null;

  async start(): Promise<this> {
    this.#server = createServer((request, response) => {
      void this.#handle(request).then((answer) => {
        if (answer === 'break') return request.socket.destroy();
        const { status, body = '', retryAfter } = answer;
        response.writeHead(status, retryAfter ? { 'Retry-After': retryAfter } : {}).end(body);
      });
    });
    await new Promise<void>((resolve) => this.#server?.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get endpoint(): string {
    const address = this.#server?.address();
    if (!address || typeof address === 'string') throw new Error('the store has no port');
    return `http://127.0.0.1:${address.port}/xapi/`;
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve) ?? resolve(null));
  }

  async #handle(
    request: IncomingMessage,
  ): Promise<'break' | { status: number; body?: string; retryAfter?: string | undefined }> {
    this.requests++;
    const body = await bodyOf(request);
    if (request.url !== '/xapi/statements' || request.method !== 'POST') return { status: 404 };
    if (request.headers.authorization !== FakeLrs.AUTHORIZATION) return { status: 401 };
    const fault = this.#faultOf(request, body);
    if (fault !== null) return { status: 400, body: fault };
    const turn = this.turns.shift() ?? 'keep';
    if (turn === 'break') return 'break';
    if (typeof turn === 'object') return { status: turn.status, retryAfter: turn.retryAfter };
    const sent = z.array(statement).parse(JSON.parse(body));
    for (const one of sent) {
      const known = this.statements.find(({ id }) => id === one.id);
      if (known && !sameStatement(known, one)) return { status: 409, body: 'another statement has this id' };
      if (!known) this.statements.push(one);
    }
    return turn === 'keep' ? { status: 200, body: JSON.stringify(sent.map(({ id }) => id)) } : 'break';
  }

  #faultOf({ headers }: IncomingMessage, body: string): string | null {
    const faults: string[] = [];
    if (!/^1\.0\.[0-3]$/.test(String(headers['x-experience-api-version']))) faults.push('no version');
    if (headers['content-type'] !== 'application/json') faults.push('no JSON');
    const read = z.array(statement).min(1).safeParse(JSON.parse(body));
    faults.push(...(read.error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`));
    this.faults.push(...faults);
    if (faults.length > 0) return faults.join('; ');
    const refused = this.refuses !== null && body.includes(`${this.refuses}"`);
    return refused ? `statements on ${this.refuses} are not welcome` : null;
  }
}
