import { parseScenario, type Scenario } from '../exercise';
import { scenarioWarnings } from './authorCheck';
import { emptyScenario, parseDrafts, readScenarioFile, scenarioToJson, type Draft } from './authorDraft';
import { DraftEdits } from './authorEdits';
import type { AuthorEngines } from './authorEngines';
import { draftFaults } from './authorFaults';
import { buildForm } from './authorForm';
import { getAt, setAt, type JsonObject } from './authorJson';
import { drawnPatient } from './authorPatient';
import { PatientPicture } from './authorPreview';
import { NO_CHECK, NO_DRAFT, NO_PICTURE, type AuthorState } from './authorState';
import type { CaseController } from './caseController';
import { toCaseError } from './errors';

/** Changes that follow each other within this time are kept together. */
const SAVE_AFTER_MS = 400;

/** What a patient of one's own begins as where there is none to take over. */
const DEFAULT_PATIENT = { phantom: 'phantoms/normal.json', seed: 7 } as const;

/** The author's page without its screen: subscribe to the state, call the actions. */
export class AuthorController {
  readonly engines: AuthorEngines;
  readonly edit: DraftEdits;
  readonly #listeners = new Set<() => void>();
  readonly #picture: PatientPicture;
  #state: AuthorState = NO_DRAFT;
  #saveTimer: ReturnType<typeof setTimeout> | undefined;
  /** What is being written; the next write waits for it. */
  #written: Promise<void> = Promise.resolve();
  #checking: AbortController | null = null;

  constructor(engines: AuthorEngines) {
    this.engines = engines;
    this.edit = new DraftEdits({
      scenario: () => this.#state.draft?.scenario ?? {},
      change: (scenario) => this.#changed(scenario),
    });
    this.#picture = new PatientPicture(engines, (part) =>
      this.#patch({ picture: { ...this.#state.picture, ...part } }),
    );
  }

  getState(): AuthorState {
    return this.#state;
  }

  /** Returns the way to unsubscribe. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Reads the drafts of this machine. */
  async load(): Promise<void> {
    await this.#guarded(async () => this.#patch(parseDrafts(await this.engines.store.list())));
  }

  open(id: string): void {
    const draft = this.#state.drafts.find((candidate) => candidate.id === id);
    if (draft) this.#begin(draft);
  }

  startFrom(scenario: Scenario): void {
    // Its own identifier, so that attempts of the two are told apart.
    const copy = setAt(toJson(scenario), ['id'], this.#freeId(`${scenario.id}-copy`)) as JsonObject;
    this.#begin(this.#newDraft(copy, `From “${scenario.title}”`));
  }

  startEmpty(): void {
    this.#begin(this.#newDraft(emptyScenario(this.#freeId('scenario')), 'New'));
  }

  /** Opens a file as a draft, right or wrong. */
  async openFile(file: File): Promise<void> {
    await this.#guarded(async () => {
      const scenario = readScenarioFile(file.name, await file.text());
      this.#begin(this.#newDraft(scenario, `File ${file.name}`));
    });
  }

  /** Back to the list of drafts. */
  async close(): Promise<void> {
    this.endTrial();
    await this.flush();
    this.#picture.stop();
    this.#checking?.abort();
    this.edit.begin();
    const { drafts, damaged } = this.#state;
    this.#patch({ ...NO_DRAFT, drafts, damaged });
    await this.load();
  }

  async remove(id: string): Promise<void> {
    await this.#guarded(async () => {
      if (this.#state.draft?.id === id) clearTimeout(this.#saveTimer);
      await this.engines.store.remove(id);
      this.#patch({ drafts: this.#state.drafts.filter((draft) => draft.id !== id) });
    });
  }

  /** Makes the draft's patient its own, with every value to edit, as the phantom or the draw is now. */
  async makePatientOwn(): Promise<void> {
    const { draft } = this.#state;
    if (!draft) return;
    const patient = drawnPatient(draft.scenario);
    const from = 'reason' in patient ? DEFAULT_PATIENT : patient;
    await this.#guarded(async () => {
      const definition = await this.engines.definitionOf(from);
      if (this.#state.draft === draft) this.edit.ownPatient(definition, from.seed);
    });
  }

  /** The scenario's file. @throws IsocenterError `scenario-invalid` while there are faults */
  export(): { fileName: string; json: string } | null {
    const { draft } = this.#state;
    if (!draft) return null;
    const json = scenarioToJson(draft.scenario);
    this.#patch({ draft: { ...draft, exported: JSON.stringify(draft.scenario) } });
    this.#saveSoon();
    return { fileName: `${parseScenario(draft.scenario).id}.json`, json };
  }

  /** The draft as it is, faults and all: to go on elsewhere. */
  exportUnfinished(): { fileName: string; json: string } | null {
    const { draft } = this.#state;
    if (!draft) return null;
    const id = getAt(draft.scenario, ['id']);
    const stem = typeof id === 'string' && id !== '' ? id : 'scenario';
    return { fileName: `${stem}.draft.json`, json: `${JSON.stringify(draft.scenario, null, 2)}\n` };
  }

  /** Plays the draft with the AI's plan on the truth, and with that plan unangled. */
  async check(): Promise<void> {
    const scenario = this.#right();
    if (!scenario || 'volume' in scenario.patient) return;
    const { patient } = scenario;
    this.#checking?.abort();
    const run = new AbortController();
    this.#checking = run;
    this.#patch({ check: { ...this.#state.check, isRunning: true } });
    try {
      const definition = await this.engines.definitionOf(patient);
      const { signal } = run;
      const report = await this.engines.painter.check(scenario, definition, patient.seed, { signal });
      if (!signal.aborted) this.#patch({ check: { isRunning: false, report, isStale: false } });
    } catch (error) {
      if (run.signal.aborted) return;
      this.#patch({ check: { ...this.#state.check, isRunning: false }, error: toCaseError(error) });
    }
  }

  /** Opens the draft on a console, as a trainee gets it. */
  async startTrial(): Promise<void> {
    const scenario = this.#right();
    if (!scenario || 'volume' in scenario.patient) return;
    const trial = this.engines.trialConsole(scenario);
    this.#patch({ trial });
    const opened = trial.patient.open(scenario, {
      mode: 'practice',
      trainee: null,
      assignment: null,
      draw: null,
    });
    // Who closes the exam, or gives up loading it, is back in the editor.
    trial.subscribe(() => {
      if (this.#state.trial === trial && trial.getState().case.phase === 'empty') this.#trialClosed(trial);
    });
    await opened;
  }

  /** Back to the editor; nothing of the draft has changed. */
  endTrial(): void {
    const { trial } = this.#state;
    if (!trial) return;
    this.#patch({ trial: null });
    trial.patient.close();
  }

  #trialClosed(trial: CaseController): void {
    const { error } = trial.getState().case;
    this.#patch({ trial: null, ...(error && { error }) });
  }

  dismissError(): void {
    this.#patch({ error: null });
  }

  showError(error: unknown): void {
    this.#patch({ error: toCaseError(error) });
  }

  /** Writes what is not kept yet, e.g. when the page is left. */
  async flush(): Promise<void> {
    clearTimeout(this.#saveTimer);
    if (this.#state.saving !== 'saved') await this.#save();
    await this.#written;
  }

  /** The draft as a scenario; null while it has faults. */
  #right(): Scenario | null {
    const { draft, faults } = this.#state;
    return draft && faults.length === 0 ? parseScenario(draft.scenario) : null;
  }

  #freeId(stem: string): string {
    const taken = [
      ...this.engines.scenarios.map(({ id }) => id),
      ...this.#state.drafts.map(({ scenario }) => getAt(scenario, ['id'])),
    ];
    let id = stem;
    for (let n = 2; taken.includes(id); n++) id = `${stem}-${n}`;
    return id;
  }

  #newDraft(scenario: JsonObject, origin: string): Draft {
    const changedAt = new Date(this.engines.clock()).toISOString();
    const ids = this.#state.drafts.map(({ id }) => id);
    let id = changedAt;
    for (let n = 2; ids.includes(id); n++) id = `${changedAt}-${n}`;
    return { schemaVersion: 1, id, origin, changedAt, scenario, exported: null };
  }

  #begin(draft: Draft): void {
    this.edit.begin();
    this.#picture.stop();
    this.#checking?.abort();
    this.#patch({ check: NO_CHECK, picture: NO_PICTURE, error: null, trial: null });
    this.#show(draft);
    if (!this.#state.drafts.some(({ id }) => id === draft.id)) this.#saveSoon();
  }

  #changed(scenario: JsonObject): void {
    const { draft, check } = this.#state;
    if (!draft) return;
    this.#checking?.abort();
    this.#patch({ check: { ...check, isRunning: false, isStale: check.report !== null } });
    this.#show({ ...draft, scenario, changedAt: new Date(this.engines.clock()).toISOString() });
    this.#saveSoon();
  }

  #show(draft: Draft): void {
    const { library } = this.engines;
    const faults = draftFaults(draft.scenario, library);
    this.#patch({
      draft,
      form: buildForm(draft.scenario, library),
      faults,
      warnings: faults.length === 0 ? scenarioWarnings(parseScenario(draft.scenario)) : [],
      undo: this.edit.undoWords,
      redo: this.edit.redoWords,
    });
    this.#picture.follow(draft.scenario);
  }

  #saveSoon(): void {
    clearTimeout(this.#saveTimer);
    this.#patch({ saving: 'waiting' });
    this.#saveTimer = setTimeout(() => void this.#save(), SAVE_AFTER_MS);
  }

  async #save(): Promise<void> {
    const { draft } = this.#state;
    if (!draft) return;
    this.#written = this.#written.then(() => this.#write(draft));
    await this.#written;
  }

  async #write(draft: Draft): Promise<void> {
    try {
      await this.engines.store.save(draft);
      const others = this.#state.drafts.filter(({ id }) => id !== draft.id);
      const isNewest = this.#state.draft === draft;
      this.#patch({ drafts: [draft, ...others], ...(isNewest && { saving: 'saved' as const }) });
    } catch (error) {
      this.#patch({ saving: 'failed', error: toCaseError(error) });
    }
  }

  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.showError(error);
    }
  }

  #patch(part: Partial<AuthorState>): void {
    this.#state = { ...this.#state, ...part };
    for (const listener of this.#listeners) listener();
  }
}

const toJson = (scenario: Scenario): JsonObject => JSON.parse(JSON.stringify(scenario)) as JsonObject;
