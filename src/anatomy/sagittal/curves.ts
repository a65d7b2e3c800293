import { radToDeg, type Vec3 } from '../../geometry';
import { VERTEBRA_LEVELS, type VertebraLevel } from '../../volume';
import type { SpineEstimate } from '../spine';
import { measured, notMeasured, type Measured } from './measured';
import { SAGITTAL_SETTINGS } from './settings';

/** As the finder names them: five, counted from the sacrum. */
const LUMBAR = VERTEBRA_LEVELS.filter((level) => level.startsWith('L'));

/** Signed lean of an endplate's normal in the patient's sagittal (back) or coronal (left) plane, degrees. */
const leanDeg = (normal: Vec3, towards: 'left' | 'back'): number =>
  radToDeg(Math.atan2(normal[towards === 'left' ? 0 : 1], normal[2]));

/** Lordosis: L1's upper against S1's upper endplate in the patient's sagittal plane, degrees; kyphosis is negative. */
export function lordosisDeg({ vertebrae }: SpineEstimate): Measured<number> {
  const plate = (level: VertebraLevel): Vec3 | undefined =>
    vertebrae.find((v) => v.level === level)?.upperEndplate.normal;
  const [l1, s1] = [plate('L1'), plate('S1')];
  if (!l1 || !s1) return notMeasured(`The upper endplate of ${l1 ? 'S1' : 'L1'} is not in the image.`);
  return measured(leanDeg(l1, 'back') - leanDeg(s1, 'back'));
}

/** The largest angle between two lumbar endplates in the patient's coronal plane. */
export interface CobbAngle {
  readonly deg: number;
  /** The end vertebrae, the higher first. */
  readonly upper: VertebraLevel;
  readonly lower: VertebraLevel;
}

export function cobbAngle({ vertebrae, discs, coronalErrorDeg }: SpineEstimate): Measured<CobbAngle> {
  const missing = LUMBAR.find((level) => !vertebrae.some((v) => v.level === level && v.lowerEndplate));
  if (missing) return notMeasured(`${missing} is not whole in the image.`);
  const lumbar = vertebrae.filter((v) => LUMBAR.includes(v.level));
  const uncertain = discs.find(
    ({ level }) =>
      LUMBAR.some((v) => level.split('-').includes(v)) &&
      (coronalErrorDeg[level] ?? Infinity) > SAGITTAL_SETTINGS.cobb.maxErrorDeg,
  );
  if (uncertain) return notMeasured('The image shows too little of the spine from side to side.');
  const plates = lumbar.flatMap(({ level, upperEndplate, lowerEndplate }) =>
    [upperEndplate, lowerEndplate].flatMap((p) => (p ? [{ level, lean: leanDeg(p.normal, 'left') }] : [])),
  );
  const most = plates.reduce((a, b) => (b.lean > a.lean ? b : a));
  const least = plates.reduce((a, b) => (b.lean < a.lean ? b : a));
  const [upper, lower] = plates.indexOf(most) < plates.indexOf(least) ? [most, least] : [least, most];
  return measured({ deg: most.lean - least.lean, upper: upper.level, lower: lower.level });
}
