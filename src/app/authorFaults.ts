import { parseScenario, patientFaults, referenceFaults, scenarioIssues, type Scenario } from '../exercise';
import { definitionFaults, phantomDefinitionSchema } from '../patient';
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

/** A path as a fault's text has it: `tasks.2.step`. */
const pathOf = (text: string): Path => text.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key));

/** What an otherwise right scenario refers to and there is not, or what could never have an effect. */
function missing(scenario: Scenario, library: AuthorLibrary): DraftFault[] {
  const { patient } = scenario;
  const faults = [
    ...referenceFaults(scenario),
    ...('definition' in patient ? patientFaults(scenario, patient.definition) : []),
  ].map(({ path, message }) => fault(pathOf(path), inWords(message)));
  if ('phantom' in patient && !library.phantoms.includes(patient.phantom))
    faults.push(fault(['patient', 'phantom'], 'The program has no such phantom.'));
  if ('population' in patient && !library.populations.includes(patient.population))
    faults.push(fault(['patient', 'population'], 'The program has no such population.'));
  return faults;
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
