import { parseScenario, rubricOf, scenarioIssues, type Scenario } from '../exercise';
import { isIsocenterError } from '../geometry';
import { definitionFaults, phantomDefinitionSchema } from '../patient';
import { ALL_SEQUENCES, SETTING_KEYS } from '../scanner';
import type { AuthorLibrary } from './authorChoices';
import { getAt, type Json, type Path } from './authorJson';
import { SECTIONS, sectionOf, type SectionId } from './authorSections';

/** Something that has to be mended before a draft is a scenario. */
export interface DraftFault {
  readonly at: Path;
  readonly section: SectionId;
  readonly message: string;
  /** A way to mend it, where there is one to tell. */
  readonly hint?: string;
}

const fault = (at: Path, message: string, hint?: string): DraftFault => ({
  ...{ at, section: sectionOf(at), message },
  ...(hint !== undefined && { hint }),
});

/** Words of the schema library that say nothing to an author. */
function inWords(message: string): string {
  if (/received undefined$/.test(message)) return 'Missing.';
  if (/^Too small: expected string/.test(message)) return 'Must not be empty.';
  const size = /^Too (small|big): expected \w+ to be ([<>]=?)\s?(\S+)$/.exec(message);
  if (size) return `Must be ${SIZE_WORDS[size[2] ?? ''] ?? ''} ${size[3] ?? ''}.`;
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`.replace(/\.\.$/, '.');
}
const SIZE_WORDS: Readonly<Record<string, string>> = {
  '>=': 'at least',
  '<=': 'at most',
  '>': 'above',
  '<': 'below',
};

/** What cannot be true together of a patient whose values are right one by one, whatever else the draft lacks. */
function contradictions(json: Json): DraftFault[] {
  const path: Path = ['patient', 'definition'];
  const definition = phantomDefinitionSchema.safeParse(getAt(json, path));
  if (!definition.success) return [];
  return definitionFaults(definition.data).map(({ path: below, message, hint }) =>
    fault([...path, ...below], message, hint),
  );
}

/** What an otherwise right scenario names that this program does not have. */
function missing(scenario: Scenario, library: AuthorLibrary): DraftFault[] {
  const { patient, protocol, tasks } = scenario;
  const faults: DraftFault[] = [];
  if ('phantom' in patient && !library.phantoms.includes(patient.phantom))
    faults.push(fault(['patient', 'phantom'], 'The program has no such phantom.'));
  if ('population' in patient && !library.populations.includes(patient.population))
    faults.push(fault(['patient', 'population'], 'The program has no such population.'));
  protocol.forEach(({ sequence }, i) => {
    if (!ALL_SEQUENCES.some(({ name }) => name === sequence))
      faults.push(fault(['protocol', i, 'sequence'], 'The scanner has no such sequence.'));
  });
  tasks.forEach((task, i) => {
    if (task.kind !== 'parameters') return;
    for (const name of Object.keys(task.expect))
      if (!SETTING_KEYS.includes(name))
        faults.push(fault(['tasks', i, 'expect', name], 'A sequence has no such value.'));
  });
  return [...faults, ...rubricFaults(scenario)];
}

function rubricFaults(scenario: Scenario): DraftFault[] {
  const { criteria = {}, ...rubric } = scenario.rubric;
  const check = (part: Scenario['rubric'], at: Path): DraftFault[] => {
    try {
      rubricOf({ ...scenario, rubric: part });
      return [];
    } catch (error) {
      if (!isIsocenterError(error)) throw error;
      return [
        fault(at, at.length > 2 ? 'The base has no such criterion.' : 'The program has no such rubric.'),
      ];
    }
  };
  const base = check(rubric, ['rubric', 'base']);
  if (base.length > 0) return base;
  // One criterion at a time: the first wrong one hides no other.
  return Object.entries(criteria).flatMap(([kind, weights]) =>
    Object.entries(weights ?? {}).flatMap(([name, weight]) =>
      check({ ...rubric, criteria: { [kind]: { [name]: weight } } }, ['rubric', 'criteria', kind, name]),
    ),
  );
}

/** Everything that is wrong with a draft, by section; empty when it can be exported. */
export function draftFaults(json: Json, library: AuthorLibrary): DraftFault[] {
  const issues = scenarioIssues(json);
  const faults =
    issues.length > 0
      ? issues.map(({ at, message, isUnknownKey }) =>
          fault(
            at,
            isUnknownKey ? 'The format does not know this key.' : inWords(message),
            isUnknownKey ? 'It is kept in the draft; take it out to export.' : undefined,
          ),
        )
      : missing(parseScenario(json), library);
  faults.push(...contradictions(json));
  const order = SECTIONS.map(({ id }) => id);
  return faults.sort((a, b) => order.indexOf(a.section) - order.indexOf(b.section));
}
