export { IsoReaders } from './isoReaders';
