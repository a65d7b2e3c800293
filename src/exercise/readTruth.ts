import { PRESENT_BELOW } from '../anatomy';
import type { DiscMeasures, SpineMeasures } from '../patient';
import type { Rubric } from '../scoring';
import type { ReadTask } from './answers';

/** What a reading has to say to be right. */
export interface ReadTruth {
  readonly present: boolean;
  /** One of the choices of `READ_DETAILS`; null where the finding is absent. */
  readonly detail: string | null;
  /** What was measured, e.g. `the dural sac measures 82 mm²`. */
  readonly words: string;
}

/**
 * What is true of a finding at a disc, by the limits of the published study; null where it was not measured, as where the
 * dural sac has ended.
 */
export function readTruth(
  { level, finding }: Pick<ReadTask, 'level' | 'finding'>,
  measures: SpineMeasures,
  rubric: Rubric,
): ReadTruth | null {
  const disc = measures.discs.find((candidate) => candidate.level === level);
  if (!disc) return null;
  switch (finding) {
    case 'herniation':
      return herniation(disc);
    case 'central-stenosis':
      return disc.sacAreaMm2 > 0 ? centralStenosis(disc, rubric) : null;
    case 'lateral-recess-stenosis':
      return recessStenosis(disc);
  }
}

function herniation({ herniations }: DiscMeasures): ReadTruth {
  const largest = herniations
    .filter(({ volumeMm3 }) => volumeMm3 > 0)
    .reduce<DiscMeasures['herniations'][number] | null>(
      (most, one) => (most && most.volumeMm3 >= one.volumeMm3 ? most : one),
      null,
    );
  if (!largest) return { present: false, detail: null, words: 'there is no herniation' };
  const { kind, side, zone, mm } = largest;
  const size = mm.toFixed(0);
  const words =
    side === zone
      ? `there is a ${side} ${kind} of ${size} mm`
      : `there is a ${side} ${zone} ${kind} of ${size} mm`;
  return { present: true, detail: side, words };
}

function centralStenosis({ sacAreaMm2 }: DiscMeasures, { stenosis }: Rubric): ReadTruth {
  const words = `the dural sac measures ${sacAreaMm2.toFixed(0)} mm², stenosis is below ${stenosis.moderateBelowMm2}`;
  if (sacAreaMm2 >= stenosis.moderateBelowMm2) return { present: false, detail: null, words };
  return { present: true, detail: sacAreaMm2 < stenosis.severeBelowMm2 ? 'severe' : 'moderate', words };
}

function recessStenosis({ recessHeightMm: { left, right } }: DiscMeasures): ReadTruth {
  const limit = PRESENT_BELOW.recessHeightMm;
  const words = `the recesses are ${left.toFixed(1)} mm high on the left and ${right.toFixed(1)} mm on the right, stenosis is below ${limit}`;
  const [isLeft, isRight] = [left < limit, right < limit];
  const detail = isLeft && isRight ? 'both' : isLeft ? 'left' : isRight ? 'right' : null;
  return { present: detail !== null, detail, words };
}
