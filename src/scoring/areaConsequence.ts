import type { SliceGroup, Vec3 } from '../geometry';
import type { DiscLandmarks } from '../patient';
import { canalAtDisc } from '../planning';
import type { LabelVolume } from '../volume';
import type { Rubric } from './rubric';
import { sacAreaMm2, sliceThrough } from './sacArea';
import type { AreaConsequence } from './types';

export interface AreaInput {
  /** Truth: label `canal` is the dural sac. Null where it is not known. */
  readonly labels: LabelVolume | null;
  readonly disc: DiscLandmarks;
  readonly canal: readonly Vec3[];
  readonly trainee: SliceGroup | null;
  readonly ai: SliceGroup | null;
  readonly rubric: Rubric;
}

/** Grade of central stenosis by area: 0 none, 1 moderate, 2 severe. */
const gradeOf = (areaMm2: number, { stenosis }: Rubric): 0 | 1 | 2 =>
  areaMm2 < stenosis.severeBelowMm2 ? 2 : areaMm2 < stenosis.moderateBelowMm2 ? 1 : 0;

const MISREAD: Record<string, string> = {
  '0>1': 'a stenosis would be reported that is not there',
  '0>2': 'a severe stenosis would be reported that is not there',
  '1>0': 'a stenosis would be missed',
  '1>2': 'a moderate stenosis would be called severe',
  '2>0': 'a severe stenosis would be missed',
  '2>1': 'a severe stenosis would be called moderate',
};

const unknown = (reason: string): AreaConsequence => ({
  traineeMm2: null,
  aiMm2: null,
  truthMm2: null,
  misread: false,
  sentence: reason,
});

function sentence(traineeMm2: number, truthMm2: number, rubric: Rubric): string {
  const [read, real] = [traineeMm2.toFixed(0), truthMm2.toFixed(0)];
  const words = MISREAD[`${gradeOf(truthMm2, rubric)}>${gradeOf(traineeMm2, rubric)}`];
  if (words) return `The dural sac reads ${read} mm² instead of ${real} mm²: ${words}.`;
  if (read === real) return `The dural sac reads ${read} mm², as it is.`;
  return `The dural sac reads ${read} mm² instead of ${real} mm²; the grade of stenosis stays the same.`;
}

/**
 * What a plane does to the reading: the dural sac's area on the slice that shows the canal at the disc, beside the area on the AI's
 * slice and, with the trainee's thickness, on the disc's own plane. A straight tube reads larger by 1/cos θ; a narrow place is
 * also missed by a slice beside it.
 */
export function areaConsequence(input: AreaInput): AreaConsequence {
  const { labels, disc, canal, trainee, ai, rubric } = input;
  if (!labels)
    return unknown(
      'How large the dural sac reads cannot be told: its outline is not known for this patient.',
    );
  const at = canalAtDisc(canal, disc);
  if (!at) return unknown(`The canal was not found at ${disc.level}.`);
  const areaOf = (group: SliceGroup | null): number | null => {
    const cut = group && sliceThrough(group, at);
    return cut && sacAreaMm2(labels, cut);
  };
  const thickness = (trainee ?? ai)?.sliceThickness ?? 0;
  const truthMm2 = sacAreaMm2(labels, { point: at, normal: disc.normal, thickness });
  if (Math.round(truthMm2) === 0) return unknown(`The dural sac has ended above ${disc.level}.`);
  const traineeMm2 = areaOf(trainee);
  return {
    traineeMm2,
    aiMm2: areaOf(ai),
    truthMm2,
    misread: traineeMm2 !== null && gradeOf(traineeMm2, rubric) !== gradeOf(truthMm2, rubric),
    sentence:
      traineeMm2 === null
        ? `No slice shows the canal at ${disc.level}: its dural sac of ${truthMm2.toFixed(0)} mm² cannot be read.`
        : sentence(traineeMm2, truthMm2, rubric),
  };
}
