import type { ScormVersion } from '../scorm/runtime';

/** One exercise of a package: a scenario and the page that starts it. */
export interface PackagedExercise {
  /** Unique in the package: words and hyphens. */
  readonly name: string;
  readonly title: string;
  /** Percent. */
  readonly passMark: number;
  /** Path in the package. */
  readonly href: string;
}

export interface ManifestContent {
  readonly title: string;
  readonly exercises: readonly PackagedExercise[];
  /** Paths of what the exercises share. */
  readonly sharedFiles: readonly string[];
  /**
   * Hand the pass mark to the system, which then decides by the score alone. Left out, the exercise's own verdict stands: an
   * exam with a critical error is not passed, whatever its mark.
   */
  readonly passByScore: boolean;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** The schemas allow a title 200 characters. */
const titleElement = (text: string): string => `<title>${escaped(text.slice(0, 200))}</title>`;

/** Names and places of the schemas of each version. */
const HEADS: Record<ScormVersion, { readonly attributes: readonly string[]; readonly schema: string }> = {
  '1.2': {
    attributes: [
      'version="1.2"',
      'xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"',
      'xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"',
      'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"',
      'xsi:schemaLocation="http://www.imsproject.org/xsd/imscp_rootv1p1p2 imscp_rootv1p1p2.xsd http://www.adlnet.org/xsd/adlcp_rootv1p2 adlcp_rootv1p2.xsd"',
    ],
    schema: '1.2',
  },
  '2004': {
    attributes: [
      'version="1"',
      'xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"',
      'xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3"',
      'xmlns:imsss="http://www.imsglobal.org/xsd/imsss"',
      'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"',
      'xsi:schemaLocation="http://www.imsglobal.org/xsd/imscp_v1p1 imscp_v1p1.xsd http://www.adlnet.org/xsd/adlcp_v1p3 adlcp_v1p3.xsd http://www.imsglobal.org/xsd/imsss imsss_v1p0.xsd"',
    ],
    schema: '2004 4th Edition',
  },
};

/** The attribute is spelt in two ways. */
const SCORM_TYPE: Record<ScormVersion, string> = { '1.2': 'adlcp:scormtype', '2004': 'adlcp:scormType' };

/** Who decides on an exercise of SCORM 2004, and by what. */
function sequencing2004(passMark: number, passByScore: boolean): string[] {
  const measure = passByScore
    ? [`<imsss:minNormalizedMeasure>${passMark / 100}</imsss:minNormalizedMeasure>`]
    : [];
  return [
    '<imsss:sequencing>',
    '  <imsss:objectives>',
    `    <imsss:primaryObjective objectiveID="exam" satisfiedByMeasure="${String(passByScore)}">`,
    ...measure.map((line) => `      ${line}`),
    '    </imsss:primaryObjective>',
    '  </imsss:objectives>',
    '  <imsss:deliveryControls completionSetByContent="true" objectiveSetByContent="true"/>',
    '</imsss:sequencing>',
  ];
}

function item(
  { name, title, passMark }: PackagedExercise,
  version: ScormVersion,
  passByScore: boolean,
): string[] {
  const mastery = passByScore ? [`<adlcp:masteryscore>${Math.round(passMark)}</adlcp:masteryscore>`] : [];
  const rules = version === '1.2' ? mastery : sequencing2004(passMark, passByScore);
  return [
    `<item identifier="item-${name}" identifierref="resource-${name}" isvisible="true">`,
    `  ${titleElement(title)}`,
    ...rules.map((line) => `  ${line}`),
    '</item>',
  ];
}

function resource({ name, href }: PackagedExercise, version: ScormVersion): string[] {
  const attributes = `type="webcontent" ${SCORM_TYPE[version]}="sco" href="${escaped(href)}"`;
  return [
    `<resource identifier="resource-${name}" ${attributes}>`,
    `  <file href="${escaped(href)}"/>`,
    '  <dependency identifierref="program"/>',
    '</resource>',
  ];
}

/** The imsmanifest.xml of a package. Exercises may be taken in any order. */
export function imsManifest(version: ScormVersion, content: ManifestContent): string {
  const { title, exercises, sharedFiles, passByScore } = content;
  const { attributes, schema } = HEADS[version];
  const choice =
    version === '2004'
      ? ['<imsss:sequencing>', '  <imsss:controlMode choice="true" flow="true"/>', '</imsss:sequencing>']
      : [];
  const name = exercises.map((exercise) => exercise.name).join('.');
  return `${[
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<manifest identifier="isocenter.${name}"`,
    ...attributes.map((attribute, i) => `  ${attribute}${i === attributes.length - 1 ? '>' : ''}`),
    '  <metadata>',
    '    <schema>ADL SCORM</schema>',
    `    <schemaversion>${schema}</schemaversion>`,
    '  </metadata>',
    '  <organizations default="isocenter">',
    '    <organization identifier="isocenter">',
    `      ${titleElement(title)}`,
    ...exercises.flatMap((exercise) => item(exercise, version, passByScore)).map((line) => `      ${line}`),
    ...choice.map((line) => `      ${line}`),
    '    </organization>',
    '  </organizations>',
    '  <resources>',
    ...exercises.flatMap((exercise) => resource(exercise, version)).map((line) => `    ${line}`),
    `    <resource identifier="program" type="webcontent" ${SCORM_TYPE[version]}="asset">`,
    ...sharedFiles.map((path) => `      <file href="${escaped(path)}"/>`),
    '    </resource>',
    '  </resources>',
    '</manifest>',
  ].join('\n')}\n`;
}
