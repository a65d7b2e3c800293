import type { Spine } from './types';

/** First code of each kind in `PhantomPatient.instances`; within a kind, top to bottom. 0 is nothing. */
const FIRST = { vertebra: 1, disc: 51, rightRoot: 101, leftRoot: 151 } as const;
export type InstanceKind = keyof typeof FIRST;
const PER_KIND = 50;

/** Code of the `index`-th vertebra, disc or root of a patient, top to bottom (roots are named by the vertebra above). */
export const instanceCode = (kind: InstanceKind, index: number): number => FIRST[kind] + index;

/** What a code means in a patient: `L4`, `L4-L5`, `right L4 root`; null for 0 and codes the patient has not. */
export function instanceName({ vertebrae, discs }: Spine, code: number): string | null {
  const kind = (Object.keys(FIRST) as InstanceKind[]).find(
    (k) => code >= FIRST[k] && code < FIRST[k] + PER_KIND,
  );
  if (!kind) return null;
  const index = code - FIRST[kind];
  if (kind === 'disc') return discs[index]?.level ?? null;
  const level = vertebrae[index]?.level;
  if (!level) return null;
  return kind === 'vertebra' ? level : `${kind === 'leftRoot' ? 'left' : 'right'} ${level} root`;
}
