import { createDraw } from '../patient';
import { humanArms, type HumanArm, type ReaderStudy, type StudyCase } from './study';

/** In random order: R. A. Fisher and F. Yates, as R. Durstenfeld has it (Commun ACM 1964;7:420). */
function shuffled<T>(items: readonly T[], seed: number, purpose: string): T[] {
  const draw = createDraw(seed, purpose);
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const other = draw.integer(0, last);
    const [a, b] = [result[last], result[other]];
    if (a === undefined || b === undefined) continue;
    [result[last], result[other]] = [b, a];
  }
  return result;
}

/**
 * In which order a reader goes through the arms that people read in. Readers, in an order drawn from the study's seed, take turns at which
 * arm comes first, so that each comes first equally often, give or take one reader.
 */
export function armOrder(study: ReaderStudy, reader: string): HumanArm[] {
  const arms = humanArms(study);
  const drawn = shuffled(
    study.readers.map(({ id }) => id),
    study.seed,
    'readers',
  );
  const turn = Math.max(0, drawn.indexOf(reader)) % Math.max(1, arms.length);
  return [...arms.slice(turn), ...arms.slice(0, turn)];
}

/** In which order a reader reads the cases in an arm: another one for every reader and arm, the same whenever it is asked for. */
export const caseOrder = (study: ReaderStudy, reader: string, arm: HumanArm): StudyCase[] =>
  shuffled(study.cases, study.seed, `cases ${reader} ${arm}`);
