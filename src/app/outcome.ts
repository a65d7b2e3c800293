import { IsocenterError, isIsocenterError } from '../geometry';

/** A result that crosses a worker's boundary: errors would lose their code and hint on the way. */
export type WorkerOutcome<T> =
  | { readonly value: T }
  | { readonly expected: { readonly code: string; readonly message: string; readonly hint: string } };

export async function packOutcome<T>(work: () => T | Promise<T>): Promise<WorkerOutcome<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    if (!isIsocenterError(error)) throw error;
    const { code, message, hint } = error;
    return { expected: { code, message, hint } };
  }
}

export function unpackOutcome<T>(outcome: WorkerOutcome<T>): T {
  if ('value' in outcome) return outcome.value;
  const { code, message, hint } = outcome.expected;
  throw new IsocenterError(code, message, hint);
}
