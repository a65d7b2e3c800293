import { PRESENT_BELOW, type marksOf } from '../anatomy';
import type { DiscMeasures } from '../patient';
import type { Judgement } from './record';

/** Lower than any mark: what could not be measured counts as not marked. */
const UNMARKED = -1e3;

export const HERNIATION = 'herniation';
export const CENTRAL_STENOSIS = 'central-stenosis';
export const RECESS_STENOSIS = 'lateral-recess-stenosis';

/** The three published tasks at one disc: how strongly each is marked, and whether it is true; the recess on each side. */
export function readingJudgements(marks: ReturnType<typeof marksOf>, truth: DiscMeasures): Judgement[] {
  return [
    {
      ...{ task: HERNIATION, mark: marks.herniation },
      present: truth.herniations.some(({ volumeMm3 }) => volumeMm3 > 0),
    },
    // Below the end of the sac there is none to be narrow.
    ...(truth.sacAreaMm2 === 0
      ? []
      : [
          {
            ...{ task: CENTRAL_STENOSIS, mark: marks.centralStenosis ?? UNMARKED },
            present: truth.sacAreaMm2 < PRESENT_BELOW.sacAreaMm2,
          },
        ]),
    ...(['left', 'right'] as const).map((side) => ({
      ...{ task: RECESS_STENOSIS, mark: marks.recessStenosis[side] ?? UNMARKED },
      present: truth.recessHeightMm[side] < PRESENT_BELOW.recessHeightMm,
    })),
  ];
}
