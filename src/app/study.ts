// A reading study's cases scanned and read by the AI without a page: nothing of a browser comes along.
export { automaticPlan } from './automaticPlan';
export { readCaseByAi, recordedByAi, scanCase, type StudyEngines } from './readerStudyCase';
