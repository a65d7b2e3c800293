import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scenarioIssues } from '../exercise';
import { draftFaults } from './authorFaults';
import { buildForm, nodeFor, walk } from './authorForm';
import { isList, isObject, pathText, removeAt, setAt, type Json, type Path } from './authorJson';
import type { FormNode } from './authorNodes';
import { SECTIONS, sectionForm, sectionOf } from './authorSections';

const root = new URL('../../', import.meta.url);
const read = (path: string): Json => JSON.parse(readFileSync(new URL(path, root), 'utf8')) as Json;
const files = (folder: string): string[] =>
  readdirSync(new URL(folder, root)).filter((name) => name.endsWith('.json'));
const LIBRARY = {
  phantoms: files('phantoms/').map((name) => `phantoms/${name}`),
  populations: ['clinic'],
  modules: ['first-steps'],
};
const isScenario = (json: Json): boolean => isObject(json) && 'protocol' in json && 'passMark' in json;
const scenarios = files('scenarios/')
  .map((name) => [name, read(`scenarios/${name}`)] as const)
  .filter(([, json]) => isScenario(json));

const nodesOf = (json: Json): FormNode[] => buildForm(json, LIBRARY).flatMap((node) => [...walk(node)]);
const faultsOf = (json: Json) => draftFaults(json, LIBRARY);

/** A scenario with everything that the format has: every kind of task, trap and finding, every optional value. */
function everything(): Json {
  let json = setAt(read('scenarios/normal.json'), ['patient'], {
    definition: read('phantoms/normal.json'),
    seed: 3,
  });
  for (let more = true; more;) {
    more = false;
    for (const node of nodesOf(json)) {
      if (node.node === 'absent') {
        json = setAt(json, node.path, node.template);
        more = true;
      }
      if (node.node === 'field' && node.value === undefined) {
        const middle = node.min ?? node.above ?? 1;
        const value = node.choices?.[0]?.value ?? (node.control === 'number' ? middle + 0.5 : 'word');
        json = setAt(
          json,
          node.path,
          node.step === 1 && typeof value === 'number' ? Math.ceil(value) : value,
        );
        more = true;
      }
      if (node.node !== 'list') continue;
      const kinds = node.items.map((item) => ('title' in item ? item.title : item.label));
      const missing = node.additions.find(({ label }) => !kinds.includes(label));
      if (missing && (node.additions.length > 1 || node.items.length === 0)) {
        json = setAt(json, missing.path, missing.value);
        more = true;
      }
    }
  }
  return json;
}

/** The same without what a patient cannot have beside findings. */
const plainPatient = (json: Json): Json =>
  setAt(setAt(json, ['patient', 'definition', 'discs'], {}), ['patient', 'definition', 'transition'], 'none');

/** Paths of all values in a JSON value that are neither object nor list. */
const leaves = (json: Json, path: Path = []): Path[] => {
  if (isList(json)) return json.flatMap((item, i) => leaves(item, [...path, i]));
  if (isObject(json)) return Object.entries(json).flatMap(([key, value]) => leaves(value, [...path, key]));
  return [path];
};

describe('the form of a scenario', () => {
  it.each(scenarios)('%s has a field for every value and nothing odd', (_, json) => {
    expect(faultsOf(json)).toEqual([]);
    const nodes = nodesOf(json);
    expect(nodes.filter(({ node }) => node === 'odd')).toEqual([]);
    for (const leaf of leaves(json)) {
      if (['schemaVersion', 'kind', 'volume'].includes(String(leaf.at(-1)))) continue;
      const node = nodeFor(nodes, leaf);
      expect(node?.node === 'checks' ? pathText(node.path) : pathText(node?.path ?? []), pathText(leaf)).toBe(
        pathText(node?.node === 'checks' ? leaf.slice(0, -1) : leaf),
      );
    }
  });

  it('starts every kind of task, trap and finding, and every value of a sequence, with values that can be used', () => {
    let tried = 0;
    const start = setAt(plainPatient(everything()), ['patient', 'definition', 'findings'], []);
    for (const node of nodesOf(start)) {
      if (node.node !== 'list') continue;
      for (const { path, value, label } of node.additions) {
        const json = setAt(start, path, value);
        const wrong = [
          ...scenarioIssues(json),
          ...faultsOf(json).filter(({ section }) => section === 'findings'),
        ];
        expect(wrong, `${pathText(path)} ${label}`).toEqual([]);
        tried++;
      }
    }
    expect(tried).toBeGreaterThan(35);
  });

  it('shows each fault at the very field, whatever value is spoilt', () => {
    const full = everything();
    const wrongs: Json[] = [{ what: 'ever' }, null, [[]]];
    let spoilt = 0;
    for (const node of nodesOf(full)) {
      if (node.node !== 'field' && node.node !== 'checks') continue;
      const json = setAt(full, node.path, wrongs[spoilt % wrongs.length] ?? null);
      const form = buildForm(json, LIBRARY);
      const at = faultsOf(json).map((fault) => pathText(nodeFor(form, fault.at)?.path ?? ['nowhere']));
      // Of a list of choices, one entry may be what is wrong.
      expect(
        at.some((text) => text.startsWith(pathText(node.path))),
        pathText(node.path),
      ).toBe(true);
      spoilt++;
    }
    expect(spoilt).toBeGreaterThan(200);
  });

  it('puts every node on exactly one page', () => {
    const form = buildForm(setAt(everything(), ['colour'], 'blue'), LIBRARY);
    const all = form.flatMap((node) => [...walk(node)]).map(({ path }) => pathText(path));
    const paged = SECTIONS.flatMap(({ id }) => {
      const nodes = sectionForm(form, id).flatMap((node) => [...walk(node)]);
      for (const { path } of nodes)
        if (path.length > 1 && id !== 'patient') expect(sectionOf(path), pathText(path)).toBe(id);
      return nodes.map(({ path }) => pathText(path));
    });
    expect(paged.sort()).toEqual(all.sort());
  });

  it('keeps what the format does not know, shows it, and calls it a fault until it is taken out', () => {
    const json = setAt(
      setAt(read('scenarios/normal.json'), ['sound'], { volume: 3 }),
      ['tasks', 1, 'weight'],
      5,
    );
    expect(faultsOf(json).map(({ at }) => pathText(at))).toEqual(['sound', 'tasks.1.weight']);
    const odd = nodesOf(json).filter((node) => node.node === 'odd' && node.isUnknown);
    expect(odd.map(({ path }) => pathText(path)).sort()).toEqual(['sound', 'tasks.1.weight']);
    expect(faultsOf(removeAt(removeAt(json, ['sound']), ['tasks', 1, 'weight']))).toEqual([]);
  });

  it('has a place for every fault of every damaged file', () => {
    const base = everything();
    const places = leaves(base);
    const anywhere = fc
      .constantFrom(...places)
      .chain((leaf) => fc.nat({ max: leaf.length - 1 }).map((n) => leaf.slice(0, n + 1)));
    const spoil = fc.tuple(anywhere, fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>, fc.boolean());
    fc.assert(
      fc.property(fc.array(spoil, { minLength: 1, maxLength: 4 }), (changes) => {
        const json = changes.reduce(
          (value, [path, wrong, gone]) => (gone ? removeAt(value, path) : setAt(value, path, wrong)),
          base,
        );
        const form = buildForm(json, LIBRARY);
        for (const fault of faultsOf(json)) {
          const node = nodeFor(form, fault.at);
          expect(node).not.toBeNull();
          // Deep faults are shown deep: at most the value itself is not a node.
          if (node && fault.at.length > 0) expect(node.path.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 150 },
    );
  });
});
