import { loadavg } from 'node:os';
import { loadSuite } from '../../src/cli/regress/suiteFiles';
import { table } from '../validation/markdown';
import { optionsOf } from './bench';
import { bash, type Shell } from './transcript';

interface Run {
  readonly title: string;
  readonly cases: number;
  readonly processes: number;
  readonly wallMinutes: number;
  readonly cpuMinutes: number;
}

/** Runs a suite in so many processes and takes the time, by bash's own clock: the processes' CPU time is among it. */
async function timed(
  shell: Shell,
  title: string,
  cases: number,
  options: string,
  processes: number,
): Promise<Run> {
  const folder = `"$WORK/throughput-${title.replaceAll(' ', '-')}-${processes}"`;
  const output = await bash(
    shell,
    `rm -rf ${folder}; TIMEFORMAT='took %R %U %S'
    time node src/cli/isocenter.mjs regress ${options} --jobs ${processes} --out ${folder}`,
  );
  const [, real, user, system] = /took ([\d.]+) ([\d.]+) ([\d.]+)/.exec(output) ?? [];
  const run = {
    ...{ title, cases, processes },
    wallMinutes: Number(real) / 60,
    cpuMinutes: (Number(user) + Number(system)) / 60,
  };
  process.stderr.write(`${JSON.stringify(run)}\n`);
  return run;
}

/** Cases a minute in one process and in more, with label maps and with the networks. Returns Markdown. */
export async function throughput(shell: Shell, suite: string, count: number, most: number): Promise<string> {
  const options = optionsOf({ suite, count });
  await bash(
    shell,
    `npx tsx scripts/cluster/labels.ts --suite ${suite} --count ${count} --out "$WORK/labels"`,
  );
  const load = loadavg()[0] ?? 0;
  const runs: Run[] = [];
  const cases = (await loadSuite(suite, count)).cases.length;
  const networks = (await loadSuite('smoke')).cases.length;
  for (const processes of [...new Set([1, most])]) {
    runs.push(await timed(shell, `${suite}, label maps`, cases, options, processes));
    runs.push(await timed(shell, 'smoke, networks and axial stacks', networks, '--suite smoke', processes));
  }
  runs.sort((a, b) => a.title.localeCompare(b.title) || a.processes - b.processes);
  const rows = runs.map((run) => {
    const { title, processes, wallMinutes, cpuMinutes } = run;
    const perMinute = run.cases / wallMinutes;
    const single = runs.find((r) => r.title === title && r.processes === 1) ?? run;
    const gain = perMinute / (single.cases / single.wallMinutes);
    return [
      ...[
        title,
        String(run.cases),
        String(processes),
        perMinute.toFixed(1),
        (perMinute / processes).toFixed(1),
      ],
      ...[(run.cases / cpuMinutes).toFixed(1), `${gain.toFixed(2)} ×`],
    ];
  });
  const head = [
    'suite',
    'cases',
    'processes',
    'cases/min',
    'cases/min/process',
    'cases/min of CPU',
    'against one process',
  ];
  return [
    table(head, rows),
    '',
    `\`npm run cluster -- throughput\` on ${most} cores, of which others used ${load.toFixed(1)} when it began. A process's start and the`,
    'drawing of its patients are counted in.',
  ].join('\n');
}
