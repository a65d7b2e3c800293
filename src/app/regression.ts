// The regression bench's page, as the page and the composition root need it.
export { createBench } from './regressionClient';
export { RegressionController } from './regressionController';
export type { BenchEngine, CaseHooks, CaseWork, OpenedFiles, RegressionEngines } from './regressionEngines';
export type { AxialSight, CaseSight, RegressionState, StepIn } from './regressionState';
