import type { Attempt } from '../exercise';
import type { ImportedFile, Refusal, Seal } from './recordBundle';
import type { Trainee } from './record';

/** One trainee of a class with all that was imported of them. */
export interface ClassMember {
  readonly trainee: Trainee;
  readonly attempts: readonly Attempt[];
  /** Of every attempt by its id. */
  readonly seals: Readonly<Record<string, Seal>>;
}

export interface ClassBook {
  /** In the order of their names. */
  readonly members: readonly ClassMember[];
  readonly refused: readonly Refusal[];
  readonly notes: readonly string[];
}

const STRENGTH: Record<Seal, number> = { signed: 3, unchecked: 2, unsigned: 1, broken: 0 };

/**
 * Puts the files of a class together. The same attempt in two files counts once, by its best seal; two different ones under one
 * id cannot both be right: the later file's is refused.
 */
export function classBook(files: readonly ImportedFile[]): ClassBook {
  const refused: Refusal[] = files.flatMap((file) => file.refused);
  const notes: string[] = files.flatMap(({ file, notes: said }) => said.map((note) => `${file}: ${note}`));
  const members = new Map<string, { trainee: Trainee; attempts: Attempt[]; seals: Record<string, Seal> }>();
  let twice = 0;
  for (const { trainee, attempt, seal, file } of files.flatMap(({ attempts }) => attempts)) {
    const member = members.get(trainee.id) ?? { trainee, attempts: [], seals: {} };
    members.set(trainee.id, member);
    if (member.trainee.name !== trainee.name)
      notes.push(
        `${file}: "${trainee.id}" is called "${trainee.name}" here and "${member.trainee.name}" elsewhere.`,
      );
    const same = member.attempts.find(({ id }) => id === attempt.id);
    if (!same) {
      member.attempts.push(attempt);
      member.seals[attempt.id] = seal;
    } else if (isSame(same, attempt)) {
      twice++;
      if (STRENGTH[seal] > STRENGTH[member.seals[attempt.id] ?? 'broken']) member.seals[attempt.id] = seal;
    } else {
      const reason = `Another file has a different attempt with the id "${attempt.id}".`;
      refused.push({ file, where: attempt.id, reason });
    }
  }
  notes.push(...sharedKeys(files));
  if (twice > 0) notes.push(twice === 1 ? '1 attempt came twice.' : `${twice} attempts came more than once.`);
  const byName = (a: ClassMember, b: ClassMember): number =>
    a.trainee.name.localeCompare(b.trainee.name, 'en') || a.trainee.id.localeCompare(b.trainee.id, 'en');
  return { members: [...members.values()].toSorted(byName), refused, notes: [...new Set(notes)] };
}

/** One browser that signed for several trainees: shared on purpose in a computer room, or not. */
function sharedKeys(files: readonly ImportedFile[]): string[] {
  const owners = new Map<string, Set<string>>();
  for (const { key, trainee } of files.flatMap(({ attempts }) => attempts)) {
    if (key === null) continue;
    const known = owners.get(key) ?? new Set();
    owners.set(key, known.add(trainee.name || trainee.id));
  }
  return [...owners]
    .filter(([, names]) => names.size > 1)
    .map(([key, names]) => `One browser (key ${key}) signed for ${[...names].join(', ')}.`);
}

/** Both come out of the same schema, which fixes the order of the keys. */
const isSame = (a: Attempt, b: Attempt): boolean => JSON.stringify(a) === JSON.stringify(b);
