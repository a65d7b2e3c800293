import { assessConfidence, spineFromLabels } from '../anatomy';
import { IsocenterError } from '../geometry';
import { planAutomatically, serializePrescription } from '../planning';
import type { Segmentation } from '../segmentation';
import { createVolume, LABEL, type LabelVolume, type Volume } from '../volume';
import { readOneVolume, writeBytes } from './files';

export interface PlanOptions {
  /** Path of the prescription (JSON) to write. */
  readonly out: string;
  /** Which of several volumes, from 0. */
  readonly volume?: number;
}

/** Labels an image; the command line brings the network, tests may bring their own. */
export type Segment = (volume: Volume) => Promise<Pick<Segmentation, 'labels' | 'confidence'>>;

/** Loads TensorFlow.js only when there is an image to label. */
const segmentInNode: Segment = async (volume) => {
  const [{ createNodeEngine }, { segmentVolume }] = await Promise.all([
    import('./segment'),
    import('../segmentation'),
  ]);
  const engine = await createNodeEngine();
  try {
    return await segmentVolume(volume, engine.networks, { now: () => performance.now() });
  } finally {
    engine.dispose();
  }
};

/** More values than any label map of a spine has, fewer than any MR image. */
const MOST_LABELS = 64;

/** Refuses a label map of another convention (instances, SPIDER's numbers): the network would label it as an image. */
function assertImage(volume: Volume): void {
  const values = new Set<number>();
  for (const value of volume.data) {
    if (!Number.isInteger(value) || value < 0) return;
    values.add(value);
    if (values.size > MOST_LABELS) return;
  }
  if (!values.has(0)) return;
  throw new IsocenterError(
    'plan-labels-unknown',
    `This is neither an image nor a label map of Isocenter: it holds ${values.size} different values, up to ${Math.max(...values)}.`,
    'Give the image, or labels 1 vertebra, 2 disc, 3 canal, 4 sacrum (segment without --instances).',
  );
}

/** A label map holds nothing but the values of `LABEL`, discs among them; an image has grey values beyond. */
export function asLabels(volume: Volume): LabelVolume | null {
  let discs = false;
  for (const value of volume.data) {
    if (!Number.isInteger(value) || value < 0 || value > LABEL.sacrum) return null;
    if (value === LABEL.disc) discs = true;
  }
  return discs ? createVolume(Uint8Array.from(volume.data), volume.dims, volume.voxelToPatient) : null;
}

/** `plan IN --out plan.json`: labels the volume unless it is a label map, finds the spine and plans the exam. */
export async function runPlan(
  input: string,
  options: PlanOptions,
  out: (text: string) => void,
  segment: Segment = segmentInNode,
): Promise<void> {
  const volume = await readOneVolume(input, options.volume);
  let labels = asLabels(volume);
  if (!labels) {
    assertImage(volume);
    const segmented = await segment(volume);
    const doubt = assessConfidence(segmented.confidence);
    if (doubt !== null) out(`Note: ${doubt}`);
    labels = segmented.labels;
  }
  const spine = spineFromLabels(labels);
  const { discConfidence, levelConfidence } = spine;
  const { prescription, decisions, unmet } = planAutomatically(spine, { discConfidence, levelConfidence });
  await writeBytes(options.out, serializePrescription(prescription));
  for (const warning of [...spine.warnings, ...unmet]) out(`Note: ${warning}`);
  for (const { what, why, confidence } of decisions)
    out(`${what} ${why} (confidence ${(100 * confidence).toFixed(0)} %)`);
  out(`${options.out}: ${prescription.groups.length} slice groups`);
}
