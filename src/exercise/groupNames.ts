import { stemOf } from '../planning';
import type { CaseState } from './caseState';
import type { RequiredGroup, Scenario } from './scenario';

const KINDS = ['sagittal', 'coronal', 'axial'] as const;

/** What a group is for, whether the scenario asks for it, it is a copy of such a one, or of a kind that was added. Null: unknown. */
export function groupNamed(scenario: Pick<Scenario, 'groups'> | null, name: string): RequiredGroup | null {
  const asked = scenario?.groups ?? [];
  const own = asked.find((group) => group.name === name);
  if (own) return own;
  const stem = stemOf(name);
  const copied = asked.find((group) => group.name === stem);
  if (copied) return { ...copied, name };
  const kind = KINDS.find((candidate) => candidate === stem);
  return kind ? { name, kind } : null;
}

/** Every group that the exam is about: those the scenario asks for, then those of added series. */
export function groupsOfExam({ scenario, steps }: Pick<CaseState, 'scenario' | 'steps'>): RequiredGroup[] {
  const asked = scenario?.groups ?? [];
  const added = new Set(steps.flatMap(({ groups }) => groups));
  for (const { name } of asked) added.delete(name);
  return [...asked, ...[...added].flatMap((name) => groupNamed(scenario, name) ?? [])];
}
