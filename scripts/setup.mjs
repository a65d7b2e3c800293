// What `npm start` and `npm test` need on a fresh machine. Plain Node, no dependency: it runs before `npm ci`.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { findChromium } from './chromium.mjs';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Runs a command in the project's root with its output shown; throws when it fails.
 * @param {string} command
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 */
export function run(command, args, env = {}) {
  const result = spawnSync(command, args, {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) throw new Error(`${command} ${args.join(' ')} failed`, { cause: result.error });
}

/** Stops with one sentence when Node is too old for the tools. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(
      `Isocenter needs Node 20.19 or newer; this is ${process.versions.node}. Install it and try again.`,
    );
    process.exit(2);
  }
}

/** Installs the locked packages when they are missing or the lock file changed since. */
export function installPackages() {
  const lockHash = createHash('sha256')
    .update(readFileSync(`${ROOT}package-lock.json`))
    .digest('hex');
  const stamp = `${ROOT}node_modules/.isocenter-lock`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash) return;
  console.log('Installing packages …');
  // Playwright's browser is fetched only when no Chromium is found.
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1',
    // The benchmark's onnxruntime-node would fetch its CUDA libraries.
    ONNXRUNTIME_NODE_INSTALL: 'skip',
  });
  writeFileSync(stamp, lockHash);
}

const isRootOnDebian = () =>
  process.getuid?.() === 0 && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get');

/** Finds a Chromium, or gets one: Debian's package for root on Debian, else Playwright's download. */
export function installChromium() {
  if (findChromium()) return;
  console.log('Installing Chromium …');
  if (isRootOnDebian()) {
    run('apt-get', ['update', '-qq']);
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
      DEBIAN_FRONTEND: 'noninteractive',
    });
    if (findChromium()) return;
  }
  run('npx', ['playwright', 'install', 'chromium']);
}
