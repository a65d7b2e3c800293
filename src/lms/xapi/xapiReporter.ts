import type { Agent } from '@xapi/xapi';
import type { CaseObserver, Session, Trainee } from '../../app';
import type { Attempt, AttemptEvent, Scenario } from '../../exercise';
import {
  attemptStatements,
  examStatement,
  seriesStatement,
  type ExamContext,
  type QueuedStatement,
} from './statements';
import { TRAINEES } from './vocabulary';

/** Who is spoken of, and for which course. */
export interface Reported {
  /** Of a launch: in place of the trainee that the page knows. */
  readonly actor: Agent | null;
  readonly registration: string | null;
  readonly withName: boolean;
  /** Stands for somebody of whom the page knows nothing; the same on this browser. */
  readonly anonymous: string;
  /** Version of the program. */
  readonly program: string;
}

const agentOf = (trainee: Trainee | null, { actor, withName, anonymous }: Reported): Agent =>
  actor ?? {
    objectType: 'Agent',
    ...(trainee && withName && trainee.name && { name: trainee.name }),
    account: { homePage: TRAINEES, name: trainee?.id ?? anonymous },
  };

/** Takes statements in order: made when it is known of whom they speak, or never where nobody is told. */
export type Say = (make: (reported: Reported) => QueuedStatement[]) => void;

/** Makes statements of what happens to a case. */
export class XapiReporter implements CaseObserver {
  readonly #clock: () => number;
  readonly #say: Say;
  #scenario: Scenario | null = null;
  #session: Session | null = null;
  #isSubmitted = false;

  /** @param clock now, ms */
  constructor(clock: () => number, say: Say) {
    this.#clock = clock;
    this.#say = say;
  }

  caseBegan(scenario: Scenario | null, session: Session | null): void {
    const at = new Date(this.#clock()).toISOString();
    const left = this.#isSubmitted ? 'terminated' : 'suspended';
    this.#tell((exam) => [examStatement(exam, left, at)]);
    this.#scenario = scenario;
    this.#session = session;
    this.#isSubmitted = false;
  }

  eventLogged({ what, detail, at }: AttemptEvent): void {
    switch (what) {
      case 'opened':
        return this.#tell((exam) => [examStatement(exam, 'launched', at)]);
      case 'localizer acquired':
        return this.#tell((exam) => [examStatement(exam, 'initialized', at)]);
      case 'resumed':
        return this.#tell((exam) => [examStatement(exam, 'resumed', at)]);
      case 'run':
        return this.#tell((exam) => [seriesStatement(exam, detail ?? '', at)]);
    }
  }

  attemptSubmitted(attempt: Attempt): void {
    this.#isSubmitted = true;
    this.#tell((exam) => attemptStatements(exam, attempt));
  }

  #tell(make: (exam: ExamContext) => QueuedStatement[]): void {
    const [scenario, session] = [this.#scenario, this.#session];
    if (!scenario || !session) return;
    const { trainee } = session;
    const isSubmitted = this.#isSubmitted;
    this.#say((reported) => {
      const { program, registration } = reported;
      const exam = { scenario, session, isSubmitted, program, registration };
      return make({ ...exam, actor: agentOf(trainee, reported) });
    });
  }
}
