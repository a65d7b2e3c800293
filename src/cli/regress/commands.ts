import type { Command } from 'commander';
import type { RegressOptions } from './regress';

interface Shared {
  readonly print: (text: string) => void;
  readonly setExit: (code: number) => void;
  readonly wholeNumber: (value: string) => number;
}

/** The verbs of the regression bench: `regress` and `merge`. */
export function addRegress(program: Command, { print, setExit, wholeNumber }: Shared): void {
  program
    .command('regress')
    .description('hold a network, a segmenter or a planner against phantoms and against an accepted baseline')
    .requiredOption('--suite <file or name>', 'smoke, core, stress, population, repeats, or a suite file')
    .option('--out <folder>', 'results, pictures and reports; a run that was interrupted goes on')
    .option('--baseline <file>', 'accepted results to compare with; exit code 1 when something is worse')
    .option(
      '--model <folder>',
      'network in place of the shipped one: manifest.json, or a TensorFlow.js model with isocenter.json',
    )
    .option('--labels <folder>', "label maps <case>.nii.gz in place of the network's")
    .option('--segmenter <command>', 'external program that labels an image (docs/regression.md)')
    .option('--planner <command>', 'external program that plans on landmarks')
    .option('--no-axial', 'leave out the axial stacks and what is measured on them')
    .option(
      '--count <n>',
      "patients of a population, or scans of each repeated one, in place of the suite's own number",
      wholeNumber,
    )
    .option('--shard <i/n>', "only this part; job systems' own variables are read when it is left out")
    .option('--jobs <n>', 'processes on this machine (all cores)', wholeNumber)
    .option('--case <id>', 'one case only, printed')
    .option('--accept <reason>', 'write the results to --baseline as the new one, for this reason')
    .option('--worker <i/n>', 'one process of several; the command starts these itself')
    .action(async (options: RegressOptions) => {
      const { runRegress } = await import('./regress');
      const verdict = await runRegress(options, {
        print,
        progress: (text) => process.stderr.write(`${text}\n`),
      });
      if (verdict === 'worse') setExit(1);
    });

  program
    .command('merge')
    .description(
      'put the results of all shards of a suite together; refuses missing, duplicate or mixed ones',
    )
    .argument('<folders...>', 'the --out folders of the shards')
    .requiredOption('--suite <file or name>', 'the suite they ran')
    .requiredOption('--out <folder>', 'where the whole goes')
    .option(
      '--count <n>',
      "patients of a population, or scans of each repeated one, in place of the suite's own number",
      wholeNumber,
    )
    .option('--baseline <file>', 'accepted results to compare with; exit code 1 when something is worse')
    .action(
      async (
        folders: string[],
        options: { suite: string; out: string; count?: number; baseline?: string },
      ) => {
        const { runMerge } = await import('./regress');
        if ((await runMerge(folders, options, print)) === 'worse') setExit(1);
      },
    );
}
