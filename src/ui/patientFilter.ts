import { COMPETENCY_GRID, examTitle, type Scenario } from '../exercise';
import { said } from './language';
import type { PatientSection } from './patientSections';
import type { Standing } from './standing';

/** Which scenarios of the list are shown. */
export interface PatientFilter {
  /** Words that all have to occur. */
  readonly text: string;
  /** `id` of a section; empty: all. */
  readonly module: string;
  readonly state: Standing['state'] | '';
}

export const NO_FILTER: PatientFilter = { text: '', module: '', state: '' };

/** Titles of the competencies that a scenario's objectives name, each once and in the order of the grid. */
export function practisedCompetencies({ objectives }: Pick<Scenario, 'objectives'>): string[] {
  const named = objectives.map(({ competency }) => competency);
  return COMPETENCY_GRID.competencies.flatMap(({ id, title }) => (named.includes(id) ? [title] : []));
}

/** Whether a scenario of a section is shown. */
export function fits(
  { text, module, state }: PatientFilter,
  scenario: Scenario,
  section: Pick<PatientSection, 'id' | 'module'>,
  standing: Standing,
): boolean {
  if (module !== '' && section.id !== module) return false;
  if (state !== '' && standing.state !== state) return false;
  const english = [
    // What the list does not show is not found either: it would tell.
    ...(standing.isBlind
      ? [examTitle(scenario)]
      : [scenario.title, scenario.practises ?? '', ...practisedCompetencies(scenario)]),
    ...[scenario.indication, section.module?.title ?? ''],
  ];
  // Found by what is read on the card, and by the scenario's own words.
  const searched = [...english, ...english.map(said)].join(' ').toLowerCase();
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return words.every((word) => searched.includes(word));
}
