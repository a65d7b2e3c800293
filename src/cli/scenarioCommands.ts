import type { Command } from 'commander';
import type { ClassOptions } from './class';

/** What a verb needs of the command line around it. */
export interface ScenarioHost {
  readonly print: (text: string) => void;
  readonly setExit: (code: number) => void;
  readonly wholeNumber: (text: string) => number;
}

/** Adds `scenario validate|list|schema` and `class`. */
export function addScenario(isocenter: Command, { print, setExit, wholeNumber }: ScenarioHost): void {
  const scenario = isocenter.command('scenario').description('the scenarios that trainees work through');
  scenario
    .command('validate')
    .description('name every fault of scenario files with its place; exit code 1 when there is one')
    .argument(
      '[files...]',
      'scenario files (default: those that come with the program, and their curriculum)',
    )
    .action(async (files: string[]) => {
      const { runScenarioValidate } = await import('./scenario');
      setExit((await runScenarioValidate(files, print)) === 0 ? 0 : 1);
    });
  scenario
    .command('list')
    .description('the scenarios that come with the program, module by module')
    .option('--markdown', 'as the table of docs/curriculum.md')
    .action(async ({ markdown }: { markdown?: boolean }) => {
      const { curriculumTable, runScenarioList } = await import('./scenario');
      if (markdown) print(await curriculumTable());
      else await runScenarioList(print);
    });
  scenario
    .command('schema')
    .description('print the format of a scenario file as JSON Schema 2020-12')
    .action(async () => {
      const { schemaText } = await import('./scenario');
      print(schemaText());
    });

  isocenter
    .command('class')
    .description('simulated trainees of two skills work through scenarios; one record a trainee')
    .requiredOption('--scenarios <ids>', 'ids or files, separated by commas')
    .requiredOption('--out <folder>', 'new or empty folder for the records')
    .option('--trainees <n>', 'how many', wholeNumber, 30)
    .option('--trained <n>', 'how many of them are trained (half)', wholeNumber)
    .option('--seed <n>', 'which class', wholeNumber, 1)
    .option('--assisted', "every case once more with the AI's plan taken over and edited")
    .action(async (options: ClassOptions) => {
      const { runClass } = await import('./class');
      await runClass(options, print);
    });
}
