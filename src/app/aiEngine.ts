import { IsocenterError } from '../geometry';
import type { CaseStore } from './caseStore';

/**
 * Follows the engine that the networks run on. When it fails in the middle of the work (a lost graphics device, memory that ran
 * out) the next best one has done the work again by then: the header names it, and a sentence says why it takes longer.
 */
export async function followEngine(store: CaseStore, signal: AbortSignal): Promise<void> {
  const before = store.case.segmentation.backend;
  // One that cannot start at all has said so where it was asked to work.
  const now = await store.engines.segmenter.backend().catch(() => null);
  if (signal.aborted || !before || !now || now.backend === before.backend) return;
  store.dispatch({ type: 'backendChosen', backend: now });
  store.log('AI engine changed', `${before.backend} to ${now.backend}`);
  const why = now.refused.find(({ backend }) => backend === before.backend)?.reason ?? 'it failed';
  store.showError(
    new IsocenterError(
      'ai-engine-changed',
      `What the AI computed on stopped in the middle of the work: ${why}.`,
      'Nothing is lost: it goes on with the next best and may take longer. Load the page again between two exams to use the first again.',
    ),
  );
}
