import type { Cell, Comparison, CriterionName, Finding, ThreeValues } from './types';

type Held = Pick<Comparison, 'findings'> | null;

/** Criteria of three plans side by side, in the order in which they were measured. */
export function threeValues(trainee: Held, ai: Held, truth: Held): ThreeValues[] {
  const rows = new Map<CriterionName, Finding>();
  for (const held of [trainee, ai, truth])
    for (const f of held?.findings ?? []) if (!rows.has(f.criterion)) rows.set(f.criterion, f);
  const cell = (held: Held, criterion: CriterionName): Cell | null => {
    const f = held?.findings.find((candidate) => candidate.criterion === criterion);
    return f ? { value: f.value, band: f.band } : null;
  };
  return [...rows.values()].map(({ criterion, label, unit }) => ({
    criterion,
    label,
    unit,
    trainee: cell(trainee, criterion),
    ai: cell(ai, criterion),
    truth: cell(truth, criterion),
  }));
}
