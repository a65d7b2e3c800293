import { z } from 'zod';
import { scenarioSchema } from '../exercise';
import { getAt, isList, isObject, removeAt, type Json, type Path } from './authorJson';

/** What the editor needs of a JSON Schema. */
export interface SchemaNode {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | SchemaNode;
  readonly propertyNames?: SchemaNode;
  readonly items?: SchemaNode;
  readonly prefixItems?: readonly SchemaNode[];
  readonly minItems?: number;
  readonly enum?: readonly Json[];
  readonly const?: Json;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
}

/** The scenario format as the editor reads it: labels come from elsewhere, kinds and ranges from here alone. */
export const SCENARIO_NODE = /* @__PURE__ */ z.toJSONSchema(scenarioSchema, { io: 'input' }) as SchemaNode;

export const branchesOf = (node: SchemaNode): readonly SchemaNode[] => node.anyOf ?? node.oneOf ?? [];

/** The values of a choice; null where any value of a type goes. */
export function choicesOf(node: SchemaNode): readonly Json[] | null {
  if (node.enum) return node.enum;
  if (node.const !== undefined) return [node.const];
  const branches = branchesOf(node);
  if (branches.length === 0) return null;
  const each = branches.map(choicesOf);
  return each.every((values) => values !== null) ? each.flatMap((values) => values ?? []) : null;
}

/** How badly a value misses an object's schema: other constants weigh most, then keys it does not have or lacks. */
function misfit({ properties = {}, required = [] }: SchemaNode, value: Json | undefined): number {
  if (!isObject(value)) return required.length;
  const wrong = Object.entries(properties).filter(
    ([key, { const: fixed }]) => fixed !== undefined && value[key] !== fixed,
  ).length;
  const unknown = Object.keys(value).filter((key) => !Object.hasOwn(properties, key)).length;
  const missing = required.filter((key) => !Object.hasOwn(value, key)).length;
  return 10 * wrong + unknown + missing;
}

/** The branch of a union that a value is of, or comes closest to. */
export const branchFor = (node: SchemaNode, value: Json | undefined): SchemaNode =>
  [...branchesOf(node)].sort((a, b) => misfit(a, value) - misfit(b, value))[0] ?? node;

/** Of an object with keys of its own, of a list, of a tuple: what stands at a key. Undefined for unknown keys. */
export function childNode(node: SchemaNode, key: string | number): SchemaNode | undefined {
  if (typeof key === 'number') return node.prefixItems?.[key] ?? node.items;
  const own = node.properties?.[key];
  if (own) return own;
  const { additionalProperties: more, propertyNames: names } = node;
  if (typeof more !== 'object') return undefined;
  return !names?.enum || names.enum.includes(key) ? more : undefined;
}

/** The schema of what stands at a path of a value, unions resolved on the way; undefined for unknown keys. */
export function nodeAt(json: Json, path: Path, node: SchemaNode = SCENARIO_NODE): SchemaNode | undefined {
  let [here, value]: [SchemaNode | undefined, Json | undefined] = [node, json];
  for (const key of path) {
    if (!here) return undefined;
    if (choicesOf(here) === null && branchesOf(here).length > 0) here = branchFor(here, value);
    here = childNode(here, key);
    value = isList(value) ? value[Number(key)] : isObject(value) ? value[key] : undefined;
  }
  return here;
}

/** Whether an object of this schema needs the key. */
export const isRequired = (node: SchemaNode, key: string | number): boolean =>
  typeof key === 'number' || (node.required ?? []).includes(key);

/** A copy without what stands at a path, and without the objects that are empty thereby, unless the format asks for them. */
export function cleared(json: Json, path: Path): Json {
  const without = removeAt(json, path);
  const above = path.slice(0, -1);
  const key = above.at(-1);
  const holder = getAt(without, above);
  if (key === undefined || typeof key === 'number' || !isObject(holder) || Object.keys(holder).length > 0)
    return without;
  const around = nodeAt(without, above.slice(0, -1));
  const resolved =
    around && branchesOf(around).length > 0 ? branchFor(around, getAt(without, above.slice(0, -1))) : around;
  return !resolved || isRequired(resolved, key) ? without : cleared(without, above);
}
