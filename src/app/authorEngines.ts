import type { DrawnPatient, Scenario } from '../exercise';
import type { CaseController } from './caseController';
import type { CheckReport } from './authorCheck';
import type { AuthorLibrary } from './authorChoices';
import type { DraftPicture } from './authorPicture';
import type { DraftStore } from './authorStore';
import type { RunOptions } from './engines';

/** Draws a draft's patient and plays its exam, away from the page. Giving up ends what is under way. */
export interface DraftPainter {
  /** `onCoarse` gets a picture that is there sooner and not measured. @throws IsocenterError what the definition is refused for */
  paint(
    definition: unknown,
    seed: number,
    options: RunOptions & { readonly onCoarse: (picture: DraftPicture) => void },
  ): Promise<DraftPicture>;
  check(scenario: Scenario, definition: unknown, seed: number, options: RunOptions): Promise<CheckReport>;
}

/** What the author's page has behind it. */
export interface AuthorEngines {
  readonly store: DraftStore;
  readonly painter: DraftPainter;
  /** Scenarios to start from. */
  readonly scenarios: readonly Scenario[];
  readonly library: AuthorLibrary;
  /** The definition that a patient is drawn by. @throws IsocenterError `phantom-missing` */
  readonly definitionOf: (patient: DrawnPatient) => Promise<unknown>;
  /** A console on which a draft is tried: it keeps no attempts. */
  readonly trialConsole: (scenario: Scenario) => CaseController;
  /** A new secret for an assignment. */
  readonly secret: () => string;
  /** Now, in milliseconds since 1970. */
  readonly clock: () => number;
}
