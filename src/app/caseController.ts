import type { Scenario } from '../exercise';
import { AiActions } from './aiActions';
import { AnswerActions } from './answerActions';
import type { AppState } from './appState';
import { AssessActions } from './assessActions';
import { AttemptActions } from './attemptActions';
import { CaseStore } from './caseStore';
import type { AppEngines } from './engines';
import { ExportActions } from './exportActions';
import { PatientActions } from './patientActions';
import { PlanActions } from './planActions';
import { PlanHistory } from './planHistory';
import { QueueActions } from './queueActions';
import { SequenceActions } from './sequenceActions';

/** The console without its screen: subscribe to the state, call the actions. */
export class CaseController {
  readonly scenarios: readonly Scenario[];
  readonly engines: AppEngines;
  readonly patient: PatientActions;
  readonly plan: PlanActions;
  readonly queue: QueueActions;
  readonly assess: AssessActions;
  readonly answers: AnswerActions;
  readonly sequence: SequenceActions;
  readonly attempts: AttemptActions;
  readonly export: ExportActions;
  readonly #store: CaseStore;

  constructor(engines: AppEngines, scenarios: readonly Scenario[]) {
    this.engines = engines;
    this.scenarios = scenarios;
    this.#store = new CaseStore(engines, scenarios);
    const ai = new AiActions(this.#store);
    this.patient = new PatientActions(this.#store, ai);
    const history = new PlanHistory(this.#store);
    this.plan = new PlanActions(this.#store, history);
    this.sequence = new SequenceActions(history);
    this.queue = new QueueActions(this.#store);
    this.answers = new AnswerActions(this.#store, this.queue);
    this.assess = new AssessActions(this.#store, history, this.queue, ai);
    this.attempts = new AttemptActions(this.#store, this.plan);
    this.export = new ExportActions(this.#store);
  }

  getState(): AppState {
    return this.#store.state;
  }

  /** Returns the way to unsubscribe. */
  subscribe(listener: () => void): () => void {
    return this.#store.subscribe(listener);
  }

  /** A click or key press of the trainee: what a way of planning takes. */
  countInput(): void {
    this.#store.countInput();
  }

  dismissError(): void {
    this.#store.dispatch({ type: 'errorDismissed' });
  }

  /** For failures outside the controller, e.g. a dropped folder that cannot be read. */
  showError(error: unknown): void {
    this.#store.showError(error);
  }
}
