import type { PlannedGroup, SaturationBand } from '../planning';
import { bandKeyEdit, sameBand } from './bandEdits';
import { sameGroup } from './groupEdits';
import { keyEdit, type KeyPress } from './planKeys';
import { bandText, keyText } from './readout';
import type { SliceView } from './sliceView';

/** What can be taken in hand. */
export type Planned = PlannedGroup | SaturationBand;
export const isBand = (planned: Planned): planned is SaturationBand => 'normal' in planned;

export const samePlanned = (a: Planned, b: Planned): boolean =>
  isBand(a) ? isBand(b) && sameBand(a, b) : !isBand(b) && sameGroup(a, b);

/** Where it is now, for a screen reader. */
export const spoken = (before: Planned, after: Planned): string =>
  isBand(after) ? bandText(after) : isBand(before) ? '' : keyText(before, after);

/** The edit a key means for what is in hand, or null. */
export function plannedKeyEdit(
  press: KeyPress,
  planned: Planned,
  view: SliceView,
): { readonly what: string; readonly next: Planned } | null {
  if (isBand(planned)) return bandKeyEdit(press, planned, view);
  const edit = keyEdit(press, planned, view);
  return edit && { what: edit.what, next: edit.group };
}
