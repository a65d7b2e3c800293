/**
 * JSON with sorted keys and no spaces: equal values give equal text, in whatever order their keys were written.
 * What JSON leaves out (`undefined`) is left out here too. Source: RFC 8785, JSON Canonicalization Scheme, whose numbers
 * and strings are those of `JSON.stringify` and whose keys are in the order of their UTF-16 code units.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item: unknown) => canonicalJson(item)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(',')}}`;
}
