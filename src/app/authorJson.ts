/** A parsed JSON value. Drafts are edited as JSON, so that what the format does not know is kept too. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}
export type Path = readonly (string | number)[];

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

/** Path as text: `tasks.2.step`. */
export const pathText = (path: Path): string => path.join('.');

export const samePath = (a: Path, b: Path): boolean => pathText(a) === pathText(b);

export const startsWith = (path: Path, start: Path): boolean =>
  start.length <= path.length && start.every((key, i) => path[i] === key);

const child = (value: Json | undefined, key: string | number): Json | undefined => {
  if (isList(value)) return value[Number(key)];
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
};

/** What stands at a path; undefined where nothing does. */
export const getAt = (json: Json, path: Path): Json | undefined =>
  path.reduce<Json | undefined>((value, key) => child(value, key), json);

/** A copy with a value at a path; objects and lists on the way are made where there are none. */
export function setAt(json: Json | undefined, path: Path, value: Json): Json {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const next = setAt(child(json, key), rest, value);
  if (isList(json))
    return json.map((item, i) => (i === key ? next : item)).concat(key === json.length ? [next] : []);
  if (json === undefined && key === 0) return [next];
  return { ...(isObject(json) ? json : {}), [key]: next };
}

/** A copy without what stands at a path: of a list, later entries move up. */
export function removeAt(json: Json, path: Path): Json {
  const [key, ...rest] = path;
  if (key === undefined) return json;
  if (rest.length > 0) {
    const inner = child(json, key);
    return inner === undefined ? json : setAt(json, [key], removeAt(inner, rest));
  }
  if (isList(json)) return json.filter((_, i) => i !== key);
  if (!isObject(json)) return json;
  return Object.fromEntries(Object.entries(json).filter(([name]) => name !== String(key)));
}

/** A copy with an entry of a list moved by some places; as it is at the ends. */
export function moveAt(json: Json, path: Path, by: number): Json {
  const index = path.at(-1);
  const list = getAt(json, path.slice(0, -1));
  if (!isList(list) || typeof index !== 'number') return json;
  const entry = list[index];
  const to = index + by;
  if (entry === undefined || to < 0 || to >= list.length) return json;
  return setAt(json, path.slice(0, -1), list.toSpliced(index, 1).toSpliced(to, 0, entry));
}
