import { discTitle, groupTitle } from '../planning';
import { sequenceByName } from '../scanner';
import { FINDING_WORDS } from './answers';
import type { Scenario } from './scenario';
import type { ScenarioTask } from './scenarioTasks';

type Asked = Pick<Scenario, 'groups' | 'protocol'>;

function groupName({ groups }: Asked, name: string): string {
  const wanted = groups.find((group) => group.name === name);
  return wanted ? groupTitle(wanted) : name;
}

/**
 * A step's series, with its groups where several go by one name.
 * @throws IsocenterError `sequence-unknown`
 */
export function stepTitle(scenario: Asked, id: string): string {
  const step = scenario.protocol.find((candidate) => candidate.id === id);
  if (!step) return id;
  const { label } = sequenceByName(step.sequence);
  const isOne = scenario.protocol.filter(({ sequence }) => sequence === step.sequence).length === 1;
  return isOne ? label : `${label} ${step.groups.map((name) => groupName(scenario, name)).join(', ')}`;
}

const isEitherWay = ({ groups }: Asked, name: string): boolean =>
  groups.some((group) => group.name === name && group.contiguous === 'allowed');

/**
 * A task in a few words: what the trainee's list and the score call it.
 * @throws IsocenterError `sequence-unknown`
 */
export function taskTitle(scenario: Asked, task: ScenarioTask): string {
  switch (task.kind) {
    case 'position':
      return 'Position the patient';
    case 'localize':
      return 'Acquire the localizer';
    case 'plan':
      return isEitherWay(scenario, task.group)
        ? `Plan ${groupName(scenario, task.group)}, angled or contiguous`
        : `Plan ${groupName(scenario, task.group)}`;
    case 'parameters':
      return `Set up ${stepTitle(scenario, task.step)}`;
    case 'run':
      return `Run ${stepTitle(scenario, task.step)}`;
    case 'judge':
      return `Judge ${stepTitle(scenario, task.step)}`;
    case 'read':
      return `Read ${discTitle(task.level)}: ${FINDING_WORDS[task.finding]}`;
  }
}
