import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { hostname, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { IsocenterError } from '../../src/geometry';
import { bash, until, type Shell } from './transcript';

// A whole Slurm on the loopback of this machine: authentication, controller and one node, in a folder of its own, as processes of
// this program. No cgroups, no accounting.

const STARTING_S = 30;
const KEY_BYTES = 1024;
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

export interface Cluster {
  /** What sbatch, squeue and scontrol need to find it. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** @throws IsocenterError `cluster-tool-missing` naming the first that is not installed */
export function assertInstalled(tools: readonly string[]): void {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const missing = tools.find((tool) => !folders.some((folder) => existsSync(join(folder, tool))));
  if (missing !== undefined)
    throw new IsocenterError(
      'cluster-tool-missing',
      `"${missing}" is not installed.`,
      'On Debian: apt-get install slurmctld slurmd slurm-client munge parallel.',
    );
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

/** `slurm.conf` (its manual names every key). */
async function configuration(folder: string, cpus: number): Promise<string> {
  const node = hostname().split('.')[0] ?? 'localhost';
  const user = userInfo().username;
  const ports = [await freePort(), await freePort()];
  return [
    'ClusterName=isocenter',
    `SlurmctldHost=${node}(127.0.0.1)`,
    `SlurmUser=${user}`,
    `SlurmdUser=${user}`,
    'AuthType=auth/munge',
    // A job is not sent again before its credential has expired: five seconds in place of two minutes.
    `AuthInfo=socket=${join(folder, 'munge.socket')},cred_expire=5`,
    `SlurmctldPort=${ports[0]}`,
    `SlurmdPort=${ports[1]}`,
    `StateSaveLocation=${join(folder, 'state')}`,
    `SlurmdSpoolDir=${join(folder, 'spool')}`,
    `SlurmctldPidFile=${join(folder, 'slurmctld.pid')}`,
    `SlurmdPidFile=${join(folder, 'slurmd.pid')}`,
    'ProctrackType=proctrack/linuxproc',
    'TaskPlugin=task/none',
    'JobAcctGatherType=jobacct_gather/none',
    'AccountingStorageType=accounting_storage/none',
    'MpiDefault=none',
    'SelectType=select/cons_tres',
    'SelectTypeParameters=CR_CPU',
    'ReturnToService=2',
    // Ended jobs stay listed, so that a killed one can be sent again and the end be shown.
    'MinJobAge=86400',
    `NodeName=${node} NodeAddr=127.0.0.1 CPUs=${cpus} State=UNKNOWN`,
    `PartitionName=bench Nodes=${node} Default=YES MaxTime=INFINITE State=UP`,
    '',
  ].join('\n');
}

/** Starts a daemon in the foreground, its words in a file. */
function daemon(folder: string, name: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  const log = openSync(join(folder, `${name}.log`), 'a');
  return spawn(name, args, { env, stdio: ['ignore', log, log] });
}

const ended = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

async function end(child: ChildProcess): Promise<void> {
  if (ended(child)) return;
  child.kill('SIGTERM');
  await until(`${child.spawnfile} to end`, STARTING_S, () => ended(child));
}

/**
 * @param cpus how many tasks run at once
 * @throws IsocenterError `cluster-tool-missing`; Error when the node does not come up (the folder's *.log say why)
 */
export async function startSlurm(folder: string, cpus: number): Promise<Cluster> {
  assertInstalled(['munged', 'slurmctld', 'slurmd', 'sbatch', 'squeue', 'scontrol']);
  rmSync(folder, { recursive: true, force: true });
  for (const name of ['state', 'spool']) mkdirSync(join(folder, name), { recursive: true });
  chmodSync(folder, 0o755);
  const key = join(folder, 'munge.key');
  writeFileSync(key, randomBytes(KEY_BYTES), { mode: 0o600 });
  const conf = join(folder, 'slurm.conf');
  writeFileSync(conf, await configuration(folder, cpus));
  const env = { SLURM_CONF: conf };
  const shell: Shell = { root: folder, env };
  const all = { ...process.env, ...env };
  const children: ChildProcess[] = [];
  const leaveNothing = (): void => {
    // The node's daemon ends the tasks: it may go only when they are gone.
    const cancel = `scancel --user=${userInfo().username}
      for n in {1..40}; do [ -z "$(squeue -h -t R,CG)" ] && break; sleep 0.5; done`;
    spawnSync('bash', ['-c', cancel], { env: all });
    for (const child of children) child.kill('SIGTERM');
  };
  const leave = (): never => process.exit(1);
  process.once('exit', leaveNothing);
  for (const signal of SIGNALS) process.once(signal, leave);
  const stop = async (): Promise<void> => {
    // Tasks first: their stewards outlive the node's daemon.
    await bash(shell, `scancel --user=${userInfo().username}`).catch(() => '');
    const idle = async (): Promise<boolean> =>
      (await bash(shell, 'squeue -h -t R,CG').catch(() => '')) === '';
    await until('tasks to end', STARTING_S, idle).catch(() => undefined);
    for (const child of children.reverse()) await end(child);
    process.off('exit', leaveNothing);
    for (const signal of SIGNALS) process.off(signal, leave);
  };
  try {
    const at = (name: string): string => join(folder, name);
    const munge = ['socket', 'pid-file', 'log-file', 'seed-file'].map(
      (n) => `--${n}=${at(`munge.${n.replace('-file', '')}`)}`,
    );
    // --force: a folder under /tmp is a warning, not an error.
    children.push(daemon(folder, 'munged', ['--foreground', '--force', `--key-file=${key}`, ...munge], all));
    await until('munged', STARTING_S, () => existsSync(at('munge.socket')));
    children.push(daemon(folder, 'slurmctld', ['-D', '-i'], all), daemon(folder, 'slurmd', ['-D'], all));
    const isIdle = async (): Promise<boolean> =>
      (await bash(shell, 'sinfo -h -o %T').catch(() => '')).trim() === 'idle';
    await until(`the node of ${folder}`, STARTING_S, isIdle);
  } catch (error) {
    await stop();
    throw error;
  }
  return { env, stop };
}
