/**
 * Installs the packages of package-lock.json where they are missing or others are installed; otherwise does nothing.
 * The npm scripts run it first, so that a fresh clone needs no step of its own. Plain JavaScript, because it has to
 * run on the Node that the machine happens to have: the packages bring the Node that everything else runs on.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const NEEDED = 24;
const root = fileURLToPath(new URL('..', import.meta.url));
const modules = path.join(root, 'node_modules');
const ownNode = path.join(modules, '.bin', 'node');

const lock = readPackages(path.join(root, 'package-lock.json'));
// A published package has no lock file: whoever installed it has installed its dependencies too.
if (lock && !isInstalled(lock)) install(lock);

function install(wanted) {
  const { platform, arch } = process;
  const bringsNode = Object.hasOwn(wanted, `node_modules/node-${platform}-${arch}`);
  if (!isNewEnough(process.version) && !bringsNode) {
    fail(
      `Gazette needs Node ${NEEDED}; this is ${process.version} on ${platform}-${arch}, for which no package brings it.`,
      `Install Node ${NEEDED} or later (https://nodejs.org/en/download) and run the command again.`,
    );
  }
  process.stderr.write('Installing the packages of package-lock.json (npm ci) … ');
  const started = performance.now();
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const flags = ['ci', '--include=dev', '--include=optional', '--loglevel=error', '--no-audit', '--no-fund'];
  const run = spawnSync(npm[0], [...npm.slice(1), ...flags], { cwd: root, encoding: 'utf8' });
  if (run.status !== 0) {
    process.stderr.write('failed\n');
    process.stderr.write(run.error ? `${run.error.message}\n` : `${run.stdout}${run.stderr}`);
    fail(
      'npm ci failed, as it says above.',
      'Check that the npm registry can be reached, and run the command again.',
    );
  }
  process.stderr.write(`done in ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
  checkNode();
}

/** The Node that npm scripts will find: the one that the packages bring, or else the machine's. */
function checkNode() {
  if (!fs.existsSync(ownNode)) return;
  const version = spawnSync(ownNode, ['--version'], { encoding: 'utf8' }).stdout?.trim();
  if (version && isNewEnough(version)) return;
  // Built for glibc: on a system without it (Alpine) the machine's own Node has to do.
  fs.rmSync(ownNode);
  if (isNewEnough(process.version)) return;
  fail(
    `Gazette needs Node ${NEEDED}; this is ${process.version}, and the one that its packages bring does not run here.`,
    `Install Node ${NEEDED} or later with your system's package manager, and run the command again.`,
  );
}

/** Whether node_modules holds what the lock file names, going by the record that npm leaves when it is done. */
function isInstalled(wanted) {
  const installed = readPackages(path.join(modules, '.package-lock.json'));
  if (!installed) return false;
  return Object.entries(wanted).every(([folder, { version, optional }]) => {
    if (folder === '') return true;
    const there = installed[folder];
    return there ? there.version === version : optional === true;
  });
}

function readPackages(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

function isNewEnough(version) {
  return Number(version.replace(/^v/, '').split('.')[0]) >= NEEDED;
}

function fail(message, hint) {
  process.stderr.write(`${message}\n${hint}\n`);
  process.exit(1);
}
