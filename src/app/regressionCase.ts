import { IsocenterError, isIsocenterError } from '../geometry';
import type { PhantomDefinition } from '../patient';
import {
  casesOf,
  identityOf,
  isVolumeCase,
  parseSuite,
  type CaseRecord,
  type RegressionCase,
  type Suite,
} from '../regression';
import type { CaseFiles, CaseWork, RegressionEngines } from './regressionEngines';

/** What somebody opened beside the results. */
export interface Brought {
  readonly suites: readonly Suite[];
  readonly phantoms: ReadonlyMap<string, PhantomDefinition>;
  /** Images and label maps, by file name. */
  readonly volumes: ReadonlyMap<string, File>;
}

export const NOTHING_BROUGHT: Brought = { suites: [], phantoms: new Map(), volumes: new Map() };

const baseName = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;

/** The record's case in a suite; a suite with real images is told by their bytes too, which are not at hand: its name has to do. */
function caseIn(suite: Suite, { suite: run, case: one }: CaseRecord): RegressionCase | null {
  if (suite.name !== run.name) return null;
  const cases = casesOf(suite, suite.population ? run.cases - (suite.cases?.length ?? 0) : undefined);
  const found = cases.find(({ id }) => id === one.id) ?? null;
  const isReal = cases.some(isVolumeCase) && cases.length === run.cases;
  return isReal || identityOf(suite, cases).sha256 === run.sha256 ? found : null;
}

async function findCase(
  record: CaseRecord,
  brought: Brought,
  { suites }: Pick<RegressionEngines, 'suites'>,
): Promise<RegressionCase> {
  const known = [...brought.suites, ...(await suites()).map(parseSuite)];
  for (const suite of known) {
    const found = caseIn(suite, record);
    if (found) return found;
  }
  const { name } = record.suite;
  const isChanged = known.some((suite) => suite.name === name);
  throw new IsocenterError(
    isChanged ? 'regression-suite-changed' : 'regression-suite-missing',
    isChanged
      ? `This run was made with another version of the suite "${name}".`
      : `The suite "${name}" does not come with this program.`,
    'Open the file of the suite it was made with: a case is drawn from it.',
  );
}

/** A file that somebody has to open first. */
const needed = (what: string, path: string): IsocenterError =>
  new IsocenterError(
    'regression-file-needed',
    `The case's ${what} "${baseName(path)}" does not come with this program.`,
    `Open ${baseName(path)} beside the results.`,
  );

async function definitionOf(
  one: RegressionCase,
  { phantoms }: Brought,
  engines: Pick<RegressionEngines, 'definitionOf'>,
): Promise<unknown> {
  if (isVolumeCase(one)) return null;
  if ('population' in one.patient) return engines.definitionOf(one.patient);
  const own = phantoms.get(baseName(one.patient.phantom));
  if (own) return own;
  try {
    return await engines.definitionOf(one.patient);
  } catch (error) {
    const isMissing = isIsocenterError(error) && error.code === 'phantom-missing';
    throw isMissing ? needed('phantom', one.patient.phantom) : error;
  }
}

/** Label maps of other tools are called as the case. */
const labelNames = (id: string): string[] => [`${id}.nii.gz`, `${id}.nii`];

function filesOf(one: RegressionCase, { volumes }: Brought): CaseFiles {
  const real = isVolumeCase(one)
    ? { image: volumes.get(baseName(one.image)), truth: volumes.get(baseName(one.labels)) }
    : null;
  if (isVolumeCase(one) && !real?.image) throw needed('image', one.image);
  if (isVolumeCase(one) && !real?.truth) throw needed('true label map', one.labels);
  const labels = labelNames(one.id).flatMap((name) => volumes.get(name) ?? [])[0];
  const isOwn = labels === real?.image || labels === real?.truth;
  return { labels: labels && !isOwn ? labels : null, image: real?.image ?? null, truth: real?.truth ?? null };
}

/**
 * What is needed to draw a record's case again.
 * @throws IsocenterError `regression-suite-missing`, `regression-suite-changed`, `regression-file-needed`: each says what to open
 */
export async function workOf(
  record: CaseRecord,
  brought: Brought,
  engines: Pick<RegressionEngines, 'suites' | 'definitionOf'>,
): Promise<CaseWork> {
  const regressionCase = await findCase(record, brought, engines);
  const files = filesOf(regressionCase, brought);
  return { regressionCase, record, files, definition: await definitionOf(regressionCase, brought, engines) };
}
