// Scans the axial stacks of the reading study: `tsx scripts/reading/scan.ts --work DIR --first 3000 --count 300 --stacks planned`.
import { Command } from 'commander';
import { fillSeed } from './kept';
import { STACKS, type StackName } from './stacks';

const { work, first, count, stacks } = new Command('scan')
  .requiredOption('--work <folder>')
  .requiredOption('--first <seed>', 'first seed', Number)
  .requiredOption('--count <n>', 'how many', Number)
  .option('--stacks <names...>', STACKS.join(', '), ['planned'])
  .parse()
  .opts<{ work: string; first: number; count: number; stacks: StackName[] }>();
for (let seed = first; seed < first + count; seed++) fillSeed(work, seed, stacks);
