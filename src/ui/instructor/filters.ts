import { html, type TemplateResult } from 'lit';
import { READING_ARMS, type Choice, type ClassMember, type ReadingArm } from '../../competency';
import { MODES, type Mode } from '../../exercise';
import { modeWords } from '../modeWords';
import { armWords } from '../reportTables';

/** What the class's views rest on. */
export interface Filter {
  /** Id, or null: all. */
  readonly scenario: string | null;
  readonly modes: readonly Mode[];
  readonly arm: ReadingArm | null;
  readonly take: Choice['take'];
}

export const USUAL_FILTER: Filter = {
  scenario: null,
  modes: ['exercise', 'assessment'],
  arm: 'manual',
  take: 'first',
};

export const choiceOf = ({ modes, arm, take }: Filter): Choice => ({
  modes,
  take,
  arms: arm === null ? READING_ARMS : [arm],
});

/** The members with the attempts at the chosen scenario alone. */
export const ofScenario = (members: readonly ClassMember[], { scenario }: Filter): ClassMember[] =>
  members.map((member) =>
    scenario === null
      ? member
      : { ...member, attempts: member.attempts.filter((attempt) => attempt.scenario.id === scenario) },
  );

const TAKES = { first: 'first try', last: 'last try', best: 'best try' } as const;

const select = (
  label: string,
  id: string,
  value: string,
  options: readonly (readonly [string, string])[],
  onChange: (value: string) => void,
): TemplateResult =>
  html`<label
    >${label}
    <select
      data-testid=${id}
      @change=${(event: Event) => {
        if (event.target instanceof HTMLSelectElement) onChange(event.target.value);
      }}
    >
      ${options.map(([key, words]) => html`<option value=${key} ?selected=${key === value}>${words}</option>`)}
    </select></label
  >`;

const ALL = 'all';

export function filterBar(
  filter: Filter,
  scenarios: readonly { readonly id: string; readonly title: string }[],
  onFilter: (filter: Filter) => void,
): TemplateResult {
  const { modes } = filter;
  const mode = modes.length === 1 ? (modes[0] ?? ALL) : modes.length === MODES.length ? ALL : 'counted';
  const modesOf = (value: string): readonly Mode[] => {
    if (value === ALL) return MODES;
    return value === 'counted' ? USUAL_FILTER.modes : MODES.filter((candidate) => candidate === value);
  };
  return html`<div class="report-actions filters" role="group" aria-label="What is shown">
    ${select(
      'Scenario',
      'filter-scenario',
      filter.scenario ?? ALL,
      [[ALL, 'all'], ...scenarios.map(({ id, title }) => [id, title] as const)],
      (value) => onFilter({ ...filter, scenario: value === ALL ? null : value }),
    )}
    ${select(
      'Mode',
      'filter-mode',
      mode,
      [
        ['counted', 'exercise and assessment'],
        ...MODES.map((m) => [m, modeWords(m).title] as const),
        [ALL, 'all'],
      ],
      (value) => onFilter({ ...filter, modes: modesOf(value) }),
    )}
    ${select(
      'Planned',
      'filter-arm',
      filter.arm ?? ALL,
      [...READING_ARMS.map((arm) => [arm, armWords(arm)] as const), [ALL, 'either way']],
      (value) => onFilter({ ...filter, arm: READING_ARMS.find((arm) => arm === value) ?? null }),
    )}
    ${select('Of several', 'filter-take', filter.take, Object.entries(TAKES), (value) =>
      onFilter({ ...filter, take: value === 'last' || value === 'best' ? value : 'first' }),
    )}
  </div>`;
}
