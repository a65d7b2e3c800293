import { PRESENT_BELOW, type marksOf } from '../anatomy';
import type { DiscMeasures } from '../patient';
import type { Judgement } from './record';

/** Lower than any mark: what could not be measured counts as not marked. */
const UNMARKED = -1e3;

export const HERNIATION = 'herniation';
export const CENTRAL_STENOSIS = 'central-stenosis';
export const RECESS_STENOSIS = 'lateral-recess-stenosis';

/** What is true of the three published tasks at one disc; the recess on each side. */
export interface Presence {
  readonly herniation: boolean;
  /** Null below the end of the sac: there is none to be narrow. */
  readonly centralStenosis: boolean | null;
  readonly recessStenosis: { readonly left: boolean; readonly right: boolean };
}

export function presenceOf({ herniations, sacAreaMm2, recessHeightMm }: DiscMeasures): Presence {
  return {
    herniation: herniations.some(({ volumeMm3 }) => volumeMm3 > 0),
    centralStenosis: sacAreaMm2 === 0 ? null : sacAreaMm2 < PRESENT_BELOW.sacAreaMm2,
    recessStenosis: {
      left: recessHeightMm.left < PRESENT_BELOW.recessHeightMm,
      right: recessHeightMm.right < PRESENT_BELOW.recessHeightMm,
    },
  };
}

/** The three published tasks at one disc: how strongly each is marked, and whether it is true. */
export function readingJudgements(marks: ReturnType<typeof marksOf>, truth: DiscMeasures): Judgement[] {
  const { herniation, centralStenosis, recessStenosis } = presenceOf(truth);
  const judged = (task: string, mark: number | null, present: boolean): Judgement => ({
    task,
    mark: mark ?? UNMARKED,
    present,
  });
  return [
    judged(HERNIATION, marks.herniation, herniation),
    ...(centralStenosis === null ? [] : [judged(CENTRAL_STENOSIS, marks.centralStenosis, centralStenosis)]),
    ...(['left', 'right'] as const).map((side) =>
      judged(RECESS_STENOSIS, marks.recessStenosis[side], recessStenosis[side]),
    ),
  ];
}
