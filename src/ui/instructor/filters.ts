import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import { READING_ARMS, type Choice, type ClassMember, type ReadingArm } from '../../competency';
import { MODES, type Mode } from '../../exercise';
import { said } from '../language';
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

const takes = () => ({ first: msg('first try'), last: msg('last try'), best: msg('best try') });

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
  return html`<div class="report-actions filters" role="group" aria-label=${msg('What is shown')}>
    ${select(
      msg('Scenario'),
      'filter-scenario',
      filter.scenario ?? ALL,
      [[ALL, msg('all')], ...scenarios.map(({ id, title }) => [id, said(title)] as const)],
      (value) => onFilter({ ...filter, scenario: value === ALL ? null : value }),
    )}
    ${select(
      msg('Mode'),
      'filter-mode',
      mode,
      [
        ['counted', msg('exercise and assessment')],
        ...MODES.map((m) => [m, modeWords(m).title] as const),
        [ALL, msg('all')],
      ],
      (value) => onFilter({ ...filter, modes: modesOf(value) }),
    )}
    ${select(
      msg('Planned'),
      'filter-arm',
      filter.arm ?? ALL,
      [...READING_ARMS.map((arm) => [arm, armWords(arm)] as const), [ALL, msg('either way')]],
      (value) => onFilter({ ...filter, arm: READING_ARMS.find((arm) => arm === value) ?? null }),
    )}
    ${select(msg('Of several'), 'filter-take', filter.take, Object.entries(takes()), (value) =>
      onFilter({ ...filter, take: value === 'last' || value === 'best' ? value : 'first' }),
    )}
  </div>`;
}
