/**
 * Installs what a checkout lacks: the packages of package-lock.json, and Node 24 if the machine's own Node is older.
 * The npm scripts run it first, so that a fresh clone needs no other step. Plain JavaScript, because it must run on any
 * Node.
 *
 *   node scripts/install.mjs [TOOL...] installs the packages of tools/TOOL, too
 */
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const NEEDED = 24;
const root = fileURLToPath(new URL('..', import.meta.url));
const tools = path.join(root, 'tools');
const { platform, arch } = process;

/** The package with Node for this platform. It has 190 MB, so Gazette does not depend on it. */
const nodePackage = path.join(tools, 'node', 'node_modules', `node-${platform}-${arch}`);
const ownNode = path.join(nodePackage, 'bin', 'node');
/** Where npm scripts and npx first look for `node`. `npm ci` empties the folder. */
const link = path.join(root, 'node_modules', '.bin', 'node');

// A published package has no lock file: its dependencies are installed already.
if (readPackages(path.join(root, 'package-lock.json'))) await prepare(process.argv.slice(2));

async function prepare(asked) {
  // An earlier run may have installed the Node that runs this.
  const needsNode = !isNewEnough(process.version) || process.execPath.startsWith(root);
  if (needsNode) checkPlatform();
  await install([
    ...(needsNode && !hasNode() ? [{ folder: path.join(tools, 'node'), what: `Node ${NEEDED}` }] : []),
    ...(isInstalled(root) ? [] : [{ folder: root, what: 'the packages of package-lock.json' }]),
    ...asked
      .map((tool) => ({ folder: path.join(tools, tool), what: `the packages of tools/${tool}` }))
      .filter(({ folder }) => !isInstalled(folder)),
  ]);
  if (needsNode) linkNode();
}

async function install(missing) {
  if (missing.length === 0) return;
  process.stderr.write(`Installing ${missing.map(({ what }) => what).join(' and ')} (npm ci) … `);
  const started = performance.now();
  // In parallel: npm alone keeps one core busy.
  const runs = await Promise.all(missing.map(({ folder }) => runNpm(folder)));
  for (const run of runs) if (run.status !== 0) failToInstall(run);
  process.stderr.write(`done in ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
}

/** Resolves to npm's exit and output. */
function runNpm(folder) {
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const flags = ['ci', '--include=dev', '--include=optional', '--loglevel=error', '--no-audit', '--no-fund'];
  return new Promise((resolve) => {
    const child = spawn(npm[0], [...npm.slice(1), ...flags], { cwd: folder });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
    child.on('error', (error) => resolve({ status: null, output: `${error.message}\n` }));
    child.on('close', (status) => resolve({ status, output }));
  });
}

function failToInstall({ output }) {
  process.stderr.write(`failed\n${output}`);
  fail(
    'npm ci failed; see its message above.',
    'Check that the npm registry is reachable, and run the command again.',
  );
}

function checkPlatform() {
  const locked = readPackages(path.join(tools, 'node', 'package-lock.json')) ?? {};
  if (Object.hasOwn(locked, `node_modules/${path.basename(nodePackage)}`)) return;
  fail(
    `Gazette needs Node ${NEEDED}; this is ${process.version} on ${platform}-${arch}, and no package brings Node for this platform.`,
    `Install Node ${NEEDED} or later (https://nodejs.org/en/download) and run the command again.`,
  );
}

function hasNode() {
  return isInstalled(path.join(tools, 'node')) && fs.existsSync(ownNode);
}

/** Makes npm scripts use the Node of tools/node. */
function linkNode() {
  if (fs.existsSync(link) && fs.realpathSync(link) === ownNode) return;
  if (spawnSync(ownNode, ['--version']).status !== 0) {
    // This Node is built for glibc, which Alpine lacks.
    fail(
      `Gazette needs Node ${NEEDED}; this is ${process.version}, and the Node of tools/node does not run here.`,
      `Install Node ${NEEDED} or later with your system's package manager, and run the command again.`,
    );
  }
  // A third of the package: only compilers of C++ add-ons need it.
  fs.rmSync(path.join(nodePackage, 'include'), { recursive: true, force: true });
  fs.mkdirSync(path.dirname(link), { recursive: true });
  fs.rmSync(link, { force: true });
  fs.symlinkSync(path.relative(path.dirname(link), ownNode), link);
}

/** Whether a folder's node_modules matches its lock file, by the record that npm leaves at its end. */
function isInstalled(folder) {
  const wanted = readPackages(path.join(folder, 'package-lock.json')) ?? {};
  const installed = readPackages(path.join(folder, 'node_modules', '.package-lock.json'));
  if (!installed) return false;
  return Object.entries(wanted).every(([name, { version, optional }]) => {
    if (name === '') return true;
    const there = installed[name];
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
