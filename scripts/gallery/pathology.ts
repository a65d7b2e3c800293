import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { addScaled } from '../../src/geometry';
import type { Sequence } from '../../src/scanner';
import { bodyOf, definitionOf, discSlice, oneSlice, phantom, ROOT, sequence, show } from './bench';
import { montage, type Shot } from './montage';
import type { Crop } from './picture';

type Definition = ReturnType<typeof definitionOf>;
type Finding = Definition['findings'][number];

const SPINE: Crop = [0.2, 0.04, 0.68, 0.92];
const AXIAL: Crop = [0.12, 0.15, 0.76, 0.76];

/** Findings of marrow, which T2 alone does not tell apart. */
const MARROW: readonly Finding['kind'][] = [
  'modic',
  'compression-fracture',
  'haemangioma',
  'metastasis',
  'schmorl-node',
];
/** Lateral distance at which nerve roots leave, mm. */
const FORAMEN_MM = 17;
/** And at which what lies beside the middle is seen. */
const BESIDE_MM = 9;

/** What goes along with another finding: pictures are made of the other. */
const COMPANIONS: readonly Finding['kind'][] = ['pfirrmann', 'facet-hypertrophy', 'flavum-hypertrophy'];

function levelOf(finding: Finding): { disc?: string; vertebra?: string } {
  if (finding.kind === 'pedicle-screws') return { vertebra: finding.from };
  return {
    ...('disc' in finding ? { disc: finding.disc } : {}),
    ...('vertebra' in finding ? { vertebra: finding.vertebra } : {}),
  };
}

/** +1 left, −1 right, 0 in the middle. */
function sideOf(finding: Finding): number {
  if (finding.kind === 'pedicle-screws') return 1;
  if (!('side' in finding)) return 0;
  return finding.side === 'left' ? 1 : finding.side === 'right' ? -1 : 0;
}

/** Where the sagittal slice lies that shows it, mm to the left. */
function lateralMm(finding: Finding): number {
  const outside =
    finding.kind === 'foraminal-stenosis' ||
    finding.kind === 'pedicle-screws' ||
    ('zone' in finding && finding.zone === 'foraminal');
  return sideOf(finding) * (outside ? FORAMEN_MM : BESIDE_MM);
}

function shots(name: string): Shot[] {
  const patient = phantom(name);
  const definition = definitionOf(name);
  const { findings } = definition;
  const finding = findings.find(({ kind }) => !COMPANIONS.includes(kind)) ?? findings[0];
  const sagittal = (seq: Sequence, side = 0): Shot['grey'] => {
    const group = oneSlice(patient, 'sagittal', seq);
    return show(patient, { ...group, centre: addScaled(group.centre, [1, 0, 0], side) }, seq);
  };
  const side = finding ? lateralMm(finding) : 0;
  const place = side === 0 ? 'midline' : `${Math.abs(side)} mm ${side > 0 ? 'left' : 'right'}`;
  const made: Shot[] = [
    {
      name: `${name}-t2-sag`,
      caption: `sagittal T2, ${place}`,
      grey: sagittal(sequence('t2-tse-sag'), side),
      crop: SPINE,
    },
  ];
  if (definition.scoliosis.cobbDeg > 10) {
    const coronal = sequence('t2-tse-cor');
    const group = oneSlice(patient, 'coronal', coronal, bodyOf(patient, 'L3'));
    made.push({
      name: `${name}-t2-cor`,
      caption: 'coronal T2',
      grey: show(patient, group, coronal),
      crop: [0.1, 0, 0.8, 1],
    });
  }
  if (finding && (MARROW.includes(finding.kind) || finding.kind === 'foraminal-stenosis'))
    made.push({
      name: `${name}-t1-sag`,
      caption: `sagittal T1, ${place}`,
      grey: sagittal(sequence('t1-tse-sag'), side),
      crop: SPINE,
    });
  if (finding && MARROW.includes(finding.kind))
    made.push({
      name: `${name}-stir-sag`,
      caption: `sagittal STIR, ${place}`,
      grey: sagittal(sequence('stir-sag'), side),
      crop: [0.24, 0.08, 0.6, 0.84],
    });
  // Cysts of sacral roots lie below every disc.
  if (finding?.kind === 'tarlov-cyst') return made;
  const axial = sequence('t2-tse-ax');
  const level = finding ? levelOf(finding) : {};
  const disc = patient.truth.discs.find((d) => d.level === (level.disc ?? 'L4-L5'));
  const vertebra = patient.truth.vertebrae.find((v) => v.level === level.vertebra);
  if (vertebra) {
    const group = { ...oneSlice(patient, 'axial', axial), centre: addScaled(vertebra.centre, [0, 1, 0], 15) };
    made.push({
      name: `${name}-t2-ax`,
      caption: `axial T2, ${vertebra.level}`,
      grey: show(patient, group, axial),
      crop: AXIAL,
    });
  } else if (disc) {
    const group = discSlice(patient, disc.level, axial);
    made.push({
      name: `${name}-t2-ax`,
      caption: `axial T2, ${disc.level}`,
      grey: show(patient, group, axial),
      crop: AXIAL,
    });
  }
  return made;
}

/** Every phantom of `phantoms/`, in the views that show what it has. */
export function pathology(folder: string): string {
  const names = readdirSync(join(ROOT, 'phantoms'))
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.replace('.json', ''))
    .sort();
  return names
    .map((name) => {
      const { description } = definitionOf(name);
      const made = shots(name);
      return `### ${name}\n\n${description}\n\n${montage(folder, made, made.length)}`;
    })
    .join('\n\n');
}
