import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { assessConfidence, spineFromLabels, type SpineEstimate } from '../../src/anatomy';
import { isIsocenterError } from '../../src/geometry';
import type { Spine } from '../../src/patient';
import { planAutomatically, type PlannedGroup } from '../../src/planning';
import { segmentVolume, type Networks } from '../../src/segmentation';
import type { LabelVolume } from '../../src/volume';
import { readReal } from '../evaluate/measure';
import { readJson, writeWhole } from '../evaluate/store';

/** What is kept of a real patient: the plan on the network's labels beside the discs of labels drawn by hand. */
export interface KeptReal {
  readonly patient: string;
  /** The product's own code and sentence where it refused. */
  readonly refused?: { readonly code: string; readonly sentence: string };
  readonly groups: readonly PlannedGroup[];
  readonly announced: readonly string[];
  /** Found in the labels drawn by hand, and how sure that is of each disc. */
  readonly reference: { readonly spine: Spine; readonly discConfidence: SpineEstimate['discConfidence'] };
  /** Width of the reference's widest disc, mm: a narrow image knows little of side-to-side tilts. */
  readonly widthMm: number;
}

const realFile = (work: string, patient: string): string => join(work, `real-${patient}.json`);

function planned(
  labels: LabelVolume,
  confidence: number,
): Pick<KeptReal, 'refused' | 'groups' | 'announced'> {
  try {
    const doubt = assessConfidence(confidence);
    const spine = spineFromLabels(labels);
    const { discConfidence, levelConfidence } = spine;
    const { prescription, unmet } = planAutomatically(spine, {
      ...{ turn: 'sagittal-series', kinds: ['axial'], discConfidence, levelConfidence },
    });
    const announced = [...(doubt === null ? [] : [doubt]), ...spine.warnings, ...unmet];
    return { groups: prescription.groups, announced };
  } catch (error) {
    if (!isIsocenterError(error)) throw error;
    const refused = { code: error.code, sentence: error.message };
    return { refused, groups: [], announced: [error.message] };
  }
}

/** Plans on a real patient's image, finds the discs in its labels, and keeps both; false when they are there already. */
export async function fillReal(
  networks: Networks,
  work: string,
  folder: string,
  patient: string,
): Promise<boolean> {
  const file = realFile(work, patient);
  if (existsSync(file)) return false;
  const { image, truth } = await readReal(folder, patient);
  const { labels, confidence } = await segmentVolume(image, networks, { now: () => performance.now() });
  const spine = spineFromLabels(truth);
  const { vertebrae, discs, canal, discConfidence } = spine;
  const kept: KeptReal = {
    ...{ patient, ...planned(labels, confidence) },
    reference: { spine: { vertebrae, discs, canal }, discConfidence },
    widthMm: Math.max(...discs.map((d) => d.width)),
  };
  writeWhole(file, JSON.stringify(kept));
  return true;
}

export const readRealLoop = (work: string, patient: string): KeptReal | undefined =>
  readJson(realFile(work, patient)) as KeptReal | undefined;
