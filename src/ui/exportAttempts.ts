import type { CaseController } from '../app';
import { canonicalJson, type Attempt } from '../exercise';
import { downloadText } from './fileDrop';

/** Saves attempts as a signed file; where this browser cannot sign, it says so and saves them as they are. */
export async function exportAttempts(
  controller: CaseController,
  attempts: readonly Attempt[],
): Promise<void> {
  const [first] = attempts;
  if (!first) return;
  try {
    const { fileName, json } = await controller.attempts.exportSigned(attempts);
    downloadText(fileName, json);
  } catch (error) {
    controller.showError(error);
    for (const attempt of attempts) {
      const { fileName, json } = controller.attempts.export(attempt);
      downloadText(fileName, json);
    }
  }
}

/** A damaged record as it lies, for whoever may mend it. */
export const exportRaw = (key: string, raw: unknown): void =>
  downloadText(`isocenter-damaged-${key.replace(/[^A-Za-z0-9]+/g, '-')}.json`, canonicalJson(raw));
