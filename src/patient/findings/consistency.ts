import { IsocenterError } from '../../geometry';
import { discsOf, vertebraeOf, type LevelCount } from './levels';
import { isHerniation, ofKind, type Finding, type Herniation } from './schema';

/** A central herniation this deep leaves no room for a canal of Schizas A. */
const NARROWING_HERNIATION_MM = 8;
/** Beyond this the ligament alone narrows the canal. */
const NARROWING_FLAVUM_MM = 6;
/** Below this a disc is collapsed, which Pfirrmann 1 and 2 exclude and 5 demands. */
const NORMAL_HEIGHT_FACTOR = 0.8;
const COLLAPSED_HEIGHT_FACTOR = 0.95;

function contradict(sentence: string, hint: string): never {
  throw new IsocenterError('findings-contradict', sentence, hint);
}

/**
 * Refuses findings that cannot be true of one patient, before anything is drawn.
 * Allowed although it looks odd: screws through a fractured vertebra (fixation across the fracture is done), a metastasis in
 * a fractured body (a pathological fracture), listhesis with any stenosis (it narrows), Modic changes on any disc.
 * @throws IsocenterError `findings-contradict` naming the two that do not go together
 */
export function checkFindings(findings: readonly Finding[], count: LevelCount): void {
  checkLevels(findings, count);
  checkDuplicates(findings);
  checkHerniations(findings, count);
  checkDegeneration(findings);
  checkStenosis(findings);
  checkSlips(findings, count);
  checkScrews(findings, count);
}

function checkLevels(findings: readonly Finding[], count: LevelCount): void {
  const discs = discsOf(count);
  const bones = vertebraeOf(count);
  const known = { disc: discs, vertebra: bones, from: [...bones, 'S1'], to: [...bones, 'S1'] };
  for (const finding of findings) {
    for (const [key, levels] of Object.entries(known)) {
      const level = (finding as Readonly<Record<string, unknown>>)[key];
      if (typeof level !== 'string' || levels.includes(level)) continue;
      contradict(
        `A finding (${finding.kind}) names ${level}, which a patient with ${count.lumbarVertebrae} lumbar vertebrae and transition "${count.transition}" does not have.`,
        `This patient has ${levels.join(', ')}.`,
      );
    }
  }
}

/** Findings of which a place can have one: its key, or null where several are possible. */
function placeOf(f: Finding): string[] {
  switch (f.kind) {
    case 'bulge':
    case 'pfirrmann':
    case 'annular-fissure':
    case 'central-stenosis':
    case 'flavum-hypertrophy':
    case 'listhesis':
    case 'modic':
      return [f.disc];
    case 'lateral-recess-stenosis':
    case 'foraminal-stenosis':
    case 'synovial-cyst':
      return [`${f.disc} ${f.side}`];
    case 'facet-hypertrophy':
      return f.side === 'both' ? [`${f.disc} left`, `${f.disc} right`] : [`${f.disc} ${f.side}`];
    case 'schmorl-node':
      return [`${f.endplate} ${f.disc}`];
    case 'compression-fracture':
    case 'haemangioma':
    case 'metastasis':
      return [f.vertebra];
    case 'tarlov-cyst':
      return [`${f.level} ${f.side}`];
    case 'epidural-lipomatosis':
      return ['the canal'];
    case 'protrusion':
    case 'extrusion':
    case 'sequestration':
      return [`${f.disc} ${f.side} ${f.zone}`];
    case 'pedicle-screws':
      return [];
  }
}

function checkDuplicates(findings: readonly Finding[]): void {
  const seen = new Set<string>();
  for (const finding of findings) {
    const kind = isHerniation(finding) ? 'herniation' : finding.kind;
    for (const place of placeOf(finding)) {
      const key = `${kind} at ${place}`;
      if (seen.has(key))
        contradict(`There are two findings of one kind: ${key}.`, 'Keep the one that is meant.');
      seen.add(key);
    }
  }
}

function checkHerniations(findings: readonly Finding[], { transition }: LevelCount): void {
  for (const f of findings.filter(isHerniation)) {
    const what = `${f.kind} at ${f.disc}`;
    if (f.side === 'central' && f.zone !== 'central')
      contradict(
        `The ${what} is central by its side and ${f.zone} by its zone.`,
        'Name the side, or the zone "central".',
      );
    if (transition === 'sacralised-L5' && f.disc === 'L5-S1')
      contradict(
        `The ${what} is in the rudimentary disc of a sacralised L5.`,
        'Put it one level up, at L4-L5.',
      );
    if (f.kind === 'protrusion') {
      // The definition of the task forces: a protrusion's base is wider than its dome is deep or wide.
      if (f.widthMm <= f.mm)
        contradict(
          `The ${what} is deeper (${f.mm} mm) than its base is wide (${f.widthMm} mm).`,
          'Call it an extrusion.',
        );
    } else if (f.zone === 'extraforaminal' && f.migration) {
      contradict(
        `The ${what} lies outside the foramen and migrates in the canal.`,
        'Leave out the migration or change the zone.',
      );
    }
  }
}

function checkDegeneration(findings: readonly Finding[]): void {
  for (const { disc, grade, heightFactor } of ofKind(findings, 'pfirrmann')) {
    const here = findings.filter((f) => 'disc' in f && f.disc === disc);
    const torn = here.find(
      (f) => f.kind === 'extrusion' || f.kind === 'sequestration' || f.kind === 'annular-fissure',
    );
    if (grade === 1 && torn)
      contradict(
        `The disc ${disc} is Pfirrmann 1 and has: ${torn.kind}.`,
        'A torn annulus is at least Pfirrmann 2.',
      );
    if (grade <= 2 && heightFactor < NORMAL_HEIGHT_FACTOR)
      contradict(
        `The disc ${disc} is Pfirrmann ${grade} at ${heightFactor} of its height.`,
        'Pfirrmann 1 and 2 are of normal height.',
      );
    if (grade === 5 && heightFactor > COLLAPSED_HEIGHT_FACTOR)
      contradict(
        `The disc ${disc} is Pfirrmann 5 at ${heightFactor} of its height.`,
        'Pfirrmann 5 is a collapsed disc.',
      );
  }
}

const reachesSac = (f: Herniation): boolean => f.zone === 'central' || f.zone === 'subarticular';

function checkStenosis(findings: readonly Finding[]): void {
  for (const { disc, schizas } of ofKind(findings, 'central-stenosis')) {
    if (schizas !== 'A') continue;
    const narrowing = findings.find(
      (f) =>
        ('disc' in f &&
          f.disc === disc &&
          ((isHerniation(f) && reachesSac(f) && f.mm >= NARROWING_HERNIATION_MM) ||
            (f.kind === 'flavum-hypertrophy' && f.mm > NARROWING_FLAVUM_MM))) ||
        (f.kind === 'epidural-lipomatosis' && f.grade === 3),
    );
    if (narrowing)
      contradict(
        `The canal at ${disc} is Schizas A and has: ${narrowing.kind}, which narrows it.`,
        'Name the grade that the narrowing leads to, or a smaller one.',
      );
  }
}

function checkSlips(findings: readonly Finding[], { transition }: LevelCount): void {
  for (const { disc, direction, lysis, meyerding } of ofKind(findings, 'listhesis')) {
    if (lysis && direction === 'posterior')
      contradict(
        `The slip at ${disc} is backward with lysis.`,
        'A vertebra with defects of its arch slips forward.',
      );
    if (lysis && disc.startsWith('T'))
      contradict(`The slip at ${disc} has lysis of a thoracic vertebra.`, 'Lysis is of lumbar vertebrae.');
    if (!lysis && meyerding === 3)
      contradict(
        `The slip at ${disc} is Meyerding 3 with an intact arch.`,
        'The facets hold a degenerative slip at Meyerding 2 or below: set lysis.',
      );
    if ((transition === 'sacralised-L5' && disc === 'L5-S1') || disc === 'S1-S2')
      contradict(`The slip at ${disc} is between fused bones.`, 'Put it one level up.');
  }
}

function checkScrews(findings: readonly Finding[], count: LevelCount): void {
  const order = [...vertebraeOf(count), 'S1'];
  let last = -1;
  const constructs = ofKind(findings, 'pedicle-screws')
    .map(({ from, to }) => ({ from, to, first: order.indexOf(from), end: order.indexOf(to) }))
    .sort((a, b) => a.first - b.first);
  for (const { from, to, first, end } of constructs) {
    if (first > end) contradict(`The screws run from ${from} up to ${to}.`, 'Name the upper level first.');
    if (first <= last) contradict(`Two sets of screws hold ${from}.`, 'Join them into one.');
    last = end;
  }
}
