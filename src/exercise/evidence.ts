import type { Band, CompetencyEvidence, Outcome } from './attempt';
import { COMPETENCY_GRID } from './competencies';
import type { Scenario } from './scenario';

/** One thing that an exam shows of what its trainee can do. */
interface Item {
  /** As the grid of competencies names it, e.g. `axial.sagittalTilt`. */
  readonly key: string;
  /** 0 … 1 */
  readonly credit: number;
}

const creditOf = (band: Band): number | null => (band === 'unknown' ? null : COMPETENCY_GRID.credit[band]);

const rowItems = (kind: string, rows: Outcome['exam']['rows']): Item[] =>
  rows.flatMap(({ key, trainee }) => {
    const credit = trainee && creditOf(trainee.band);
    return credit === null ? [] : [{ key: `${kind}.${key}`, credit }];
  });

/**
 * What an exam shows of each competency: the rows of the plan, the tasks, and for every disc whether it got the right number. A
 * competency of which it shows nothing is left out.
 * @param wrongLevels names of the groups that lie on another disc than they are called after
 */
export function competencyEvidence(
  scenario: Scenario,
  { groups, exam, tasks }: Pick<Outcome, 'groups' | 'exam' | 'tasks'>,
  wrongLevels: readonly string[],
): CompetencyEvidence[] {
  const items: Item[] = [
    ...groups.flatMap(({ name, rows, counted }) => {
      const asked = scenario.groups.find((group) => group.name === name);
      if (!asked || counted === 'none') return [];
      const credit = wrongLevels.includes(name) ? 0 : 1;
      return [...rowItems(asked.kind, rows), ...(asked.level ? [{ key: 'level', credit }] : [])];
    }),
    ...rowItems('exam', exam.rows),
    ...tasks.flatMap(({ kind, percent }) =>
      percent === null ? [] : [{ key: `task.${kind}`, credit: percent / 100 }],
    ),
  ];
  return COMPETENCY_GRID.competencies.flatMap(({ id, evidence }) => {
    const shown = items.filter(({ key }) => evidence.includes(key));
    if (shown.length === 0) return [];
    const credit = shown.reduce((sum, item) => sum + item.credit, 0) / shown.length;
    return [{ competency: id, credit, items: shown.length }];
  });
}
