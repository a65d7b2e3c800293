import type { Mode } from './attempt';
import { scenarioInMode } from './modes';
import type { Scenario } from './scenario';

/**
 * What an exam is called while nobody may be told what is wrong with the patient: the scenario's own neutral title, else the first sentence of the
 * referral, which is known from the start.
 */
export const examTitle = ({
  examTitle: own,
  indication,
}: Pick<Scenario, 'examTitle' | 'indication'>): string =>
  own ?? (/^.+?[.?!](?=\s|$)/.exec(indication)?.[0] ?? indication).replace(/\.$/, '');

/** What the referral says beyond the neutral title; empty where that is all of it. */
export function restOfIndication(scenario: Pick<Scenario, 'examTitle' | 'indication'>): string {
  const { indication } = scenario;
  const title = examTitle(scenario);
  return indication.startsWith(title) ? indication.slice(title.length).replace(/^\.?\s*/, '') : indication;
}

/** Whether a scenario made in this mode keeps its title, which names the diagnosis, until the exam is handed in: wherever the AI's help is hidden. */
export const isTitleHidden = (scenario: Scenario, mode: Mode): boolean =>
  scenarioInMode(scenario, mode).aiPlan === 'hidden';

/** What an exam is called before it is handed in. */
export const titleBefore = (scenario: Scenario, mode: Mode): string =>
  isTitleHidden(scenario, mode) ? examTitle(scenario) : scenario.title;
