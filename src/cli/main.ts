import { Command, CommanderError } from 'commander';
import { IsocenterError, isIsocenterError } from '../geometry';
import type { CohortOptions } from './cohort';
import type { LoopOptions } from './loop';
import type { PackageCommandOptions } from './package';
import type { PhantomCommandOptions } from './phantom';
import type { PlanOptions } from './plan';
import { addRegress } from './regress/commands';
import type { ReadersOptions } from './readers';
import type { ScanOptions } from './scan';
import { addScenario } from './scenarioCommands';
import type { SegmentOptions } from './segment';

/** Exit codes: 0 ok, 1 the result is below what was asked, 2 bad input; 70 a fault of the program itself. */
const EXIT = { ok: 0, below: 1, badInput: 2, fault: 70 } as const;

const print = (text: string): void => {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
};

/** Whole number of an option, or a named refusal. */
function wholeNumber(value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 0) {
    throw new IsocenterError('cli-number', `"${value}" is not a whole number.`, 'Give a number such as 7.');
  }
  return number;
}

/** Values of an option that may be given several times. */
const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** Every verb loads its own part of the house, so that `phantom` does not wait for TensorFlow.js. */
function program(setExit: (code: number) => void): Command {
  const isocenter = new Command('isocenter')
    .description('A virtual lumbar-spine MRI scanner: the engines of the sandbox, headless.')
    .showHelpAfterError('(--help lists what a command takes)')
    .exitOverride();

  isocenter
    .command('import')
    .description('read a DICOM folder or file, NIfTI, MetaImage or NRRD; write NIfTI, or print the geometry')
    .argument('<in>', 'file or folder')
    .option('--out <file>', 'NIfTI file to write (.nii or .nii.gz)')
    .option('--volume <n>', 'which volume, when there are several (0-based)', wholeNumber)
    .option('--json', 'print dims, affine and spacing of every volume found')
    .action(async (input: string, options: { out?: string; json?: boolean; volume?: number }) => {
      const { runImport } = await import('./import');
      await runImport(input, options, print);
    });

  isocenter
    .command('phantom')
    .description(
      'draw virtual patients: label, tissue, structure and instance maps, a T2 image and the exact truth',
    )
    .argument('[definition]', 'phantom definition, e.g. phantoms/normal.json')
    .requiredOption(
      '--out <folder>',
      'folder for the files of the patient, or one folder a patient and index.csv',
    )
    .option('--seed <n>', 'which patient; of a population, the first', wholeNumber, 1)
    .option('--population <name>', 'draw patients of this population instead, e.g. clinic')
    .option('--count <n>', 'how many patients of the population (1)', wholeNumber)
    .action(async (definition: string | undefined, options: PhantomCommandOptions) => {
      const { runPhantom } = await import('./phantom');
      await runPhantom(definition, options, print);
    });

  isocenter
    .command('scan')
    .description('acquire one slice group of a prescription as a DICOM series')
    .requiredOption('--patient <file>', 'phantom definition (JSON) or a real volume')
    .option('--labels <file>', 'label map of the real volume, from which other contrasts are estimated')
    .option('--original <name>', 'sequence the real volume was acquired with (with --labels)')
    .requiredOption('--group <plan#name>', 'prescription file and group, e.g. plan.json#L4-L5')
    .requiredOption('--sequence <name>', 'e.g. t2-tse-sag')
    .requiredOption('--out <folder>', 'folder for the DICOM files')
    .option('--seed <n>', 'patient and noise', wholeNumber, 1)
    .option('--field <tesla>', 'field strength: 0.55, 1.5 or 3')
    .option('--set <key=value>', 'replace a value of the sequence, e.g. repetitionTimeMs=3000', collect, [])
    .option('--companions <plan#name,…>', 'groups taken together with this one, sharing its TR')
    .option('--breathing <mm>', 'the belly rises by this much with every breath')
    .option('--pulsation', 'CSF and blood pulsate with the heart')
    .option(
      '--motion <share@x,y,z>',
      'the patient moves, e.g. 0.5@2,0,-3: half-way, by 2 mm to the left and 3 mm down',
      collect,
    )
    .action(async (options: ScanOptions) => {
      const { runScan } = await import('./scan');
      await runScan(options, print);
    });

  isocenter
    .command('segment')
    .description("label vertebrae, discs, canal and sacrum on the input's own grid")
    .argument('<in>', 'volume')
    .requiredOption('--out <file>', 'NIfTI label map to write')
    .option('--backend <name>', 'wasm, webgpu or cpu (default: the best that passes its self-check)')
    .option('--volume <n>', 'which volume, when there are several (0-based)', wholeNumber)
    .option('--instances', 'number every vertebra and disc')
    .action(async (input: string, options: SegmentOptions) => {
      const { runSegment } = await import('./segment');
      await runSegment(input, options, print);
    });

  isocenter
    .command('plan')
    .description('plan sagittal, coronal and disc-angled axial groups from a volume or a label map')
    .argument('<in>', 'volume or label map')
    .option('--volume <n>', 'which volume, when there are several (0-based)', wholeNumber)
    .requiredOption('--out <file>', 'prescription (JSON) to write')
    .action(async (input: string, options: PlanOptions) => {
      const { runPlan } = await import('./plan');
      await runPlan(input, options, print);
    });

  isocenter
    .command('score')
    .description("score a prescription against the AI's plan or the truth; exit code 1 below the pass mark")
    .requiredOption('--plan <file>', "the trainee's prescription")
    .requiredOption('--reference <file>', 'plan.json or truth.json')
    .option('--json', 'print the whole score')
    .action(async (options: { plan: string; reference: string; json?: boolean }) => {
      const { runScore } = await import('./score');
      setExit((await runScore(options, print)) === 0 ? EXIT.ok : EXIT.below);
    });

  isocenter
    .command('loop')
    .description(
      'the whole exam by the AI: localizer, plan, series, each judged and repeated where needed; with a report',
    )
    .option('--patient <file or name>', 'phantom by name or definition (JSON), or a real volume')
    .option('--population <name>', 'draw the patient from a population instead, e.g. clinic')
    .option('--labels <file>', 'label map of the real volume, from which other contrasts are estimated')
    .option('--original <name>', 'sequence the real volume was acquired with (with --labels)')
    .requiredOption('--protocol <indication>', 'why the exam is made, e.g. radiculopathy')
    .requiredOption('--out <folder>', 'new or empty folder for series, labels, plans, verdicts and report')
    .option('--seed <n>', 'patient and noise', wholeNumber, 1)
    .option('--field <tesla>', 'field strength: 0.55, 1.5 or 3')
    .option('--age <years>', "the patient's (default: the phantom's own)")
    .option('--implants <kind>', 'none, spinal-metal or conditional-device')
    .option('--budget <minutes>', 'time for the whole exam (30)')
    .option('--protocols <file>', 'table of protocols (JSON) in the place of src/planning/protocols.json')
    .option('--levels <names>', 'discs to angle to, or the level to go through, e.g. L4-L5,L5-S1 or L1')
    .option('--steps <names>', 'only these of the protocol, e.g. sag-t2,ax-t2')
    .option('--backend <name>', 'wasm, webgpu or cpu (default: the best that passes its self-check)')
    .option('--breathing <mm>', 'the belly rises by this much with every breath')
    .option('--pulsation', 'CSF and blood pulsate with the heart')
    .action(async (options: LoopOptions) => {
      const { runLoopCommand } = await import('./loop');
      await runLoopCommand(options, {
        out: print,
        progress: (text) => process.stderr.write(`${text}\n`),
      });
    });

  isocenter
    .command('package')
    .description('pack scenarios as an exercise that a learning system (LMS) runs and keeps the results of')
    .argument('<scenarios...>', 'names of shipped scenarios, e.g. scoliosis, or files')
    .requiredOption('--scorm <version>', '1.2 or 2004 (4th edition)')
    .requiredOption('--out <file>', 'ZIP file to write')
    .option('--dist <folder>', 'built page to pack (default: it is built anew)')
    .option('--title <text>', "title of the course (default: the scenario's)")
    .option('--mode <mode>', 'exercise (told at the end) or assessment (help off)', 'exercise')
    .option('--pass-by-score', 'let the LMS decide on passing by the score alone, without critical errors')
    .action(async (scenarios: readonly string[], options: PackageCommandOptions) => {
      const { runPackage } = await import('./package');
      await runPackage(scenarios, options, print);
    });

  addRegress(isocenter, { print, setExit, wholeNumber });
  addScenario(isocenter, { print, setExit, wholeNumber });
  isocenter
    .command('readers')
    .description(
      'analyse the records of a reading study: ROC, arms compared over readers and cases, agreement, times',
    )
    .argument('[files...]', "readers' exported records, or folders of them")
    .requiredOption('--out <folder>', 'folder for report, analysis and files for other programs')
    .option('--study <file>', 'study file (default: the shipped study that the records name)')
    .option(
      '--automatic',
      'let the AI read the cases alone first, one to two minutes a case; goes on where it was',
    )
    .option('--backend <name>', 'of the AI: wasm, webgpu or cpu (the best there is)')
    .action(async (files: string[], options: ReadersOptions) => {
      const { runReaders } = await import('./readers');
      await runReaders(files, options, print);
    });

  isocenter
    .command('cohort')
    .description(
      "a class's records or attempts: table, items, competencies, variability between observers; exit code 1 when some were refused",
    )
    .argument('<files...>', 'exports of trainees, or folders with them')
    .requiredOption('--out <folder>', 'folder for cohort.json, report.md and the tables (CSV)')
    .option('--take <which>', 'of several tries: first, last or best (first)')
    .option('--split <text>', 'compare trainees whose id or name has this text with the others')
    .option('--groups <file>', 'compare two groups instead: CSV file with trainee and group')
    .action(async (files: readonly string[], options: CohortOptions) => {
      const { runCohort } = await import('./cohort');
      setExit((await runCohort(files, options, print)) === 0 ? EXIT.ok : EXIT.below);
    });

  return isocenter;
}

/** Runs the command line; returns the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  let exit: number = EXIT.ok;
  try {
    await program((code) => {
      exit = code;
    }).parseAsync(argv, { from: 'user' });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.badInput;
    if (isIsocenterError(error)) {
      process.stderr.write(`${error.message} ${error.hint} [${error.code}]\n`);
      return EXIT.badInput;
    }
    process.stderr.write(
      `isocenter failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    return EXIT.fault;
  }
}
