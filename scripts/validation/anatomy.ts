import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addScaled, applyToPoint, invertAffine, type Vec3 } from '../../src/geometry';
import { generatePhantom, PART, parsePhantomDefinition, type PhantomPatient } from '../../src/patient';
import { LABEL } from '../../src/volume';
import { measureVertebra, type VertebraSizes } from './anatomy/measure';
import { solid, type Bone } from './anatomy/meshes';
import published from './anatomy/published.json' with { type: 'json' };
import { table } from './markdown';

const ROOT = join(import.meta.dirname, '../..');
const MESHES = join(ROOT, '../shared/data/meshes-visible-human');
const LEVELS = ['L1', 'L2', 'L3', 'L4', 'L5'] as const;
const MESH_STEP_MM = 0.5;
/** From the middle of a whole vertebra's box to within its body, mm forward. */
const TO_BODY_MM = 25;

const QUANTITIES: readonly (readonly [keyof VertebraSizes, string])[] = [
  ['upperWidth', 'upper endplate, width'],
  ['upperDepth', 'upper endplate, depth'],
  ['lowerWidth', 'lower endplate, width'],
  ['lowerDepth', 'lower endplate, depth'],
  ['height', 'body, height in the middle'],
  ['anteriorHeight', 'body, height in front'],
  ['posteriorHeight', 'body, height at the back'],
  ['canalDepth', 'bony canal, depth'],
  ['canalWidth', 'bony canal, width'],
  ['pedicleHeight', 'pedicle, height'],
  ['pedicleWidth', 'pedicle, width in the coronal plane'],
  ['transverseSpan', 'transverse processes, span'],
  ['discHeight', 'disc below, height in the middle'],
];

function visibleHuman(): VertebraSizes[] {
  const solids = [...LEVELS, 'S1'].map((level) =>
    solid(join(MESHES, `${level}_shrinkwrap.obj`), MESH_STEP_MM),
  );
  const bone: Bone = (p) => solids.some((s) => s.bone(p));
  return solids
    .slice(0, LEVELS.length)
    .map((s) => measureVertebra(bone, addScaled(s.centre, [0, -1, 0], TO_BODY_MM)));
}

/** Bone of a phantom: bodies and arches with the cortex and endplates that the labels leave out, and the sacrum. */
function boneOf(patient: PhantomPatient): Bone {
  const { data, dims, voxelToPatient } = patient.labels;
  const [columns, rows, slices] = dims;
  const toVoxel = invertAffine(voxelToPatient);
  const parts = patient.parts.data;
  return (p: Vec3) => {
    const [x, y, z] = applyToPoint(toVoxel, p);
    const [i, j, k] = [Math.round(x), Math.round(y), Math.round(z)];
    if (i < 0 || j < 0 || k < 0 || i >= columns || j >= rows || k >= slices) return false;
    const n = (k * rows + j) * columns + i;
    return parts[n] !== PART.none || data[n] === LABEL.sacrum;
  };
}

/** The mean man: the normal phantom, male, without individual spread; of another age if wanted. */
export function meanMan(ageYears?: number): PhantomPatient {
  const normal: unknown = JSON.parse(readFileSync(join(ROOT, 'phantoms/normal.json'), 'utf8'));
  const definition = parsePhantomDefinition(normal);
  return generatePhantom(
    { ...definition, ageYears: ageYears ?? definition.ageYears, sex: 'male', spread: 0 },
    1,
  );
}

function phantomSizes(): VertebraSizes[] {
  const patient = meanMan();
  const bone = boneOf(patient);
  return LEVELS.map((level) => {
    const vertebra = patient.truth.vertebrae.find((v) => v.level === level);
    if (!vertebra) throw new Error(`the mean man has no ${level}`);
    return measureVertebra(bone, vertebra.centre);
  });
}

/** The anatomy part of the validation page. */
export function anatomyPart(): string {
  const man = existsSync(MESHES) ? visibleHuman() : undefined;
  const phantom = phantomSizes();
  const values: Readonly<Partial<Record<keyof VertebraSizes, readonly number[]>>> = published.mm;
  const cells = (sizes: readonly VertebraSizes[] | undefined, key: keyof VertebraSizes): string =>
    sizes ? sizes.map((s) => s[key].toFixed(1)).join(' · ') : 'reference data absent';
  const rows = QUANTITIES.map(([key, name]) => [
    name,
    (values[key] ?? []).map((v) => v.toFixed(1)).join(' · '),
    cells(man, key),
    cells(phantom, key),
  ]);
  return `Sizes in mm, L1 · L2 · L3 · L4 · L5. The surfaces (R. Remus 2021, BSD-3-Clause; one man of the Visible Human) and the phantom's
mean man are measured by one program: axes fitted to the endplates, widths and depths 2 mm within an endplate and parallel to it,
canal where body, pedicles and laminae close a ring (the phantom's ring holds its flavum and epidural fat too), pedicles in
coronal sections just behind the body (those of L4 and L5 run obliquely there, which makes their sections wide). Published:
${published.source}.

${table(['size', 'published', 'surfaces, measured', 'phantom, measured'], rows)}`;
}
