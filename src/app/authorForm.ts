import { CRITERION_LABELS, STANDARD_RUBRIC } from '../scoring';
import { discsOf } from '../patient';
import { choicesHere, levelCount, type AuthorLibrary, type Choice } from './authorChoices';
import { getAt, isList, isObject, startsWith, type Json, type JsonObject, type Path } from './authorJson';
import {
  branchesOf,
  branchFor,
  childNode,
  choicesOf,
  isRequired,
  SCENARIO_NODE,
  type SchemaNode,
} from './authorSchema';
import type { Addition, Branch, FieldNode, FormNode, OddNode } from './authorNodes';
import { templateOf } from './authorTemplate';
import { valueWords, wordsFor } from './authorWords';

/*
 * A form for a scenario, made from the format itself: every key of the format has a field, every key that the format does not
 * have shows as one that can be taken out, and what is of another kind than it should be shows as it is. So each fault has a place.
 */

interface Making {
  readonly json: Json;
  readonly library: AuthorLibrary;
}

/** Objects of which only the keys that are set are shown, each taken from a list of names. */
const isPicked = (path: Path): boolean =>
  (path[0] === 'tasks' && path[2] === 'expect' && path.length === 3) ||
  (path[0] === 'traps' && path[2] === 'settings' && path.length === 3);

/** Of the values of a sequence that can be set. */
const settingsNode = (): SchemaNode => {
  const trap = SCENARIO_NODE.properties?.['traps']?.items ?? {};
  const preset = branchesOf(trap).find(({ properties }) => properties?.['settings']);
  return preset?.properties?.['settings'] ?? {};
};

/** Criteria of the base rubric by kind of group, with the weights they have there. */
function baseWeights(kind: string): readonly { readonly name: string; readonly weight: number }[] {
  const { sagittal, coronal, axial, exam } = STANDARD_RUBRIC;
  const criteria: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    sagittal,
    coronal,
    axial,
    exam,
  };
  return Object.entries(criteria[kind] ?? {}).flatMap(([name, criterion]) =>
    typeof criterion === 'object' &&
    criterion !== null &&
    'weight' in criterion &&
    typeof criterion.weight === 'number'
      ? [{ name, weight: criterion.weight }]
      : [],
  );
}

const criterionLabel = (name: string): string =>
  Object.entries(CRITERION_LABELS).find(([key]) => key === name)?.[1] ?? name;

/** The key of a union's branch that the others do not have, and what choosing it means. */
const BRANCH_WORDS: Readonly<Record<string, string>> = {
  phantom: 'A phantom of the program',
  definition: 'A phantom of the scenario’s own',
  population: 'A draw from a population',
  volume: 'The trainee’s own volume',
  is: 'exactly',
  min: 'from … to',
};
const branchKey = ({ properties = {} }: SchemaNode): string => Object.keys(properties)[0] ?? '';

/** The form of what stands at a path. */
export function buildNode(making: Making, path: Path, node: SchemaNode, required = true): FormNode {
  const value = getAt(making.json, path);
  if (isPicked(path)) return pickedNode(making, path, node, value);
  if (node.type === 'array' && !node.prefixItems) return listNode(making, path, node, value, required);
  const isScalar =
    choicesOf(node) !== null || !['object', 'array'].includes(branchFor(node, value).type ?? '');
  if (isScalar)
    return isObject(value) || isList(value)
      ? odd(path, value, templateOf(node, path, making.json))
      : field(making, path, node, required);
  return groupNode(making, path, node, value, required);
}

function odd(path: Path, value: Json | undefined, replacement?: Json): OddNode {
  return {
    node: 'odd',
    path,
    ...wordsOf(path),
    value,
    isUnknown: false,
    ...(replacement !== undefined && { replacement }),
  };
}

const unknownKey = (path: Path, value: Json | undefined): OddNode => ({
  ...{ node: 'odd', path, value, isUnknown: true },
  label: String(path.at(-1)),
});

const wordsOf = (path: Path, holder?: Json): Pick<FormNode, 'label' | 'help'> => {
  const { label, help } = wordsFor(path, holder);
  return { label, ...(help !== undefined && { help }) };
};

function field({ json, library }: Making, path: Path, node: SchemaNode, required: boolean): FieldNode {
  const words = wordsFor(path, getAt(json, path.slice(0, -1)));
  const value = getAt(json, path);
  const choices = choicesHere(path, json, library) ?? valuesOf(node, path);
  const { minimum, maximum, exclusiveMinimum } = node;
  const isNumber = node.type === 'number' || node.type === 'integer';
  return {
    ...{
      node: 'field',
      path,
      label: words.label,
      value,
      isRequired: required,
      isSlider: words.slider === true,
    },
    control: choices
      ? 'choice'
      : isNumber
        ? 'number'
        : node.type === 'boolean'
          ? 'switch'
          : words.long
            ? 'long'
            : 'text',
    ...(words.help !== undefined && { help: words.help }),
    ...(words.unit !== undefined && { unit: words.unit }),
    ...(choices && { choices }),
    ...(minimum !== undefined && { min: minimum }),
    ...(exclusiveMinimum !== undefined && { above: exclusiveMinimum }),
    ...(maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER && { max: maximum }),
    ...(isNumber && { step: words.step ?? (node.type === 'integer' ? 1 : 0.1) }),
    ...(path[0] === 'module' && { suggestions: library.modules }),
  };
}

const valuesOf = (node: SchemaNode, path: Path): Choice[] | null =>
  choicesOf(node)?.map((value) => ({ value, label: valueWords(path, value) })) ?? null;

function groupNode(
  making: Making,
  path: Path,
  union: SchemaNode,
  value: Json | undefined,
  required: boolean,
): FormNode {
  const node = branchesOf(union).length > 0 ? branchFor(union, value) : union;
  const isKnownKind = !isObject(value) || value['kind'] === undefined || !node.properties?.['kind']?.enum;
  const needsKeys = (node.required ?? []).length > 0 || node.prefixItems !== undefined;
  if (value === undefined && !required && needsKeys)
    return { node: 'absent', path, ...wordsOf(path), template: templateOf(node, path, making.json) };
  const isRight = node.prefixItems ? isList(value) : isObject(value);
  if (value === undefined ? required && needsKeys : !isRight)
    return odd(path, value, templateOf(node, path, making.json));
  const kind = node.properties?.['kind']?.const;
  if (kind !== undefined && (!isKnownKind || (isObject(value) && value['kind'] !== kind)))
    return odd(path, value);
  return {
    ...{
      node: 'group',
      path,
      ...wordsOf(path),
      children: childrenOf(making, path, node, value),
      isOptional: !required,
    },
    ...(kind !== undefined && { title: valueWords([...path, 'kind'], kind) }),
    ...(kind === undefined &&
      branchesOf(union).length > 1 && { branches: branchesFor(making, union, node, path) }),
  };
}

const branchesFor = ({ json }: Making, union: SchemaNode, chosen: SchemaNode, path: Path): Branch[] =>
  branchesOf(union).map((branch) => ({
    key: branchKey(branch),
    label: BRANCH_WORDS[branchKey(branch)] ?? branchKey(branch),
    isChosen: branch === chosen,
    template: templateOf(branch, path, json),
  }));

function childrenOf(making: Making, path: Path, node: SchemaNode, value: Json | undefined): FormNode[] {
  if (node.prefixItems) return node.prefixItems.map((item, i) => buildNode(making, [...path, i], item));
  const own: JsonObject = isObject(value) ? value : {};
  const known = namesOf(making, path, node);
  const children = known.flatMap((name): FormNode[] => {
    const child = childNode(node, name);
    // A constant that is as it has to be says nothing.
    if (!child || (child.const !== undefined && own[name] === child.const && isRequired(node, name)))
      return [];
    if (path.at(-2) === 'criteria' && path[0] === 'rubric')
      return [criterionField(making, [...path, name], child)];
    return [buildNode(making, [...path, name], child, isRequired(node, name))];
  });
  const unknown = Object.keys(own).filter((name) => !known.includes(name));
  return [...children, ...unknown.map((name) => unknownKey([...path, name], own[name]))];
}

/** The keys that an object can have: the format's own, or what patient and rubric have. */
function namesOf({ json }: Making, path: Path, node: SchemaNode): string[] {
  if (node.properties) return Object.keys(node.properties);
  if (path.at(-1) === 'discs') return [...discsOf(levelCount(json))];
  return baseWeights(String(path.at(-1))).map(({ name }) => name);
}

function criterionField(making: Making, path: Path, node: SchemaNode): FieldNode {
  const [kind = '', name = ''] = path.slice(-2).map(String);
  const base = baseWeights(kind).find((criterion) => criterion.name === name);
  return {
    ...field(making, path, node, false),
    label: criterionLabel(name),
    step: 1,
    ...(base && { beside: `base ${base.weight}`, fallback: base.weight }),
  };
}

function listNode(
  making: Making,
  path: Path,
  node: SchemaNode,
  value: Json | undefined,
  required: boolean,
): FormNode {
  if (value === undefined ? required : !isList(value))
    return odd(path, value, templateOf(node, path, making.json));
  const entries = isList(value) ? value : [];
  const item = node.items ?? {};
  const choices = choicesHere(path, making.json, making.library) ?? valuesOf(item, path);
  if (choices) return { node: 'checks', path, ...wordsOf(path), choices, values: entries };
  return {
    ...{ node: 'list', path, ...wordsOf(path), isOrdered: true },
    items: entries.map((_, i) => buildNode(making, [...path, i], item)),
    additions: additionsOf(making, item, [...path, entries.length]),
  };
}

/** What can be added to a list: one of each kind, or the one kind there is. */
function additionsOf({ json }: Making, item: SchemaNode, path: Path): Addition[] {
  const kinds = branchesOf(item).filter(({ properties }) => properties?.['kind']?.const !== undefined);
  if (kinds.length === 0) return [{ path, label: wordsFor(path).label, value: templateOf(item, path, json) }];
  return kinds.map((branch) => ({
    path,
    label: valueWords([...path, 'kind'], branch.properties?.['kind']?.const ?? null),
    value: templateOf(branch, path, json),
  }));
}

/** Values of a sequence, those that are set and the names of the others. */
function pickedNode(making: Making, path: Path, node: SchemaNode, value: Json | undefined): FormNode {
  if (value !== undefined && !isObject(value)) return odd(path, value, {});
  const own = value ?? {};
  const isExpectation = path.at(-1) === 'expect';
  const names = Object.keys(settingsNode().properties ?? {});
  const entry = (name: string): FormNode => {
    const at = [...path, name];
    const setting = settingsNode().properties?.[name];
    if (!setting) return unknownKey(at, own[name]);
    if (!isExpectation) return buildNode(making, at, setting, false);
    return expectation(making, at, childNode(node, name) ?? {}, setting);
  };
  return {
    ...{ node: 'list', path, ...wordsOf(path), isOrdered: false },
    items: Object.keys(own).map(entry),
    additions: names
      .filter((name) => !Object.hasOwn(own, name))
      .map((name) => ({
        path: [...path, name],
        label: wordsFor([name]).label,
        value: newEntry(name, isExpectation),
      })),
  };
}

function newEntry(name: string, isExpectation: boolean): Json {
  const setting = settingsNode().properties?.[name] ?? {};
  const usual = templateOf(setting, [name], {});
  if (!isExpectation) return usual;
  return typeof usual === 'number' ? { min: usual } : { is: usual };
}

/** What a value is expected to be: one of its own choices, or a number or a range of its own unit. */
function expectation(making: Making, path: Path, union: SchemaNode, setting: SchemaNode): FormNode {
  const form = buildNode(making, path, union, false);
  if (form.node !== 'group') return form;
  const words = wordsFor([String(path.at(-1))]);
  const children = form.children.map((child): FormNode => {
    if (child.node !== 'field') return child;
    if (child.path.at(-1) === 'is')
      return { ...field(making, child.path, setting, true), label: 'Is', value: child.value };
    return child;
  });
  const inUnit = children.map((child) =>
    child.node === 'field' && words.unit !== undefined ? { ...child, unit: words.unit } : child,
  );
  return { ...form, label: words.label, children: inUnit };
}

/** The form of a whole draft, one node a key of the scenario. */
export function buildForm(json: Json, library: AuthorLibrary): FormNode[] {
  return childrenOf({ json, library }, [], SCENARIO_NODE, json);
}

/** Nodes below a node, and itself. */
export function* walk(node: FormNode): Generator<FormNode, void, undefined> {
  yield node;
  const below = node.node === 'group' ? node.children : node.node === 'list' ? node.items : [];
  for (const child of below) yield* walk(child);
}

/** The node that a fault at this path belongs to: the innermost that holds it. The form's first where none does. */
export function nodeFor(form: readonly FormNode[], at: Path): FormNode | null {
  let best: FormNode | null = null;
  for (const top of form)
    for (const node of walk(top))
      if (startsWith(at, node.path) && node.path.length >= (best?.path.length ?? 0)) best = node;
  return best ?? form[0] ?? null;
}
