import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import ts from 'typescript';

/*
 * The English sentences and names that what lies below the page hands to it, found in the source: the catalogue of every
 * language (`src/ui/language/sentences.de.json`) has to know them. A template's values become `{0}`, `{1}` …
 */

/** What reaches the page; the command line and its reports keep their English. */
const CODE = [
  /^src\/(geometry|volume|io|patient|scanner|segmentation|anatomy|planning|scoring|loop|exercise)\/.*\.ts$/,
  /^src\/(competency|readerStudy|gpu|inference|app|lms|view)\/.*\.ts$/,
  /^src\/main\.ts$/,
  // Words of these go to the history and the log, which are English, and are looked up when they are shown.
  /^src\/ui\/(sequenceFields|groupFields|planRelations|isoPlanTools|bandPage|isoRecord)\.ts$/,
];
const NO_CODE = /\.test\.ts$|\/testing\.ts$|\/fake\w+\.ts$/;

/** Files of the course and of the program, with the properties whose texts are shown. */
const DATA: readonly (readonly [files: RegExp, keys: readonly string[]])[] = [
  [/^src\/exercise\/(competencies|positions)\.json$/, ['title']],
  [/^src\/regression\/metrics\.json$/, ['title']],
  [/^src\/app\/authorWords\.json$/, ['label', 'help']],
  [/^src\/view\/windowPresets\.json$/, ['label']],
  [/^scenarios\/curriculum\.json$/, ['title', 'about']],
  [/^scenarios\/studies\/[^/]+\.json$/, ['title', 'description']],
  [
    /^scenarios\/(?!curriculum|scenario\.schema)[^/]+\.json$/,
    ['title', 'indication', 'practises', 'text', 'history', 'implants', 'passed', 'failed'],
  ],
];

/** Properties whose text is shown as it is. */
const SHOWN = new Set([
  ...[
    'message',
    'hint',
    'sentence',
    'reason',
    'words',
    'what',
    'why',
    'label',
    'title',
    'help',
    'consequence',
  ],
  ...['text', 'detail', 'trouble', 'advice'],
]);

/** Tables of words. */
const TABLES = /^[A-Z_]*(WORDS|TITLES|STAGES|LABELS|LEGENDS|ZONES|WHY|DETAILS|WARNINGS)$/;

/** Words for programs that look like words for people: types in files and shaders, transfer syntaxes, truth values. */
const NOT_SHOWN =
  /\bu?int\d|^u?int$|Endian|^JPEG|^High-Throughput|\bkernel|^(fft|norm|byte|line|channel|hybrid|complex|sample|space|frame|transfer|population|plain) \S|^(MetaImage|NRRD|Isocenter DICOM writer|data file|no SIMD|pixel spacing|true|false|ms|vnet|(Basic|File|Isocenter|NM:|NR:) \{0\})$|^#|\b(uniform|norm as trained|settled|norm)$|^\{0\} mm$/;

/** Members of enumerations, which sentences carry as they stand. */
const CARRIED = [
  ...['sagittal', 'coronal', 'axial', 'present', 'absent', 'front', 'back', '{0} day', '{0} days'],
  ...['bulge', 'protrusion', 'extrusion', 'sequestration', 'subarticular', 'foraminal', 'extraforaminal'],
  // Names that `valueName` makes of keys; the spectral pulse with its value, which has no unit.
  ...[
    'inversion time',
    'phase encode direction',
    'phase oversampling',
    'bandwidth',
    'averages',
    'slice count',
  ],
  ...['slice thickness', 'slice gap', 'fat suppression spectral'],
];

/** Two words at least, or one that something is done with, and nothing that only programs write. */
const isSaid = (text: string): boolean =>
  (/(^|[\s(“])[A-Za-z][a-z’'-]* ([^\s]+ )*[a-z(“]?[A-Za-z’'-]{2,}/.test(text) ||
    /^[A-Z][A-Za-z]+:? \{0\}\.?$/.test(text)) &&
  !/[<>=#\\]|;(?! [a-z{])|\w\(|--/.test(text);
const hasLetters = (text: string): boolean => /[A-Za-z]{2}/.test(text.replace(/\{\d+\}/g, ''));

/** `A TR of ${x} ms` → `A TR of {0} ms`; literals added up are one. */
function patternOf(node: ts.Expression, from = 0): string | null {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (ts.isTemplateExpression(node))
    return node.head.text + node.templateSpans.map((span, i) => `{${from + i}}${span.literal.text}`).join('');
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return null;
  const left = patternOf(node.left, from);
  const right = left === null ? null : patternOf(node.right, from + (left.match(/\{\d+\}/g)?.length ?? 0));
  return left === null || right === null ? null : left + right;
}

/** The texts that an expression may turn out to be. */
function textsOf(node: ts.Expression): string[] {
  const pattern = patternOf(node);
  if (pattern !== null) return [pattern];
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node))
    return textsOf(node.expression);
  if (ts.isConditionalExpression(node)) return [...textsOf(node.whenTrue), ...textsOf(node.whenFalse)];
  if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) return textsOf(node.body);
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken)
    return [...textsOf(node.left), ...textsOf(node.right)];
  return [];
}

function sentencesOf(path: string): string[] {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2022, true);
  // Labels of GPU objects are for debuggers.
  const hasLabels = !/src[/\\](gpu|inference)[/\\]/.test(path);
  // Titles are short: a word before a name.
  const isTitles = /(Title|Words)\.ts$/.test(path);
  const found: string[] = [];
  const take = (node: ts.Expression): void => void found.push(...textsOf(node));
  const takeTable = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node)) take(node.initializer);
    if (ts.isArrayLiteralExpression(node)) node.elements.forEach(take);
    ts.forEachChild(node, takeTable);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isNewExpression(node)) {
      const name = node.expression.getText();
      if (name === 'IsocenterError') node.arguments?.slice(1).forEach(take);
      // A plain `Error` is a bug: nobody is meant to read it.
      if (name === 'Error') return;
    }
    if (ts.isCallExpression(node) && node.expression.getText() === 'msg') return;
    if (ts.isImportDeclaration(node)) return;
    if (ts.isPropertyAssignment(node) && hasLabels && SHOWN.has(node.name.getText())) take(node.initializer);
    if (ts.isVariableDeclaration(node) && TABLES.test(node.name.getText()) && node.initializer)
      takeTable(node.initializer);
    if (ts.isTemplateSpan(node))
      found.push(...textsOf(node.expression).filter((text) => /^[\s\w’'-]+$/.test(text)));
    if (ts.isExpression(node)) {
      const pattern = patternOf(node);
      if (pattern !== null && (isSaid(pattern) || (isTitles && ts.isTemplateExpression(node))))
        found.push(pattern);
      // The parts of a sentence added up are none themselves.
      if (pattern !== null && ts.isBinaryExpression(node)) return;
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function textsIn(value: unknown, keys: readonly string[]): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'string' ? (keys.includes(key) ? [inner] : []) : textsIn(inner, keys),
  );
}

function filesIn(root: string): string[] {
  return ['src', 'scenarios'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/')),
  );
}

/** Every sentence of the core, each once, in the order of the alphabet. @param root folder of the project */
export function coreSentences(root: string): string[] {
  const files = filesIn(root);
  const code = files
    .filter((path) => CODE.some((pattern) => pattern.test(path)) && !NO_CODE.test(path))
    .flatMap((path) => sentencesOf(join(root, path)));
  const data = files.flatMap((path) => {
    const keys = DATA.flatMap(([pattern, of]) => (pattern.test(path) ? of : []));
    return keys.length > 0 ? textsIn(JSON.parse(readFileSync(join(root, path), 'utf8')), keys) : [];
  });
  // A view asks line by line.
  return [
    ...new Set([...code, ...data, ...CARRIED].flatMap((text) => text.split('\n')).map((text) => text.trim())),
  ]
    .filter((text) => hasLetters(text) && !NOT_SHOWN.test(text))
    .toSorted();
}
