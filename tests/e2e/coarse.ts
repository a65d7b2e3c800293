import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  assignmentToJson,
  createAssignment,
  parseScenario,
  type Mode,
  type Scenario,
} from '../../src/exercise';
import { ROOT } from './sandbox';

interface ScenarioFile {
  readonly protocol: readonly { readonly id: string }[];
  readonly traps: readonly unknown[];
  readonly tasks: readonly unknown[];
}

export interface CoarseOptions {
  /** Series that take seconds in place of a minute; all of them when left out. */
  readonly steps?: readonly string[];
  /** Tasks before the scenario's own. */
  readonly tasks?: readonly unknown[];
}

/** A shipped scenario with series of a matrix so coarse that they take seconds: for what does not depend on the images. */
export function coarseScenario(id: string, { steps, tasks = [] }: CoarseOptions = {}): Scenario {
  const file = JSON.parse(readFileSync(join(ROOT, `scenarios/${id}.json`), 'utf8')) as ScenarioFile;
  const settings = { matrixRead: 96, matrixPhase: 96 };
  const coarse = (steps ?? file.protocol.map((step) => step.id)).map((step) => ({
    ...{ kind: 'wrong-preset', step, settings },
  }));
  return parseScenario({ ...file, traps: [...file.traps, ...coarse], tasks: [...tasks, ...file.tasks] });
}

/** An instructor's file with these scenarios; its path. */
export function assignmentFile(mode: Mode, ...scenarios: Scenario[]): string {
  const path = join(mkdtempSync(join(tmpdir(), 'isocenter-assigned-')), 'assignment.json');
  const assignment = createAssignment({
    ...{ id: 'set', title: 'Set for today', mode, scenarios, tries: null, secret: 'not-needed' },
  });
  writeFileSync(path, assignmentToJson(assignment));
  return path;
}
