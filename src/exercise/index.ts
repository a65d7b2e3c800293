export * from './answers';
export * from './arms';
export * from './assessment';
export * from './assignment';
export * from './attempt';
export { ARMS, BANDS } from './attemptParts';
export { canonicalJson } from './canonicalJson';
export * from './caseReducer';
export * from './caseState';
export * from './competencies';
export * from './correction';
export * from './curriculum';
export * from './evidence';
export { geometryTie, type GeometryChoice, type GeometryTie } from './geometryChoice';
export { keepLinks } from './geometryLinks';
export * from './groupNames';
export { examMark } from './examMark';
export { examTitle, isTitleHidden, restOfIndication, titleBefore } from './examTitle';
export * from './examRecord';
export {
  unmetByTask,
  unmetExpectations,
  unmetWords,
  valueName,
  type Expectation,
  type Expectations,
} from './expectations';
export * from './judgeFaults';
export * from './headlessAttempt';
export * from './headlessExam';
export * from './logWords';
export * from './onTable';
export { digestOf } from './digest';
export * from './eventChain';
export { scenarioInMode } from './modes';
export * from './positions';
export { planChange, planChangeSchema, withChange, type PlanChange } from './planChange';
export * from './queue';
export * from './queueEdits';
export * from './scenario';
export * from './scenarioGroups';
export type { ScenarioIssue } from './scenarioIssues';
export { migrateScenario } from './scenarioV1';
export { rubricOf } from './scenarioRubric';
export { readTruth, type ReadTruth } from './readTruth';
export * from './rightExam';
export * from './scenarioJsonSchema';
export * from './scenarioReferences';
export * from './scoreExam';
export { separated, type Runs } from './separated';
export * from './simulatedTrainee';
export { SKILL_NAMES, SKILLS, type Skill, type SkillName } from './skills';
export { scoreTasks, type CriticalError, type TaskEvidence } from './scoreTasks';
export * from './taskProgress';
export { stepTitle, taskTitle } from './taskTitle';
export * from './traps';
export {
  discLevel,
  FINDINGS,
  kebab,
  sentence,
  type ReadFinding,
  type ScenarioTask,
  type ScenarioTrap,
  type TaskKind,
} from './scenarioTasks';
export * from './signedExport';
export { freeId, takenIds } from './stepIds';
export * from './variant';
