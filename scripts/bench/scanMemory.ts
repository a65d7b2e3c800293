// Prints the peak resident memory of this process, KB: with the phantom, or with a sagittal T2 series as well.
import { acquire } from '../../src/scanner';
import { benchPatient, sagittalGroup, sagittalSequence } from '../../tests/bench/scan';

const patient = benchPatient();
if (process.argv[2] === 'scan') acquire(patient, sagittalGroup(patient, 15), sagittalSequence(384), 7);
process.stdout.write(`${process.resourceUsage().maxRSS}\n`);
