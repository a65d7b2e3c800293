import { z } from 'zod';
import { MODES, parseScenario, type Mode, type Scenario } from '../../exercise';
import { IsocenterError } from '../../geometry';
import { SCORM_VERSIONS, type ScormVersion } from '../scorm/runtime';

/** What a packaged page carries: which exercise it is and how it reports. */
export interface PackageLaunch {
  readonly scorm: ScormVersion;
  readonly mode: Mode;
  readonly scenario: Scenario;
}

/** The element of the page that holds it. */
const ELEMENT_ID = 'isocenter-launch';

const schema = z.strictObject({
  schemaVersion: z.literal(1),
  scorm: z.enum(SCORM_VERSIONS),
  mode: z.enum(MODES),
  scenario: z.unknown(),
});

/** A page of the program as the page of one exercise: the launch in its head, and the title of the exercise. */
export function launchPage(html: string, { scorm, mode, scenario }: PackageLaunch): string {
  const json = JSON.stringify({ schemaVersion: 1, scorm, mode, scenario });
  // Text of the scenario must not end the element, whatever it says.
  const safe = json.replaceAll('<', '\\u003c');
  const script = `<script type="application/json" id="${ELEMENT_ID}">${safe}</script>`;
  const end = html.indexOf('</head>');
  if (end < 0) {
    throw new IsocenterError(
      'package-no-page',
      'The index.html of the built page has no head.',
      'Build the page again with "npm run build".',
    );
  }
  return `${html.slice(0, end)}${script}\n  ${html.slice(end)}`;
}

/**
 * The launch that a packaged page carries; null in the program itself.
 * @throws IsocenterError `package-damaged`, `scenario-invalid`
 */
export function readLaunch(document: Pick<Document, 'getElementById'>): PackageLaunch | null {
  const text = document.getElementById(ELEMENT_ID)?.textContent;
  if (!text) return null;
  const launch = schema.safeParse(parsed(text));
  if (!launch.success) {
    throw new IsocenterError(
      'package-damaged',
      'This exercise cannot be started: what its page carries is damaged.',
      'Ask for a new package of it.',
    );
  }
  const { scorm, mode, scenario } = launch.data;
  return { scorm, mode, scenario: parseScenario(scenario) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
