import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MODES, parseScenario, rubricOf, type Mode, type Scenario } from '../exercise';
import { IsocenterError } from '../geometry';
import { SCORM_VERSIONS, scormFiles, zipped, type PackageFiles, type ScormVersion } from '../lms';
import { readPath, writeBytes } from './files';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface PackageCommandOptions {
  /** Version of SCORM. */
  readonly scorm: string;
  readonly out: string;
  /** Folder of the built page; built anew when left out. */
  readonly dist?: string;
  readonly title?: string;
  /** `exercise` (told at the end) or `assessment` (help off, a patient of the trainee's own). */
  readonly mode?: string;
  readonly passByScore?: boolean;
}

/** A scenario by the name of a shipped one, or from a file. */
async function readScenario(name: string): Promise<Scenario> {
  const shipped = join(ROOT, 'scenarios', `${name}.json`);
  const path = existsSync(shipped) ? shipped : name;
  const [file] = await readPath(path);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(file?.bytes));
  } catch (cause) {
    throw new IsocenterError('json-invalid', `"${path}" is not a JSON file.`, 'Give a scenario.', { cause });
  }
  const scenario = parseScenario(json);
  rubricOf(scenario);
  assertPatient(scenario);
  return scenario;
}

/** The page draws patients of the program's own folders only. */
function assertPatient({ patient }: Scenario): void {
  const path =
    'phantom' in patient
      ? patient.phantom
      : 'population' in patient
        ? `phantoms/populations/${patient.population}.json`
        : null;
  if (path === null || existsSync(join(ROOT, path))) return;
  throw new IsocenterError(
    'phantom-missing',
    `The scenario's patient "${path}" is not part of this program.`,
    'Put the definition into the scenario: "patient": { "definition": …, "seed": … }.',
  );
}

function parseVersion(version: string): ScormVersion {
  const known = SCORM_VERSIONS.find((candidate) => candidate === version);
  if (known) return known;
  throw new IsocenterError(
    'scorm-version',
    `There is no SCORM ${version}.`,
    `Give --scorm ${SCORM_VERSIONS.join(' or ')}.`,
  );
}

function parseMode(mode: string): Mode {
  const known = MODES.find((candidate) => candidate === mode && candidate !== 'practice');
  if (known) return known;
  throw new IsocenterError(
    'package-mode',
    `"${mode}" is not a mode whose result counts.`,
    'Give --mode exercise or assessment.',
  );
}

async function readBuilt(folder: string): Promise<PackageFiles> {
  const files = await readPath(folder);
  return Object.fromEntries(files.map(({ name, bytes }) => [name.split(sep).join('/'), bytes]));
}

/** Builds the page with relative addresses into a folder that goes again. */
async function build(): Promise<PackageFiles> {
  const { build: viteBuild } = await import('vite');
  const outDir = await mkdtemp(join(tmpdir(), 'isocenter-package-'));
  try {
    await viteBuild({
      ...{ root: ROOT, base: './', logLevel: 'error' },
      build: { outDir, emptyOutDir: true, sourcemap: false },
    });
    return await readBuilt(outDir);
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** `package SCENARIO… --scorm 1.2|2004 --out FILE.zip [--dist FOLDER]`: an exercise for a learning system. */
export async function runPackage(
  names: readonly string[],
  options: PackageCommandOptions,
  out: (text: string) => void,
): Promise<void> {
  const version = parseVersion(options.scorm);
  const mode = parseMode(options.mode ?? 'exercise');
  const scenarios = await Promise.all(names.map(readScenario));
  const built = options.dist === undefined ? await build() : await readBuilt(options.dist);
  const files = scormFiles(built, {
    ...{ version, mode, scenarios, passByScore: options.passByScore ?? false },
    ...(options.title !== undefined && { title: options.title }),
  });
  const zip = zipped(files);
  await writeBytes(options.out, zip);
  const unpacked = Object.values(files).reduce((sum, { length }) => sum + length, 0);
  const exercises = scenarios.map(({ id, passMark }) => `${id} (passed at ${passMark} %)`).join(', ');
  out(`${options.out}: SCORM ${version}, ${mode}: ${exercises}`);
  out(`${Object.keys(files).length} files, ${megabytes(zip.length)} (${megabytes(unpacked)} unpacked)`);
}
