import type { Finding, FindingOf } from './findings/schema';
import { pick, type WornDisc } from './populationDiscs';
import type { Population } from './populationSchema';
import type { Draw } from './random';

type Vertebra = FindingOf<'haemangioma'>['vertebra'];
const BODIES: readonly [Vertebra, ...Vertebra[]] = ['L1', 'T12', 'L2', 'L3', 'L4'];
/** Fractures are at the thoracolumbar junction first. */
const FRACTURED = [0.35, 0.25, 0.15, 0.13, 0.12];
const EVEN = [0.2, 0.2, 0.2, 0.2, 0.2];
const CYSTS = ['S2', 'S1', 'S3'] as const;

/** What few patients have. */
export function drawRareFindings(
  { rarer }: Population,
  discs: readonly WornDisc[],
  ageYears: number,
  draw: Draw,
): Finding[] {
  const findings: Finding[] = [];
  const side = (): 'left' | 'right' => (draw.chance(0.5) ? 'left' : 'right');
  for (const { disc, grade, position } of discs)
    if (
      grade >= 2 &&
      position < 4 &&
      draw.chance(grade >= 3 ? rarer.fissureOfWornDisc : rarer.fissureOfWornDisc / 3)
    )
      findings.push({ kind: 'annular-fissure', disc });
  const older = Math.max(0, (ageYears - 60) / 10);
  if (draw.chance(Math.min(1, rarer.fracture + rarer.fracturePerDecadeOver60 * older)))
    findings.push({
      kind: 'compression-fracture',
      vertebra: pick(BODIES, FRACTURED, draw),
      heightLoss: draw.uniform(0.2, 0.55),
      acute: draw.chance(rarer.acute),
      shape: pick(['wedge', 'biconcave', 'crush'] as const, [0.5, 0.35, 0.15], draw),
    });
  if (draw.chance(rarer.haemangioma))
    findings.push({ kind: 'haemangioma', vertebra: pick(BODIES, EVEN, draw), mm: draw.uniform(7, 20) });
  if (draw.chance(rarer.metastasis))
    findings.push({
      kind: 'metastasis',
      vertebra: pick(BODIES, EVEN, draw),
      mm: draw.uniform(6, 18),
      count: draw.integer(1, 4),
    });
  const lowest = discs.filter((d) => d.position < 3 && d.grade >= 3).map((d) => d.disc);
  const [first, ...rest] = lowest;
  if (draw.chance(rarer.synovialCyst) && first)
    findings.push({
      kind: 'synovial-cyst',
      disc: pick(
        [first, ...rest],
        lowest.map(() => 1 / lowest.length),
        draw,
      ),
      side: side(),
      mm: draw.uniform(5, 11),
    });
  if (draw.chance(rarer.tarlovCyst))
    findings.push({
      kind: 'tarlov-cyst',
      level: pick(CYSTS, [0.5, 0.25, 0.25], draw),
      side: side(),
      mm: draw.uniform(6, 18),
    });
  if (draw.chance(rarer.lipomatosis))
    findings.push({ kind: 'epidural-lipomatosis', grade: pick([1, 2, 3] as const, [0.5, 0.35, 0.15], draw) });
  if (draw.chance(rarer.screws))
    // L3 and L4 are lumbar vertebrae of every patient, the sacrum too.
    findings.push({
      kind: 'pedicle-screws',
      from: draw.chance(0.4) ? 'L3' : 'L4',
      to: 'S1',
      rod: draw.chance(0.95),
    });
  return findings;
}
