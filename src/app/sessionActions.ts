import {
  assignmentStanding,
  parseAssignment,
  type Assignment,
  type AssignmentStanding,
  type Scenario,
} from '../exercise';
import { IsocenterError, isIsocenterError } from '../geometry';
import type { CaseStore } from './caseStore';
import { forgetAssignment, readMemory, rememberAssignment, rememberBegun, rememberTrainee } from './memory';
import type { PatientActions } from './patientActions';
import { scenarioFor, type BeginRequest, type Trainee } from './session';
import { orTrouble } from './storageTrouble';

/** Who sits here, what is assigned, and how the next exam is begun. */
export class SessionActions {
  readonly #store: CaseStore;
  readonly #patient: PatientActions;

  constructor(store: CaseStore, patient: PatientActions) {
    this.#store = store;
    this.#patient = patient;
  }

  /** Reads what this machine remembers. */
  async load(): Promise<void> {
    await orTrouble(this.#store, async () => {
      this.#store.patch(await readMemory(this.#store.engines.local.settings));
    });
  }

  /** Asks how a scenario is to be begun; one of an assignment by its id. */
  choose(scenarioId: string, assignmentId: string | null = null): void {
    const assignment = this.#store.state.assignments.find(({ id }) => id === assignmentId) ?? null;
    const scenarios = assignment?.scenarios ?? this.#store.scenarios;
    const scenario = scenarios.find(({ id }) => id === scenarioId);
    if (!scenario) throw new Error(`no scenario ${scenarioId}`);
    this.#store.patch({ beginning: { scenario, assignment } });
  }

  /** Begins none after all. */
  cancel(): void {
    this.#store.patch({ beginning: null });
  }

  /** Begins the scenario that was chosen. `draw`: another of its patients. */
  async begin(request: Omit<BeginRequest, 'assignment'>): Promise<void> {
    const { beginning } = this.#store.state;
    if (!beginning) return;
    const { scenario, assignment } = beginning;
    try {
      const mode = assignment?.mode ?? request.mode;
      const standing = assignment && this.#standingOf(assignment, scenario, request.trainee);
      if (standing && standing.blocker !== null) {
        const { title } = assignment;
        throw new IsocenterError(
          'assignment-blocked',
          `“${title}”: ${standing.blocker}`,
          'Choose another scenario.',
        );
      }
      // Another try of an assessment is another patient.
      const draw = mode === 'assessment' ? (standing?.begun ?? 0) : request.draw;
      const how: BeginRequest = { mode, trainee: request.trainee, assignment, draw };
      // What is refused is neither remembered nor counted.
      scenarioFor(scenario, how);
      const opening = this.#patient.open(scenario, how);
      this.cancel();
      // An exam under way is worth keeping: asked when there is one, as browsers want it.
      void this.#store.engines.local.room.persist().catch(() => false);
      await this.#remember(request.trainee, scenario, assignment);
      await opening;
    } catch (error) {
      // A sentence behind a dialog is not read.
      this.cancel();
      this.#store.showError(error);
    }
  }

  /** The same kind of patient in another anatomy, as the last one was made. Not of an assessment: its tries are counted. */
  async another(): Promise<void> {
    const { session, case: exam } = this.#store.state;
    const listed = this.#store.scenarios.find(({ id }) => id === exam.scenario?.id);
    if (!session || !listed || session.mode === 'assessment') return;
    const { mode, trainee } = session;
    await this.#patient.open(listed, { mode, trainee, assignment: null, draw: this.#store.engines.clock() });
  }

  /** What was dropped or picked: an assignment by its ending, else a patient of one's own. */
  async openFiles(files: readonly File[]): Promise<void> {
    const [file] = files;
    if (file && files.length === 1 && /\.json$/i.test(file.name)) await this.openAssignment(file);
    else await this.#patient.openFiles(files);
  }

  /** An instructor's file: its scenarios stand on the start page from now on. */
  async openAssignment(file: File): Promise<void> {
    try {
      const assignment = parseAssignment(await jsonOf(file));
      this.#store.patch({
        assignments: [...this.#store.state.assignments.filter(({ id }) => id !== assignment.id), assignment],
      });
      await this.#keep(async (settings) => ({ assignments: await rememberAssignment(settings, assignment) }));
    } catch (error) {
      this.#store.showError(error);
    }
  }

  async removeAssignment(id: string): Promise<void> {
    await this.#keep(async (settings) => ({ assignments: await forgetAssignment(settings, id) }));
  }

  /** What the trainee of this machine has done of an assignment, and what is left. */
  standing(assignment: Assignment): AssignmentStanding[] {
    return this.#standings(assignment, this.#store.state.trainee);
  }

  #standingOf(
    assignment: Assignment,
    { id }: Scenario,
    trainee: Trainee | null,
  ): AssignmentStanding | undefined {
    return this.#standings(assignment, trainee).find(({ scenario }) => scenario.id === id);
  }

  #standings(assignment: Assignment, trainee: Trainee | null): AssignmentStanding[] {
    const { begun, attempts } = this.#store.state;
    const now = new Date(this.#store.engines.clock()).toISOString();
    return assignmentStanding(assignment, trainee?.id ?? null, begun, attempts, now);
  }

  async #remember(trainee: Trainee | null, scenario: Scenario, assignment: Assignment | null): Promise<void> {
    const { session } = this.#store.state;
    this.#store.patch({ trainee });
    await this.#keep(async (settings) => ({ trainee: await rememberTrainee(settings, trainee) }));
    if (!assignment || !session) return;
    const exam = {
      attempt: session.id,
      assignment: assignment.id,
      scenario: scenario.id,
      trainee: trainee?.id ?? null,
    };
    this.#store.patch({ begun: [...this.#store.state.begun, exam] });
    await this.#keep(async (settings) => ({ begun: await rememberBegun(settings, exam) }));
  }

  async #keep(
    work: (settings: CaseStore['engines']['local']['settings']) => Promise<Parameters<CaseStore['patch']>[0]>,
  ): Promise<void> {
    const { settings, tabs } = this.#store.engines.local;
    await orTrouble(this.#store, async () => {
      this.#store.patch(await work(settings));
      tabs.tell({ what: 'settings' });
    });
  }
}

/** @throws IsocenterError `assignment-invalid` */
async function jsonOf(file: File): Promise<unknown> {
  try {
    return JSON.parse(await file.text()) as unknown;
  } catch (error) {
    if (isIsocenterError(error)) throw error;
    throw new IsocenterError(
      'assignment-invalid',
      `“${file.name}” is no assignment: it cannot be read as JSON.`,
      'Ask your instructor for the file again.',
    );
  }
}
