import { COMPETENCY_GRID } from '../exercise';
import { discsOf, vertebraeOf, type LevelCount } from '../patient';
import { SEQUENCES } from '../scanner';
import { STANDARD_RUBRIC } from '../scoring';
import { getAt, isList, isObject, type Json, type Path } from './authorJson';

/** What a draft can refer to beside itself. */
export interface AuthorLibrary {
  /** Paths of the program's phantoms, e.g. `phantoms/normal.json`. */
  readonly phantoms: readonly string[];
  readonly populations: readonly string[];
  /** Modules that other scenarios belong to. */
  readonly modules: readonly string[];
}

export interface Choice {
  readonly value: Json;
  readonly label: string;
}

const plainly = (values: readonly string[]): Choice[] => values.map((value) => ({ value, label: value }));

const texts = (json: Json, list: string, key: string): string[] => {
  const entries = getAt(json, [list]);
  return (isList(entries) ? entries : []).flatMap((entry) => {
    const text = isObject(entry) ? entry[key] : undefined;
    return typeof text === 'string' ? [text] : [];
  });
};

/** Groups that the draft asks for, and steps of its protocol, by the names that tasks and traps use. */
export const groupNames = (json: Json): string[] => texts(json, 'groups', 'name');
export const stepIds = (json: Json): string[] => texts(json, 'protocol', 'id');

/** Levels of the draft's own patient; of the usual spine while they cannot be told. */
export function levelCount(json: Json): LevelCount {
  const count = getAt(json, ['patient', 'definition', 'lumbarVertebrae']);
  const transition = getAt(json, ['patient', 'definition', 'transition']);
  return {
    lumbarVertebrae: count === 4 || count === 6 ? count : 5,
    transition: transition === 'sacralised-L5' || transition === 'lumbarised-S1' ? transition : 'none',
  };
}

const phantomName = (path: string): string => path.replace(/^phantoms\/|\.json$/g, '').replaceAll('-', ' ');

/** The values that a field can take in this draft, where the format alone does not say; null elsewhere. */
export function choicesHere(path: Path, json: Json, library: AuthorLibrary): Choice[] | null {
  const where = path.map((key) => (typeof key === 'number' ? '*' : key)).join('.');
  switch (where) {
    case 'patient.phantom':
      return library.phantoms.map((value) => ({ value, label: phantomName(value) }));
    case 'patient.population':
      return plainly(library.populations);
    case 'protocol.*.sequence':
      return SEQUENCES.filter(({ orientation }) => orientation !== 'any').map(({ name, label }) => ({
        value: name,
        label,
      }));
    case 'protocol.*.groups':
    case 'tasks.*.group':
    case 'tasks.*.slices.*.group':
      return plainly(groupNames(json));
    case 'tasks.*.step':
    case 'traps.*.step':
      return plainly(stepIds(json));
    case 'rubric.base':
      return plainly([STANDARD_RUBRIC.name]);
    case 'objectives.*.competency':
      return COMPETENCY_GRID.competencies.map(({ id, title }) => ({ value: id, label: title }));
    case 'patient.definition.findings.*.disc':
      return plainly(discsOf(levelCount(json)));
    case 'patient.definition.findings.*.vertebra':
      return plainly(vertebraeOf(levelCount(json)));
    case 'patient.definition.findings.*.from':
    case 'patient.definition.findings.*.to':
      return plainly([...vertebraeOf(levelCount(json)), 'S1']);
    default:
      return null;
  }
}

const free = (taken: readonly string[], name: (n: number) => string): string => {
  let n = taken.length + 1;
  while (taken.includes(name(n))) n++;
  return name(n);
};

/** What a new entry has at a path, from what else is in the draft; undefined where the format alone decides. */
export function usualHere(path: Path, json: Json): Json | undefined {
  const where = path.map((key) => (typeof key === 'number' ? '*' : key)).join('.');
  switch (where) {
    case 'groups.*.name':
      return free(groupNames(json), (n) => `group ${n}`);
    case 'protocol.*.id':
      return free(stepIds(json), (n) => `step-${n}`);
    case 'protocol.*.groups':
      return groupNames(json).slice(0, 1);
    case 'tasks.*.group':
    case 'tasks.*.slices.*.group':
      return groupNames(json)[0];
    case 'tasks.*.step':
    case 'traps.*.step':
      return stepIds(json)[0];
    default:
      return undefined;
  }
}
