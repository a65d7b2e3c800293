import type { Curriculum, Scenario } from '../exercise';
import { AiActions } from './aiActions';
import { AnswerActions } from './answerActions';
import type { AppState } from './appState';
import { AssessActions } from './assessActions';
import { AttemptActions } from './attemptActions';
import { CaseStore } from './caseStore';
import type { AppEngines, TabMessage } from './engines';
import { ExamClock } from './examClock';
import { ExamKeeper } from './examKeeper';
import { ExportActions } from './exportActions';
import { PatientActions } from './patientActions';
import { PlanActions } from './planActions';
import { PlanHistory } from './planHistory';
import { QueueActions } from './queueActions';
import { QueueEditActions } from './queueEditActions';
import { ResumeActions } from './resumeActions';
import { SequenceActions } from './sequenceActions';
import { SessionActions } from './sessionActions';

/** The console without its screen: subscribe to the state, call the actions. */
export class CaseController {
  readonly scenarios: readonly Scenario[];
  /** The order they are learnt in; null where they come on their own, as in a package. */
  readonly curriculum: Curriculum | null;
  readonly engines: AppEngines;
  readonly patient: PatientActions;
  readonly plan: PlanActions;
  readonly queue: QueueActions;
  readonly queueEdit: QueueEditActions;
  readonly assess: AssessActions;
  readonly answers: AnswerActions;
  readonly sequence: SequenceActions;
  readonly attempts: AttemptActions;
  readonly session: SessionActions;
  readonly resume: ResumeActions;
  readonly clock: ExamClock;
  readonly export: ExportActions;
  readonly #store: CaseStore;
  #isListening = false;

  constructor(engines: AppEngines, scenarios: readonly Scenario[], curriculum: Curriculum | null = null) {
    this.engines = engines;
    this.scenarios = scenarios;
    this.curriculum = curriculum;
    this.#store = new CaseStore(engines, scenarios);
    const ai = new AiActions(this.#store);
    this.patient = new PatientActions(this.#store, ai);
    const history = new PlanHistory(this.#store);
    this.plan = new PlanActions(this.#store, history);
    this.sequence = new SequenceActions(history);
    this.queue = new QueueActions(this.#store);
    this.queueEdit = new QueueEditActions(this.#store, history);
    this.answers = new AnswerActions(this.#store, this.queue);
    this.assess = new AssessActions(this.#store, history, this.queue, ai);
    const keeper = new ExamKeeper(this.#store, history);
    this.attempts = new AttemptActions(this.#store, this.plan, this.queue, keeper);
    this.session = new SessionActions(this.#store, this.patient);
    this.resume = new ResumeActions(this.#store, keeper, history, this.patient, this.queue, ai);
    this.clock = new ExamClock(this.#store, this.attempts);
    this.export = new ExportActions(this.#store);
  }

  /** Reads what this machine keeps, and again whenever another tab changes it. */
  async load(): Promise<void> {
    if (!this.#isListening) {
      this.#isListening = true;
      this.engines.local.tabs.listen(({ what }) => void this.#reload(what));
    }
    await Promise.all([this.attempts.load(), this.session.load()]);
    await this.resume.load();
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

  async #reload(what: TabMessage['what']): Promise<void> {
    if (what === 'attempts') await this.attempts.load();
    if (what === 'settings') await this.session.load();
    await this.resume.load();
  }
}
