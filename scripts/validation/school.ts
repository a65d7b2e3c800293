import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runClass } from '../../src/cli/class';
import { runCohort } from '../../src/cli/cohort';

const CLASS = {
  trainees: 30,
  scenarios: 'normal,scoliosis,listhesis,crossing-two,steep-sacrum,stenosis-levels',
  seed: 1,
  assisted: true,
} as const;

/** What R says of the same tables; in words where R or its package is not installed. */
function againstR(folder: string): string {
  const script = join(import.meta.dirname, '../cohort/compare.R');
  const { status, stdout } = spawnSync('Rscript', [script, folder], { encoding: 'utf8' });
  if (status === null || stdout.trim() === '') return 'R with the package psych was not there: not compared.';
  const lines = stdout.trim().split('\n');
  return `\`scripts/cohort/compare.R\` reckons ${lines.length - 1} of these figures anew with R (psych, aov) from the same tables. The ${lines.at(-1) ?? ''}.`;
}

/** Marks of single criteria fill pages: they are in the command's own report. */
const withoutCriteria = (report: string): string => report.replace(/^### (?!All)[^]*?(?=^## )/gm, '');

/** A report with its headings below this page's own. */
const below = (report: string): string => report.replace(/^#/gm, '###');

/** A class of simulated trainees through six scenarios, read as an instructor reads it. */
export async function schoolPart(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'isocenter-school-'));
  const [records, figures] = [join(folder, 'class'), join(folder, 'cohort')];
  const silent = (): void => undefined;
  await runClass({ ...CLASS, out: records }, silent);
  await runCohort([records], { out: figures, groups: join(records, 'skills.csv') }, silent);
  return `${CLASS.trainees} simulated trainees of two skills (\`src/exercise/skills.json\`, with sources) work through six scenarios, by hand and four weeks
later with the AI's plan: \`npx isocenter class --trainees ${CLASS.trainees} --scenarios ${CLASS.scenarios} --seed ${CLASS.seed} --assisted --out DIR\`,
then \`npx isocenter cohort DIR --groups DIR/skills.csv --out FIGURES\`.

${below(withoutCriteria(readFileSync(join(figures, 'report.md'), 'utf8'))).trim()}

### Against R

${againstR(figures)}`;
}
