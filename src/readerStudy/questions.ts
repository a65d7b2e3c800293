import { PRESENT_BELOW, type DiscReading } from '../anatomy';
import { FINDINGS, type ReadFinding } from '../exercise';
import type { DiscMeasures } from '../patient';

export type Side = 'left' | 'right';

/** What is asked at every level: a finding, the recess's on each side. */
export interface Question {
  readonly task: ReadFinding;
  readonly side: Side | null;
}

export const TASK_TITLES: Readonly<Record<ReadFinding, string>> = {
  herniation: 'Disc herniation',
  'central-stenosis': 'Central canal stenosis',
  'lateral-recess-stenosis': 'Lateral recess stenosis',
};

/** In the order in which they are asked. */
export const QUESTIONS: readonly Question[] = FINDINGS.flatMap((task): Question[] =>
  task === 'lateral-recess-stenosis'
    ? [
        { task, side: 'left' },
        { task, side: 'right' },
      ]
    : [{ task, side: null }],
);

export const isSameQuestion = (a: Question, b: Question): boolean => a.task === b.task && a.side === b.side;

/** `lateral-recess-stenosis left`: names a question in files. */
export const questionKey = ({ task, side }: Question): string => (side === null ? task : `${task} ${side}`);

export const questionTitle = ({ task, side }: Question): string =>
  side === null ? TASK_TITLES[task] : `${TASK_TITLES[task]}, ${side}`;

/**
 * Whether the finding is there, from what was measured on the painted patient: herniated tissue at the disc; a thecal sac below 100 mm² on
 * the disc's plane; a recess below 3 mm. Null where the sac has ended: none is left to be narrow.
 */
export function isPresent({ task, side }: Question, disc: DiscMeasures): boolean | null {
  switch (task) {
    case 'herniation':
      return disc.herniations.some(({ volumeMm3 }) => volumeMm3 > 0);
    case 'central-stenosis':
      return disc.sacAreaMm2 === 0 ? null : disc.sacAreaMm2 < PRESENT_BELOW.sacAreaMm2;
    case 'lateral-recess-stenosis':
      return side === null ? null : disc.recessHeightMm[side] < PRESENT_BELOW.recessHeightMm;
  }
}

/** The AI's probability that the finding is there; null where the images did not show what it measures. */
export function probabilityOf({ task, side }: Question, reading: DiscReading): number | null {
  switch (task) {
    case 'herniation':
      return reading.herniation.probability;
    case 'central-stenosis':
      return reading.centralStenosis.probability;
    case 'lateral-recess-stenosis':
      return side === null ? null : reading.recessStenosis[side].probability;
  }
}
