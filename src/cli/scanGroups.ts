import { IsocenterError } from '../geometry';
import { parsePrescription, type PlannedGroup, type Prescription } from '../planning';
import { readPath } from './files';

export interface ReadGroup {
  readonly group: PlannedGroup;
  /** Those of the plan the group is in. */
  readonly saturationBands: Prescription['saturationBands'];
}

/** The text of a file. */
export async function readText(path: string): Promise<string> {
  const [file] = await readPath(path);
  return new TextDecoder().decode(file?.bytes);
}

/** Splits `plan.json#name` at its last `#` and reads both parts. */
export async function readGroup(reference: string): Promise<ReadGroup> {
  const hash = reference.lastIndexOf('#');
  if (hash < 1) {
    throw new IsocenterError(
      'group-not-named',
      `"${reference}" does not name a slice group.`,
      'Write the plan, a # and the name of the group, e.g. plan.json#L4-L5.',
    );
  }
  const [path, name] = [reference.slice(0, hash), reference.slice(hash + 1)];
  const { groups, saturationBands } = parsePrescription(await readText(path));
  const group = groups.find((g) => g.name === name);
  if (group) return { group, saturationBands };
  throw new IsocenterError(
    'group-unknown',
    `The plan has no slice group called "${name}".`,
    groups.length > 0 ? `Use one of: ${groups.map((g) => g.name).join(', ')}.` : 'The plan is empty.',
  );
}

/** Groups taken together with another in one series: `plan.json#A,plan.json#B`. */
export async function readCompanions(references: string | undefined): Promise<readonly PlannedGroup[]> {
  if (references === undefined) return [];
  const read = await Promise.all(references.split(',').map(readGroup));
  return read.map(({ group }) => group);
}
