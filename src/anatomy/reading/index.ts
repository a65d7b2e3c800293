export { calibrated, evidenceOf, logOdds, marksOf, readDisc, type DiscReading } from './readDisc';
export { PRESENT_BELOW } from './settings';
