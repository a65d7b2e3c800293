export { calibrated, evidenceOf, marksOf, readDisc, type DiscReading } from './readDisc';
export { PRESENT_BELOW } from './settings';
