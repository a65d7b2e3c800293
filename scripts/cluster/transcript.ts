import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';

const LONGEST_OUTPUT = 14;
const POLL_MS = 500;

export interface Shell {
  readonly root: string;
  /** Variables of every command; their values are written as `$NAME` in the transcript. */
  readonly env: Readonly<Record<string, string>>;
}

/** Runs a command of bash. @throws Error with its last words when it fails */
export function bash({ root, env }: Shell, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['-c', command], { cwd: root, env: { ...process.env, ...env } });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (more: string) => (text += more));
    child.on('error', reject);
    child.on('close', (code, signal) =>
      code === 0
        ? resolve(text)
        : reject(new Error(`${command}\nended with ${code ?? signal}: ${text.slice(-2000)}`)),
    );
  });
}

/** Waits until something is so. @throws Error after `limitS` seconds */
export async function until(
  what: string,
  limitS: number,
  isSo: () => Promise<boolean> | boolean,
): Promise<void> {
  const end = performance.now() + 1000 * limitS;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`waited ${limitS} s for ${what}`);
    await pause(POLL_MS);
  }
}

/** The middle of a long output left out. */
function shortened(output: string): string[] {
  const lines = output.trimEnd().split('\n');
  if (lines.length <= LONGEST_OUTPUT) return lines;
  const half = LONGEST_OUTPUT / 2;
  return [...lines.slice(0, half), `… ${lines.length - 2 * half} lines …`, ...lines.slice(-half)];
}

/** Commands and what they answered, as they were typed. */
export class Transcript {
  readonly #shell: Shell;
  readonly #lines: string[] = [];

  constructor(shell: Shell) {
    this.#shell = shell;
  }

  /** Runs a command and keeps it with its output. */
  async run(command: string): Promise<string> {
    const output = await bash(this.#shell, command);
    this.#keep(command, output);
    return output.trim();
  }

  /** Starts a command that others are run beside; its output is kept when it ends. */
  start(command: string): Promise<string> {
    this.#keep(`${command} &`, '');
    return bash(this.#shell, command);
  }

  note(comment: string): void {
    this.#lines.push(`# ${comment}`);
  }

  #keep(command: string, output: string): void {
    const shown = output.trim() === '' ? [] : shortened(this.#named(output));
    this.#lines.push(`$ ${command}`, ...shown);
    process.stderr.write([`$ ${command}`, ...shown, ''].join('\n'));
  }

  /** Folders of this machine by their names. */
  #named(output: string): string {
    return Object.entries(this.#shell.env).reduce(
      (text, [name, value]) => text.replaceAll(value, `$${name}`),
      output.replaceAll(`${this.#shell.root}/`, ''),
    );
  }

  /** A block of Markdown. */
  block(): string {
    return ['```console', ...this.#lines, '```'].join('\n');
  }
}
