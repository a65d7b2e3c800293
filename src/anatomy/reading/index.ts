export { calibrated, marksOf, readDisc, type DiscReading } from './readDisc';
