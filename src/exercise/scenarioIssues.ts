import type { z } from 'zod';

/** A wrong place of a scenario file. */
export interface ScenarioIssue {
  /** Keys from the top, e.g. `['tasks', 2, 'step']`; of an unknown key, that key. */
  readonly at: readonly (string | number)[];
  readonly message: string;
  /** The format does not know the key: what stands there means nothing to this program. */
  readonly isUnknownKey: boolean;
}

type Issue = z.core.$ZodIssue;

/** Issues at the very place of a union, or one key below, speak against its branch; deeper ones do not. */
const shallow = (issues: readonly Issue[]): number =>
  issues.reduce((n, { path, code }) => n + (path.length <= 1 || code === 'unrecognized_keys' ? 1 : 0), 0);

/** The branch of a union that was meant: the one with the least against it. */
const meant = (branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined =>
  [...branches].sort((a, b) => shallow(a) - shallow(b) || a.length - b.length)[0];

/**
 * Every issue at the place where it can be mended: those within a union are given for the branch that was meant, since
 * "invalid input" for a whole patient helps nobody.
 */
export function issuesOf(issues: readonly Issue[], above: readonly PropertyKey[] = []): ScenarioIssue[] {
  return issues.flatMap((issue): ScenarioIssue[] => {
    const at = [...above, ...issue.path];
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({
        at: named([...at, key]),
        message: 'unknown key',
        isUnknownKey: true,
      }));
    const branch = issue.code === 'invalid_union' ? meant(issue.errors) : undefined;
    if (branch && branch.length > 0) return issuesOf(branch, at);
    return [{ at: named(at), message: issue.message, isUnknownKey: false }];
  });
}

const named = (path: readonly PropertyKey[]): (string | number)[] =>
  path.map((key) => (typeof key === 'symbol' ? String(key) : key));
