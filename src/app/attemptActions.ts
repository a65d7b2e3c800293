import {
  armOf,
  attemptToJson,
  editsIn,
  errorsIn,
  examRecord,
  canPlan,
  parseAttempts,
  patientSeed,
  sealAttempt,
  signedExportToJson,
  signExport,
  submitBlocker,
  type ArmResult,
  type Attempt,
  type AttemptEvent,
  type Mode,
  type Outcome,
  type PatientInfo,
  type Scenario,
} from '../exercise';
import type { Prescription } from '../planning';
import type { DamagedRecord } from './appState';
import type { CaseStore } from './caseStore';
import type { ExamKeeper } from './examKeeper';
import type { PlanActions } from './planActions';
import type { QueueActions } from './queueActions';
import { orTrouble } from './storageTrouble';
import { workingMs } from './workingTime';

/** Submitting, and the attempts kept on this machine. */
export class AttemptActions {
  readonly #store: CaseStore;
  readonly #plan: PlanActions;
  readonly #queue: QueueActions;
  readonly #keeper: ExamKeeper;

  constructor(store: CaseStore, plan: PlanActions, queue: QueueActions, keeper: ExamKeeper) {
    this.#store = store;
    this.#plan = plan;
    this.#queue = queue;
    this.#keeper = keeper;
  }

  /** What happened in the exam on the table so far. */
  get events(): readonly AttemptEvent[] {
    return this.#store.events;
  }

  /** Scores the plan and keeps the attempt. A second call does nothing. */
  async submit(): Promise<void> {
    if (submitBlocker(this.#store.case) === null) await this.#handIn(false);
  }

  /** Hands in what is there: a series that runs is stopped, a group that is missing stays missing. */
  async handInAtTimeUp(): Promise<void> {
    const store = this.#store;
    if (!canPlan(store.case)) return;
    this.#queue.stop();
    for (const { id, state } of store.case.steps)
      if (state === 'running') store.dispatch({ type: 'stepStopped', id });
    await this.#handIn(true);
  }

  /** In practice: what there is to say of the plan as it lies, without a mark. */
  checkPlan(): void {
    const store = this.#store;
    const { scenario, patient, groups, saturationBands } = store.case;
    if (store.state.session?.mode !== 'practice' || !canPlan(store.case) || !scenario || !patient) return;
    try {
      const outcome = this.#score(scenario, patient);
      store.log('plan checked');
      store.patch({ planCheck: { groups, saturationBands, sentences: adviceIn(outcome) } });
    } catch (error) {
      store.showError(error);
    }
  }

  /** Tries again to keep the attempt on the screen. */
  async keepAgain(): Promise<void> {
    const { attempt } = this.#store.state;
    this.dismissTrouble();
    if (attempt) await this.#keep(attempt);
    else await this.#keeper.flush();
  }

  dismissTrouble(): void {
    this.#store.patch({ storageTrouble: null });
  }

  /** Reads the kept attempts, newest first; damaged ones are set aside. */
  async load(): Promise<void> {
    await orTrouble(this.#store, async () => {
      const attempts: Attempt[] = [];
      const damaged = this.#store.state.damaged.filter((record) => record.of !== 'attempts');
      for (const { key, record } of await this.#store.engines.store.list()) {
        const read = parseAttempts([record]);
        attempts.push(...read.attempts);
        damaged.push(...read.damaged.map((set) => ({ ...set, key, of: 'attempts' as const })));
      }
      attempts.sort((a, b) => b.submittedAt.localeCompare(a.submittedAt));
      this.#store.patch({ attempts, damaged });
    });
  }

  async remove(id: string): Promise<void> {
    await this.#remove([id]);
  }

  /** Makes room: the older half of the attempts goes. */
  async removeOlderHalf(): Promise<void> {
    const { attempts } = this.#store.state;
    await this.#remove(attempts.slice(Math.floor(attempts.length / 2)).map(({ id }) => id));
    await this.keepAgain();
  }

  /** Deletes a record that cannot be read. */
  async removeDamaged({ key, of }: DamagedRecord): Promise<void> {
    const { store, local } = this.#store.engines;
    const isDone = await orTrouble(this.#store, () => (of === 'attempts' ? store : local.exams).remove(key));
    if (isDone)
      this.#store.patch({
        damaged: this.#store.state.damaged.filter((kept) => kept.key !== key || kept.of !== of),
      });
  }

  /** Attempts with the signature of this browser, for an instructor. @throws IsocenterError `signing-unavailable` */
  async exportSigned(attempts: readonly Attempt[]): Promise<{ fileName: string; json: string }> {
    const { local, clock } = this.#store.engines;
    const now = new Date(clock()).toISOString();
    const file = await signExport(attempts, await local.signer(), now);
    const who = attempts[0]?.trainee?.id.replace(/[^A-Za-z0-9]+/g, '-') ?? 'attempts';
    const fileName = `isocenter-${who}-${now.slice(0, 16).replace(/[:T]/g, '-')}-signed.json`;
    return { fileName, json: signedExportToJson(file) };
  }

  export(attempt: Attempt): { fileName: string; json: string } {
    const when = attempt.submittedAt.slice(0, 16).replace(/[:T]/g, '-');
    return { fileName: `isocenter-${attempt.scenario.id}-${when}.json`, json: attemptToJson(attempt) };
  }

  #score(scenario: Scenario, patient: PatientInfo): Outcome {
    const { case: exam, engines } = this.#store;
    const { ai, segmentation } = exam;
    return engines.scorer.score({
      trainee: this.#plan.prescription(),
      record: examRecord(exam),
      ai: ai.plan,
      aiRuns: ai.runs,
      aiSpine: segmentation.spine,
      confidence: segmentation.spineConfidence,
      truth: patient.truth,
      measures: patient.measures ?? null,
      truthLabels: patient.truthLabels ?? null,
      body: patient.body ?? null,
      localizerTimeS: engines.scanner.localizerTimeS,
      scenario,
    });
  }

  async #handIn(isTimeUp: boolean): Promise<void> {
    const store = this.#store;
    const { scenario, patient } = store.case;
    if (!scenario || !patient) return;
    try {
      const outcome = this.#score(scenario, patient);
      if (isTimeUp) store.log('time is up');
      store.log('submitted');
      const attempt = this.#record(this.#plan.prescription(), outcome);
      store.dispatch({ type: 'submitted', outcome, isTimeUp });
      store.patch({ attempt });
      store.tell((observer) => observer.attemptSubmitted(attempt, scenario));
      await this.#keep(attempt);
    } catch (error) {
      store.showError(error);
    }
  }

  /** Only what is kept as an attempt may go as an exam under way. */
  async #keep(attempt: Attempt): Promise<void> {
    const { store, local } = this.#store.engines;
    const isKept = await orTrouble(this.#store, () => store.save(attempt));
    if (!isKept) return;
    await this.load();
    await orTrouble(this.#store, () => this.#keeper.remove(attempt.id));
    local.tabs.tell({ what: 'attempts' });
  }

  async #remove(ids: readonly string[]): Promise<void> {
    const { store, local } = this.#store.engines;
    await orTrouble(this.#store, async () => {
      for (const id of ids) await store.remove(id);
    });
    await this.load();
    local.tabs.tell({ what: 'attempts' });
  }

  #record(plan: Prescription, outcome: Outcome): Attempt {
    const store = this.#store;
    const { session, case: exam } = store.state;
    const { scenario, patient, ai } = exam;
    const iso = (ms: number): string => new Date(ms).toISOString();
    const record: Attempt = {
      schemaVersion: 3,
      mode: session?.mode ?? 'exercise',
      trainee: session?.trainee ?? null,
      assignment: session?.assignment ?? null,
      patientSeed: scenario && patientSeed(scenario),
      chain: null,
      id: session?.id ?? '',
      scenario: { id: scenario?.id ?? '', title: scenario?.title ?? '' },
      patient: patient?.name ?? '',
      startedAt: iso(store.startedAt),
      submittedAt: iso(store.engines.clock()),
      aiPlanSeenBeforeSubmit: ai.seen,
      events: [...store.events],
      plan: toRecord(plan),
      aiPlan: ai.plan ? toRecord(ai.plan) : null,
      outcome,
      result: this.#result(outcome),
      aiAlone: this.#aiAlone(outcome),
      versions: store.engines.versions(),
    };
    return sealAttempt(record, store.scenarioDigest, store.links);
  }

  #result(outcome: Outcome): ArmResult {
    const { events, inputs, state } = this.#store;
    return {
      arm: armOf(events),
      // Ways to plan are compared by the plan: the AI alone does no other task.
      mark: outcome.planMark,
      passed: outcome.passed,
      seconds: planningSeconds(events, state.session?.mode ?? 'exercise'),
      edits: editsIn(events),
      inputs,
      errors: errorsIn(outcome),
    };
  }

  /** The same case by the AI alone: it takes its computing time and nobody's hands. */
  #aiAlone({ ai }: Outcome): ArmResult | null {
    const { totalMs } = this.#store.case.segmentation;
    if (!ai) return null;
    return { arm: 'ai', ...ai, seconds: totalMs === null ? null : totalMs / 1000, edits: 0, inputs: 0 };
  }
}

/** Mistakes first, then what would be better, group by group. */
const adviceIn = ({ criticalErrors, summary, groups, exam }: Outcome): string[] => [
  ...new Set([...criticalErrors, ...summary, ...groups.flatMap(({ advice }) => advice), ...exam.advice]),
];

/** Working time until handing in, s; null where the log lacks the first image. */
function planningSeconds(events: readonly AttemptEvent[], mode: Mode): number | null {
  const end = Date.parse(events.find(({ what }) => what === 'submitted')?.at ?? '');
  const worked = workingMs(events, mode, end);
  return worked === null || Number.isNaN(worked) ? null : worked / 1000;
}

/** Plain mutable data, as the record's schema has it. */
const toRecord = (plan: Prescription): Attempt['plan'] => JSON.parse(JSON.stringify(plan)) as Attempt['plan'];
