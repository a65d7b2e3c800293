import { msg, str } from '@lit/localize';
import { isIsocenterError } from '../geometry';
import { assertRunnable, legalAlternatives, type Alternative } from '../scanner';
import { isShownAlike, withUnit, type CardField, type FieldValue } from './cardField';
import { groupFields } from './groupFields';
import { isSplit, slicesOf, type SeriesRequest } from './exam';
import { plainNumber, said } from './language';
import { SEQUENCE_FIELDS } from './sequenceFields';

/*
 * What is typed on the card, before it is part of the plan. The scanner's limits judge it; what they refuse stays typed and is
 * explained, together with whatever is typed next, until it can be run, is changed, or is taken back.
 */

/** Values typed and not part of the plan yet, by their field's key, in the order in which they were typed. `NaN`: an emptied field. */
export type Typed = ReadonlyMap<string, FieldValue>;

/** Everything the card edits of a request. */
export const cardFields = ({ group }: SeriesRequest): readonly CardField[] => [
  ...groupFields(group.kind),
  ...SEQUENCE_FIELDS,
];

/** Why the scanner cannot run a request, and ways on that it can run. */
export interface Refused {
  readonly message: string;
  readonly ways: readonly Alternative[];
}

const waysOf = (request: SeriesRequest): readonly Alternative[] =>
  legalAlternatives(request.group, request.sequence, request.saturationBands, request.companions);

/** Null when the scanner can run it. */
export function refusalOf(request: SeriesRequest): (Refused & { readonly code: string }) | null {
  const { group, sequence, saturationBands, companions } = request;
  try {
    assertRunnable(group, sequence, saturationBands, companions);
    return null;
  } catch (error) {
    if (!isIsocenterError(error)) throw error;
    return { code: error.code, message: error.message, ways: waysOf(request) };
  }
}

/** What there is to say of slices that take more runs than were asked for; null when there is nothing. */
export function splitOf(request: SeriesRequest): Refused | null {
  if (!isSplit(request)) return null;
  const tr = `${plainNumber(Number(request.sequence.repetitionTimeMs.toFixed(1)))} ms`;
  const slices = slicesOf(request);
  return {
    message:
      request.saturationBands > 0
        ? msg(str`A TR of ${tr} does not hold ${slices} slices with its saturation band.`)
        : msg(str`A TR of ${tr} does not hold ${slices} slices.`),
    ways: waysOf(request),
  };
}

/** The request with a way on taken; bands go with it where the way takes them. */
export const taking = (request: SeriesRequest, way: Alternative): SeriesRequest => ({
  ...request,
  group: { ...request.group, ...way.group },
  sequence: way.sequence,
  saturationBands: way.saturationBands,
});

/** Where only the echo's place is wrong after another value changed, the echo follows. */
const ECHO_FOLLOWS = ['echo-time-between-echoes', 'echo-time-not-central'];

/** Whether nothing but the echo time differs. */
function isEchoOnly({ group, sequence }: SeriesRequest, way: Alternative): boolean {
  const before: Record<string, unknown> = { ...group, ...sequence };
  const after: [string, unknown][] = Object.entries({ ...way.group, ...way.sequence });
  return after.every(([key, value]) => key === 'echoTimeMs' || before[key] === value);
}

export interface Judged {
  /** As typed, with an echo time that follows. */
  readonly request: SeriesRequest;
  readonly refused: Refused | null;
}

/** What is typed, put into a request and judged. */
export function judge(present: SeriesRequest, typed: Typed): Judged {
  const fields = cardFields(present);
  let request = present;
  for (const [key, value] of typed) {
    const field = fields.find((candidate) => candidate.key === key);
    if (!field) continue;
    if (typeof value === 'number' && !Number.isFinite(value))
      return {
        request: present,
        refused: { message: msg(str`${said(field.label)} needs a number.`), ways: [] },
      };
    request = field.set(request, value);
  }
  const refused = refusalOf(request);
  if (!refused) return { request, refused };
  const follow =
    ECHO_FOLLOWS.includes(refused.code) && !typed.has('echoTimeMs')
      ? refused.ways.find((way) => isEchoOnly(request, way))
      : undefined;
  return follow ? { request: taking(request, follow), refused: null } : { request, refused };
}

/** With a value typed into a field; one that is the plan's own is not kept. */
export function typing(typed: Typed, present: SeriesRequest, field: CardField, value: FieldValue): Typed {
  const rest = [...typed].filter(([key]) => key !== field.key);
  if (isShownAlike(field, field.get(present), value)) return new Map(rest);
  return new Map([...rest, [field.key, value]]);
}

/** What differs between two requests, in words: `TR 3000 ms, TE 99 ms`. */
export function changeWords(before: SeriesRequest, after: SeriesRequest): string {
  const changed = cardFields(before).filter(
    (field) => !isShownAlike(field, field.get(before), field.get(after)),
  );
  const words = changed.map((field) => `${field.label} ${withUnit(field, after, field.get(after))}`);
  if (after.saturationBands < before.saturationBands) words.push('no saturation bands');
  return words.join(', ');
}

/** The values the plan keeps when what is typed is taken back: `550 ms`, or nothing for several. */
export function keptWords(present: SeriesRequest, typed: Typed): string {
  const fields = cardFields(present).filter(({ key }) => typed.has(key));
  const [only] = fields;
  return fields.length === 1 && only
    ? msg(str`Keep ${withUnit(only, present, only.get(present))}`)
    : msg('Keep the old values');
}
