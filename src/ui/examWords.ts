import { examTitle, isTitleHidden, restOfIndication, type Mode, type Scenario } from '../exercise';
import { said } from './language';

/** The referral in the language of the page: what is cut from it is cut from what is read. */
const spoken = ({ examTitle: own, indication }: Scenario): Pick<Scenario, 'examTitle' | 'indication'> => ({
  ...(own !== undefined && { examTitle: said(own) }),
  indication: said(indication),
});

/** What the exam is called that tells nothing of the diagnosis, see `examTitle`. */
export const neutralTitle = (scenario: Scenario): string => examTitle(spoken(scenario));

/** What the referral says beyond that. */
export const restOfReferral = (scenario: Scenario): string => restOfIndication(spoken(scenario));

/** What an exam is called before it is handed in. */
export const titleWords = (scenario: Scenario, mode: Mode): string =>
  isTitleHidden(scenario, mode) ? neutralTitle(scenario) : said(scenario.title);
