import { IsocenterError } from '../geometry';
import { TISSUES, type TissueSource } from '../patient';

/** Maps that were looked through: they do not change, and a patient is scanned many times. */
const known = new WeakSet<Uint8Array>();

/** Throws `tissue-unknown` when a map of the patient holds a number that the tissue table does not. */
export function assertKnownTissues({ tissueMaps }: Pick<TissueSource, 'tissueMaps'>): void {
  for (const { tissues } of tissueMaps) {
    const { data } = tissues;
    if (known.has(data)) continue;
    let highest = 0;
    for (let n = 0; n < data.length; n++) highest = Math.max(highest, data[n] ?? 0);
    if (highest >= TISSUES.length)
      throw new IsocenterError(
        'tissue-unknown',
        `The patient holds tissue number ${highest}, which is not in the tissue table.`,
        `Use numbers from 0 to ${TISSUES.length - 1}, in the order of the table.`,
      );
    known.add(data);
  }
}
