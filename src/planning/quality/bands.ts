import { bandClearanceMm } from '../saturation';
import { judge, nothing, type Checked } from './grade';
import type { Reference } from './reference';
import { QUALITY } from './settings';
import type { PlaceInput } from './types';

/** A saturation band over vertebra or canal takes their signal. */
export function checkBands({ saturationBands = [], group }: PlaceInput, reference: Reference): Checked {
  const { remarkMm, repeatMm } = QUALITY.saturation;
  if (reference.discs.length < 2) return nothing;
  const findings = saturationBands.map((band) => {
    const value = bandClearanceMm(band, reference);
    return judge({
      ...{ fault: 'saturation', value, unit: 'mm', limits: { remark: remarkMm, repeat: repeatMm } },
      words: (grade) =>
        grade === 'repeat'
          ? `The saturation band "${band.name}" lies ${(-value).toFixed(0)} mm over vertebra or canal.`
          : `The saturation band "${band.name}" keeps ${value.toFixed(0)} mm from vertebra and canal.`,
      correction: () => ({
        group: group.name,
        edits: [],
        words: `Move the saturation band "${band.name}" ${Math.ceil(remarkMm - value)} mm away from the spine.`,
      }),
    });
  });
  return { findings, notChecked: [] };
}
