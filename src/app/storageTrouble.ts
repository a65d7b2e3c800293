import type { CaseStore } from './caseStore';
import { toCaseError } from './errors';

/**
 * Does something with what this browser keeps. Where it fails, the exam goes on: the banner says so and offers ways on.
 * @returns whether it worked
 */
export async function orTrouble(store: CaseStore, work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    store.patch({ storageTrouble: toCaseError(error) });
    return false;
  }
}
