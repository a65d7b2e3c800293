import { isIsocenterError } from '../geometry';
import { sequenceByName, sequenceSettingsSchema, SETTING_KEYS } from '../scanner';
import { levelsOf } from '../volume';
import type { PhantomDefinition } from '../patient';
import type { Scenario, ScenarioFault } from './scenario';
import type { Expectation } from './expectations';
import { rubricOf } from './scenarioRubric';

/** What is wrong with what a `parameters` task expects of one value; null when it can be met. */
function expectationFault(key: string, expected: Expectation): string | null {
  if (!SETTING_KEYS.includes(key)) return `a sequence has no value called "${key}"`;
  if ('is' in expected) {
    const { success } = sequenceSettingsSchema.safeParse({ [key]: expected.is });
    return success ? null : `"${String(expected.is)}" is not a value for ${key}`;
  }
  return rangeFault(expected);
}

/** What is wrong with a range; null when a value can lie in it. */
function rangeFault({
  min = -Infinity,
  max = Infinity,
}: {
  min?: number | undefined;
  max?: number | undefined;
}): string | null {
  if (min === -Infinity && max === Infinity) return 'give a least or a greatest value';
  return min > max ? `nothing lies between ${min} and ${max}` : null;
}

function expectationFaults({ tasks, protocol }: Scenario): ScenarioFault[] {
  return tasks.flatMap((task, i) => {
    if (task.kind !== 'parameters') return [];
    const values = Object.entries(task.expect).flatMap(([key, expected]) => {
      const message = expectationFault(key, expected);
      return message === null ? [] : [{ path: `tasks.${i}.expect.${key}`, message }];
    });
    const slices = (task.slices ?? []).flatMap(({ group, ...ranges }, s) => {
      const path = `tasks.${i}.slices.${s}`;
      const isTaken = protocol.some(({ id, groups }) => id === task.step && groups.includes(group));
      const unfit = Object.entries(ranges).flatMap(([key, range]) => {
        const message = range ? rangeFault(range) : null;
        return message === null ? [] : [{ path: `${path}.${key}`, message }];
      });
      return [
        ...(isTaken ? [] : [{ path: `${path}.group`, message: `"${task.step}" does not take it` }]),
        ...unfit,
      ];
    });
    return [...values, ...slices];
  });
}

function sequenceFaults({ protocol }: Scenario): ScenarioFault[] {
  return protocol.flatMap(({ sequence }, i) => {
    try {
      sequenceByName(sequence);
      return [];
    } catch (error) {
      if (!isIsocenterError(error)) throw error;
      return [{ path: `protocol.${i}.sequence`, message: `there is no sequence "${sequence}"` }];
    }
  });
}

function rubricFaults(scenario: Scenario): ScenarioFault[] {
  const { base, criteria = {} } = scenario.rubric;
  const plain = { ...scenario, rubric: { base } };
  const refused = (changed: Scenario): boolean => {
    try {
      rubricOf(changed);
      return false;
    } catch (error) {
      if (!isIsocenterError(error)) throw error;
      return true;
    }
  };
  if (refused(plain)) return [{ path: 'rubric.base', message: `there is no rubric "${base}"` }];
  return Object.entries(criteria).flatMap(([kind, weights]) =>
    Object.entries(weights ?? {}).flatMap(([name, weight]) => {
      const one = { ...scenario, rubric: { base, criteria: { [kind]: { [name]: weight } } } };
      return refused(one)
        ? [{ path: `rubric.criteria.${kind}.${name}`, message: 'there is no such criterion' }]
        : [];
    }),
  );
}

/** Tasks, traps and weights that could never have an effect. */
function unusedFaults({ tasks, traps, groups, rubric, protocol }: Scenario): ScenarioFault[] {
  const faults: ScenarioFault[] = [];
  const fail = (path: string, message: string): unknown => faults.push({ path, message });
  groups.forEach(({ kind, level, contiguous }, i) => {
    if (kind !== 'axial' && level) fail(`groups.${i}.level`, 'only axial groups lie at a disc');
    if (kind === 'axial' && !level) fail(`groups.${i}.level`, 'an axial group needs the disc it lies at');
    if (kind !== 'axial' && contiguous)
      fail(`groups.${i}.contiguous`, 'only axial groups are angled or contiguous');
  });
  groups.forEach(({ name }, i) => {
    if (!protocol.some((step) => step.groups.includes(name)))
      fail(`groups.${i}`, `no step of the protocol runs "${name}"`);
  });
  for (const kind of ['parameters', 'run', 'judge', 'read'] as const)
    if ((rubric.weights?.[kind] ?? 0) > 0 && !tasks.some((task) => task.kind === kind))
      fail(`rubric.weights.${kind}`, 'the scenario has no such task');
  traps.forEach((trap, i) => {
    if (trap.kind !== 'wrong-preset') return;
    const asks = tasks.some((task) => task.kind === 'parameters' && task.step === trap.step);
    if (!asks) fail(`traps.${i}`, `no task says which values of "${trap.step}" are right`);
  });
  return faults;
}

/**
 * What a scenario refers to and the program does not have: sequences, rubric, criteria, names of values; and what could never have an
 * effect. Its patient is looked at by `patientFaults`.
 */
export const referenceFaults = (scenario: Scenario): ScenarioFault[] => [
  ...sequenceFaults(scenario),
  ...rubricFaults(scenario),
  ...expectationFaults(scenario),
  ...unusedFaults(scenario),
];

/** Discs that a scenario asks for and its patient does not have. */
export function patientFaults(scenario: Scenario, definition: PhantomDefinition): ScenarioFault[] {
  const { lumbarVertebrae, transition } = definition;
  const { discs } = levelsOf(lumbarVertebrae, transition === 'lumbarised-S1');
  const unknown = (path: string, level: string | undefined): ScenarioFault[] =>
    level === undefined || discs.some((disc) => disc === level)
      ? []
      : [{ path, message: `the patient has no disc ${level}` }];
  return [
    ...scenario.groups.flatMap(({ level }, i) => unknown(`groups.${i}.level`, level)),
    ...scenario.tasks.flatMap((task, i) =>
      task.kind === 'read' ? unknown(`tasks.${i}.level`, task.level) : [],
    ),
  ];
}
