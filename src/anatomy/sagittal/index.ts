export {
  sagittalMeasures,
  type SagittalDisc,
  type SagittalMeasures,
  type SagittalVertebra,
} from './sagittalMeasures';
export type { CobbAngle } from './curves';
export type { Deformity } from './deformity';
export type { Measured } from './measured';
export type { Listhesis } from './slip';
