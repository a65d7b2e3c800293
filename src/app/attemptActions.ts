import {
  armOf,
  attemptToJson,
  editsIn,
  errorsIn,
  examRecord,
  parseAttempts,
  submitBlocker,
  type ArmResult,
  type Attempt,
  type AttemptEvent,
  type Outcome,
  type Scenario,
} from '../exercise';
import type { Prescription } from '../planning';
import type { CaseStore } from './caseStore';
import type { PlanActions } from './planActions';

/** Submitting, and the attempts kept on this machine. */
export class AttemptActions {
  readonly #store: CaseStore;
  readonly #plan: PlanActions;

  constructor(store: CaseStore, plan: PlanActions) {
    this.#store = store;
    this.#plan = plan;
  }

  /** Scores the plan and keeps the attempt. A second call does nothing. */
  async submit(): Promise<void> {
    const store = this.#store;
    const { scenario, patient, ai, segmentation } = store.case;
    if (submitBlocker(store.case) !== null || !scenario || !patient) return;
    try {
      const trainee = this.#plan.prescription();
      const outcome = store.engines.scorer.score({
        trainee,
        record: examRecord(store.case),
        ai: ai.plan,
        aiSpine: segmentation.spine,
        confidence: segmentation.spineConfidence,
        truth: patient.truth,
        measures: patient.measures ?? null,
        truthLabels: patient.truthLabels ?? null,
        body: patient.body ?? null,
        localizerTimeS: store.engines.scanner.localizerTimeS,
        scenario,
      });
      store.log('submitted');
      const attempt = this.#record(trainee, outcome);
      store.dispatch({ type: 'submitted', outcome });
      store.patch({ attempt });
      store.tell((observer) => observer.attemptSubmitted(attempt, scenario));
      await store.engines.store.save(attempt);
      await this.load();
    } catch (error) {
      store.showError(error);
    }
  }

  /** Reads the kept attempts, newest first; damaged ones are set aside. */
  async load(): Promise<void> {
    try {
      const { attempts, damaged } = parseAttempts(await this.#store.engines.store.list());
      attempts.sort((a, b) => b.submittedAt.localeCompare(a.submittedAt));
      this.#store.patch({ attempts, damaged });
    } catch (error) {
      this.#store.showError(error);
    }
  }

  async remove(id: string): Promise<void> {
    try {
      await this.#store.engines.store.remove(id);
      await this.load();
    } catch (error) {
      this.#store.showError(error);
    }
  }

  export(attempt: Attempt): { fileName: string; json: string } {
    const when = attempt.submittedAt.slice(0, 16).replace(/[:T]/g, '-');
    return { fileName: `isocenter-${attempt.scenario.id}-${when}.json`, json: attemptToJson(attempt) };
  }

  #record(plan: Prescription, outcome: Outcome): Attempt {
    const store = this.#store;
    const { scenario, patient, ai } = store.case;
    const now = store.engines.clock();
    const iso = (ms: number): string => new Date(ms).toISOString();
    return {
      schemaVersion: 3,
      mode: 'exercise',
      trainee: null,
      assignment: null,
      patientSeed: patientSeed(scenario),
      chain: null,
      id: `${scenario?.id ?? 'case'}-${iso(now)}`,
      scenario: { id: scenario?.id ?? '', title: scenario?.title ?? '' },
      patient: patient?.name ?? '',
      startedAt: iso(store.startedAt),
      submittedAt: iso(now),
      aiPlanSeenBeforeSubmit: ai.seen,
      events: [...store.events],
      plan: toRecord(plan),
      aiPlan: ai.plan ? toRecord(ai.plan) : null,
      outcome,
      result: this.#result(outcome),
      aiAlone: this.#aiAlone(outcome),
      versions: store.engines.versions(),
    };
  }

  #result(outcome: Outcome): ArmResult {
    const { events, inputs } = this.#store;
    return {
      arm: armOf(events),
      mark: outcome.mark,
      passed: outcome.passed,
      seconds: planningSeconds(events),
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

const patientSeed = (scenario: Scenario | null): number | null =>
  scenario && 'seed' in scenario.patient ? scenario.patient.seed : null;

/** From the first image to handing in, s; null where the log lacks one of both. */
function planningSeconds(events: readonly AttemptEvent[]): number | null {
  const at = (what: string): number => Date.parse(events.find((e) => e.what === what)?.at ?? '');
  const seconds = (at('submitted') - at('localizer acquired')) / 1000;
  return seconds >= 0 ? seconds : null;
}

/** Plain mutable data, as the record's schema has it. */
const toRecord = (plan: Prescription): Attempt['plan'] => JSON.parse(JSON.stringify(plan)) as Attempt['plan'];
