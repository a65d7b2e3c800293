import type { Fault } from '../../src/planning';
import { fillSeed } from '../quality/kept';
import { judgeSeed, type Judged } from '../quality/measure';
import { share, table } from './markdown';

/** Scans are kept here, outside the project: the next run goes on from them. */
const WORK = process.env['ISOCENTER_QUALITY'] ?? '/tmp/isocenter-quality';
const FIRST_SEED = 2200;
const PATIENTS = 60;
/** Asked for of every fault. */
const WANTED = 0.95;

const WHAT: Readonly<Record<Fault, string>> = {
  coverage: 'sagittal stack moved along the body until T12 or S2 loses 8 to 25 mm',
  foramina: 'too few sagittal slices, or the stack 14 to 20 mm aside',
  angulation: 'sagittal turned by 10 to 15°; axial tilted by ±7° or leaning by 7°',
  position: 'axial stack up or down until the disc leaves it by 1 to 4 mm',
  level: 'axial stack on the neighbouring disc under this one’s name',
  clipping: 'field of 60 to 75 mm, or shifted until the anatomy is cut',
  wrap: 'no phase oversampling, the body folds over by 5 mm or more',
  crossing: 'a group acquired together crosses over the canal by 15 to 30°',
  saturation: 'anterior band moved over vertebra or canal by 6 to 15 mm',
  motion: 'one or two jumps of 2 to 5 mm during the scan',
  noise: 'half the slice thickness and one average',
  fat: 'STIR with a TI of 110 to 140 or 270 to 320 ms instead of 200',
};

const isNamed = (judged: Judged, fault: Fault): boolean => (judged.found[fault]?.grade ?? 'ok') !== 'ok';

function faultRow(fault: Fault, judged: readonly Judged[]): string[] {
  const faulty = judged.filter((j) => j.fault === fault && j.checks.includes(fault));
  const sound = judged.filter((j) => j.fault === null && j.checks.includes(fault));
  const hits = faulty.filter((j) => isNamed(j, fault)).length;
  const quiet = sound.filter((j) => !isNamed(j, fault)).length;
  const met =
    faulty.length > 0 && sound.length > 0 && hits / faulty.length >= WANTED && quiet / sound.length >= WANTED;
  return [
    fault,
    WHAT[fault],
    share(hits, faulty.length),
    share(quiet, sound.length),
    met ? 'met' : '**missed**',
  ];
}

/** Phantoms are scanned with and without known faults, and every series is judged. */
export function qualityPart(): string {
  const judged: Judged[] = [];
  for (let seed = FIRST_SEED; seed < FIRST_SEED + PATIENTS; seed++) {
    fillSeed(WORK, seed);
    judged.push(...judgeSeed(WORK, seed));
  }
  const faults = Object.keys(WHAT) as Fault[];
  return `${PATIENTS} phantoms (seeds ${FIRST_SEED}–${FIRST_SEED + PATIENTS - 1}; limits were chosen on seeds 1000–1019, those of motion on 1000–1029), ${judged.length} series judged by \`checkSeries\`, one fault put into each
or none. A fault counts as found when it is named, as a remark or to be repeated. Faults of place are judged on the true labels resampled to
the stack (of a sagittal stack landmarks are found in them; an axial one is held against those of the sagittal), under the names that the exam counts; faults of the image on three slices acquired at a matrix
of 256 with the signal to noise of the preset. Asked for: ${(100 * WANTED).toFixed(0)} % each. In brackets: Wilson's 95 % interval.

${table(
  ['fault', 'put in', 'found (sensitivity)', 'sound ones left alone (specificity)', ''],
  faults.map((fault) => faultRow(fault, judged)),
)}`;
}
