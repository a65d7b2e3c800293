import type { FormNode } from './authorNodes';
import { startsWith, type Path } from './authorJson';

export type SectionId = 'case' | 'patient' | 'findings' | 'protocol' | 'tasks' | 'rubric' | 'feedback';

/** Pages of the editor and the keys of a scenario on them, in the order in which they are shown. */
export const SECTIONS: readonly {
  readonly id: SectionId;
  readonly label: string;
  readonly keys: readonly string[];
}[] = [
  {
    id: 'case',
    label: 'Case',
    keys: [
      ...[
        'schemaVersion',
        'title',
        'examTitle',
        'id',
        'grade',
        'module',
        'indication',
        'practises',
        'aiPlan',
        'request',
      ],
      'objectives',
    ],
  },
  { id: 'patient', label: 'Patient', keys: ['patient'] },
  { id: 'findings', label: 'Findings', keys: [] },
  { id: 'protocol', label: 'Protocol', keys: ['groups', 'saturationBand', 'protocol'] },
  { id: 'tasks', label: 'Tasks and traps', keys: ['tasks', 'traps'] },
  { id: 'rubric', label: 'Rubric', keys: ['passMark', 'timeBudgetS', 'timeLimitS', 'rubric'] },
  { id: 'feedback', label: 'Feedback', keys: ['feedback'] },
];

export const FINDINGS_PATH: Path = ['patient', 'definition', 'findings'];

/** The page on which what stands at a path is edited; what the format does not know is on the first. */
export function sectionOf(at: Path): SectionId {
  if (startsWith(at, FINDINGS_PATH)) return 'findings';
  return SECTIONS.find(({ keys }) => keys.includes(String(at[0])))?.id ?? 'case';
}

/** The nodes of one page. */
export function sectionForm(form: readonly FormNode[], id: SectionId): FormNode[] {
  if (id === 'findings') return form.flatMap(findingsOf);
  const keys = SECTIONS.find((section) => section.id === id)?.keys ?? [];
  const rank = ({ path }: FormNode): number => {
    const at = keys.indexOf(String(path[0]));
    return at < 0 ? keys.length : at;
  };
  return form
    .filter(({ path }) => sectionOf(path) === id)
    .sort((a, b) => rank(a) - rank(b))
    .map(withoutFindings);
}

const isFindings = ({ path }: FormNode): boolean => startsWith(path, FINDINGS_PATH);

function findingsOf(node: FormNode): FormNode[] {
  if (isFindings(node)) return [node];
  return node.node === 'group' ? node.children.flatMap(findingsOf) : [];
}

/** The patient without the list that has a page of its own. */
const withoutFindings = (node: FormNode): FormNode =>
  node.node === 'group' && startsWith(FINDINGS_PATH, node.path)
    ? { ...node, children: node.children.filter((child) => !isFindings(child)).map(withoutFindings) }
    : node;
