export * from './arms';
export * from './assessment';
export * from './attempt';
export { ARMS, BANDS } from './attemptParts';
export * from './caseReducer';
export * from './caseState';
export * from './competencies';
export * from './correction';
export * from './headlessExam';
export * from './onTable';
export * from './queue';
export * from './scenario';
export * from './scenarioGroups';
export type { ScenarioIssue } from './scenarioIssues';
export { migrateScenario } from './scenarioV1';
export { rubricOf } from './scenarioRubric';
export * from './scoreExam';
export {
  FINDINGS,
  type ReadFinding,
  type ScenarioTask,
  type ScenarioTrap,
  type TaskKind,
} from './scenarioTasks';
