import type { Command } from 'commander';

/** What a verb needs of the command line around it. */
export interface ScenarioHost {
  readonly print: (text: string) => void;
  readonly setExit: (code: number) => void;
}

/** Adds `scenario validate|list|schema`. */
export function addScenario(isocenter: Command, { print, setExit }: ScenarioHost): void {
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
}
