import { strToU8, zipSync } from 'fflate';
import { isTitleHidden, titleBefore, type Mode, type Scenario } from '../../exercise';
import { IsocenterError } from '../../geometry';
import { neutralName } from '../neutralName';
import type { ScormVersion } from '../scorm/runtime';
import { launchPage } from './launch';
import { imsManifest, type PackagedExercise } from './manifest';

/** Files of a package by their path, `/` between folders. */
export type PackageFiles = Readonly<Record<string, Uint8Array>>;

export interface ScormPackageOptions {
  readonly version: ScormVersion;
  readonly scenarios: readonly Scenario[];
  /** How the exercises are taken; as an exercise when left out. */
  readonly mode?: Mode;
  /** Of the course; the scenario's where there is one only. */
  readonly title?: string;
  /** See `ManifestContent.passByScore`. */
  readonly passByScore?: boolean;
}

/** Of no use to somebody who takes an exercise: sources, and what installs the program on a machine. */
const isNeeded = (path: string): boolean =>
  path !== 'index.html' && path !== 'sw.js' && !path.endsWith('.map');

/**
 * The files of a package: one page an exercise, the program they share, the manifest.
 * @param built the built page, with relative addresses
 * @throws IsocenterError `package-own-volume`, `package-no-page`, `package-absolute`, `package-twice`
 */
export function scormFiles(built: PackageFiles, options: ScormPackageOptions): Record<string, Uint8Array> {
  const { version, scenarios, mode = 'exercise', passByScore = false } = options;
  const html = pageOf(built);
  check(scenarios);
  const files = Object.fromEntries(Object.entries(built).filter(([path]) => isNeeded(path)));
  const sharedFiles = Object.keys(files).sort();
  const exercises = scenarios.map((scenario) => packaged(scenario, mode));
  for (const scenario of scenarios)
    files[packaged(scenario, mode).href] = strToU8(launchPage(html, { scorm: version, mode, scenario }));
  const title = options.title ?? (exercises.length === 1 ? exercises[0]?.title : undefined);
  const content = { title: title ?? 'Lumbar-spine MRI exercises', exercises, sharedFiles, passByScore };
  files['imsmanifest.xml'] = strToU8(imsManifest(version, content));
  return files;
}

/** Where help is hidden neither the course's list nor the address tells the diagnosis, as id and title do. */
function packaged(scenario: Scenario, mode: Mode): PackagedExercise {
  const { id, passMark } = scenario;
  const name = isTitleHidden(scenario, mode) ? neutralName(scenario) : id;
  return { name, title: titleBefore(scenario, mode), passMark, href: `${name}.html` };
}

/** The same files give the same bytes, whenever and wherever they are packed. */
export function zipped(files: PackageFiles): Uint8Array {
  // The format has no zone: parts of the day where the program runs, so that every machine writes the same ones.
  const mtime = new Date(1980, 0, 1);
  const inOrder = Object.keys(files).sort();
  return zipSync(Object.fromEntries(inOrder.map((path) => [path, files[path] ?? new Uint8Array()])), {
    ...{ level: 6, mtime, os: 3, attrs: 0o644 << 16 },
  });
}

function pageOf(built: PackageFiles): string {
  const page = built['index.html'];
  if (!page) {
    throw new IsocenterError(
      'package-no-page',
      'The built page has no index.html.',
      'Build it with "npm run build", or leave --dist out.',
    );
  }
  const html = new TextDecoder().decode(page);
  const absolute = /\b(?:src|href)="\/[^"]*"/.exec(html)?.[0];
  if (absolute) {
    throw new IsocenterError(
      'package-absolute',
      `The built page looks for its files at the root of a server (${absolute}), where a learning system has none.`,
      'Build it with "--base ./", or leave --dist out.',
    );
  }
  return html;
}

function check(scenarios: readonly Scenario[]): void {
  const own = scenarios.find(({ patient }) => 'volume' in patient);
  if (own) {
    throw new IsocenterError(
      'package-own-volume',
      `"${own.id}" needs an image that the trainee brings, so its result says nothing of a course.`,
      'Package scenarios with a virtual patient.',
    );
  }
  const twice = scenarios.find(({ id }, i) => scenarios.findIndex((other) => other.id === id) < i);
  if (twice) {
    throw new IsocenterError(
      'package-twice',
      `Two of the scenarios are called "${twice.id}".`,
      'Give every scenario of a package an id of its own.',
    );
  }
}
