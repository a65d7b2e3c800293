/** What the keys of the measuring tools do, for `aria-description` and the help. */
export const MEASURE_KEYS =
  'With a measuring tool: arrow keys move the cross 1 mm, with Shift 0.2 mm, Enter sets a point, ' +
  'Enter again on the same place closes an area, Escape leaves the tool. ' +
  'N takes the next measurement, Delete removes it, Ctrl Z takes back.';

const STEP_MM = { plain: 1, fine: 0.2 } as const;
const ARROWS: Record<string, readonly [right: number, down: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** What a key may ask for; each answers whether there was something to do. */
export interface MeasureActions {
  nudge(rightMm: number, downMm: number): boolean;
  setPoint(): boolean;
  takeBack(): boolean;
  selectNext(): boolean;
  leave(): boolean;
  undo(): boolean;
  redo(): boolean;
}

/** True when the key was one of the tools'. */
export function measureKey(event: KeyboardEvent, actions: MeasureActions): boolean {
  const { key, shiftKey } = event;
  if (event.altKey) return false;
  if (event.ctrlKey || event.metaKey) {
    const letter = key.toLowerCase();
    if (letter === 'y' || (letter === 'z' && shiftKey)) return actions.redo();
    return letter === 'z' && actions.undo();
  }
  const arrow = ARROWS[key];
  if (arrow) {
    const mm = shiftKey ? STEP_MM.fine : STEP_MM.plain;
    return actions.nudge(arrow[0] * mm, arrow[1] * mm);
  }
  if (key === 'Enter') return actions.setPoint();
  if (key === 'Delete' || key === 'Backspace') return actions.takeBack();
  if (key === 'n' || key === 'N') return actions.selectNext();
  return key === 'Escape' && actions.leave();
}
