import { usualHere } from './authorChoices';
import type { Json, JsonObject, Path } from './authorJson';
import { branchesOf, choicesOf, type SchemaNode } from './authorSchema';
import { wordsFor } from './authorWords';

/** What is typed first into a text that must not be empty. */
const NEW_TEXT = 'New';

/** A slip is given in millimetres or by its grade: the format's own words cannot say which of two is needed. */
const SLIP: JsonObject = { mm: 6 };

const within = (value: number, { minimum, maximum }: SchemaNode): number =>
  Math.min(Math.max(value, minimum ?? value), maximum ?? value);

/**
 * The smallest value of a schema that can be used as it stands: needed keys only, first choices, numbers in their range. It
 * refers to what the draft has; `path` and `holder` say whose words give the usual value.
 */
export function templateOf(node: SchemaNode, path: Path, draft: Json, holder?: JsonObject): Json {
  const here = usualHere(path, draft);
  if (here !== undefined) return here;
  const usual = wordsFor(path, holder).default;
  const choices = choicesOf(node);
  if (choices) return choices.find((choice) => choice === usual) ?? choices[0] ?? null;
  const [first] = branchesOf(node);
  if (first) return templateOf(first, path, draft, holder);
  if (node.prefixItems) return node.prefixItems.map((item, i) => templateOf(item, [...path, i], draft));
  switch (node.type) {
    case 'object':
      return objectTemplate(node, path, draft);
    case 'array':
      return node.items && (node.minItems ?? 0) > 0 ? [templateOf(node.items, [...path, 0], draft)] : [];
    case 'boolean':
      return usual === true;
    case 'number':
    case 'integer':
      return within(typeof usual === 'number' ? usual : (node.exclusiveMinimum ?? -1) + 1, node);
    default:
      return typeof usual === 'string' ? usual : NEW_TEXT;
  }
}

function objectTemplate({ properties = {}, required = [] }: SchemaNode, path: Path, draft: Json): JsonObject {
  const fixed = Object.fromEntries(
    required.flatMap((key) => {
      const value = properties[key]?.const;
      return value === undefined ? [] : [[key, value] as const];
    }),
  );
  const entries = required.flatMap((key) => {
    const child = properties[key];
    return child ? [[key, fixed[key] ?? templateOf(child, [...path, key], draft, fixed)] as const] : [];
  });
  return { ...Object.fromEntries(entries), ...(fixed['kind'] === 'listhesis' && SLIP) };
}
