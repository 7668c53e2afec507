import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const { platform, arch } = process;
const OLD_NODE = `Object.defineProperty(process, 'version', { value: 'v20.9.0' });`;
const ONE_LINE = (what: string) => new RegExp(`^Installing ${what} \\(npm ci\\) … done in [\\d.]+ s\n$`);

let root: string;
beforeEach(() => {
  root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'gazette-install-')));
  write('scripts/install.mjs', fs.readFileSync(path.join(import.meta.dirname, 'install.mjs'), 'utf8'));
  write(
    'package-lock.json',
    lock({ zod: { version: '4.0.0' }, 'lightningcss-plan9-mips': { version: '1.0.0', optional: true } }),
  );
  write('tools/node/package-lock.json', nodeLock(`node-${platform}-${arch}`));
  write('tools/lighthouse/package-lock.json', lock({ lighthouse: { version: '13.0.0' } }));
});
afterEach(() => fs.rmSync(root, { recursive: true }));

function write(file: string, text: string, mode = 0o644): void {
  fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  fs.writeFileSync(path.join(root, file), text, { mode });
}

function lock(packages: Record<string, { version: string; optional?: boolean }>): string {
  const entries = Object.entries(packages).map(([name, entry]) => [`node_modules/${name}`, entry]);
  return JSON.stringify({ packages: { '': {}, ...Object.fromEntries(entries) } });
}

const nodeLock = (name: string) => lock({ [name]: { version: '24.0.0', optional: true } });

/** Does what `npm ci` does in the folders of the checkout: empties node_modules first. */
const NPM = `rm -rf node_modules; mkdir -p node_modules/.bin; cp package-lock.json node_modules/.package-lock.json
case $PWD in */tools/node)
  mkdir -p node_modules/node-${platform}-${arch}/bin node_modules/node-${platform}-${arch}/include
  printf "#!/bin/sh\nexit $NODE_ENDS" > node_modules/node-${platform}-${arch}/bin/node
  chmod +x node_modules/node-${platform}-${arch}/bin/node
esac`;

interface Setting {
  /** What `npm` does, after it has noted the folder and the arguments. */
  npm?: string;
  /** Runs before the script. */
  preload?: string;
  /** How the installed Node exits. */
  nodeEnds?: number;
  tools?: string[];
}

function install({ npm = NPM, preload, nodeEnds = 0, tools = [] }: Setting = {}) {
  write('bin/npm', `#!/bin/sh\necho ".\${PWD#${root}} $@" >> ${root}/asked\n${npm}\n`, 0o755);
  const asked = path.join(root, 'asked');
  fs.rmSync(asked, { force: true });
  if (preload) write('preload.mjs', preload);
  const flags = preload ? ['--import', path.join(root, 'preload.mjs')] : [];
  const run = spawnSync(process.execPath, [...flags, path.join(root, 'scripts/install.mjs'), ...tools], {
    encoding: 'utf8',
    env: { PATH: `${root}/bin:/usr/bin:/bin`, NODE_ENDS: String(nodeEnds) },
  });
  const lines = fs.existsSync(asked) ? fs.readFileSync(asked, 'utf8').trim().split('\n') : [];
  return { ...run, asked: lines };
}

const SILENT = { asked: [], status: 0, stdout: '', stderr: '' };

/** The `node` that npm scripts would run. */
const linked = () => {
  const link = path.join(root, 'node_modules/.bin/node');
  return fs.existsSync(link) ? path.relative(root, fs.realpathSync(link)) : undefined;
};

test('a fresh clone is installed, and says so in one line that is not on stdout', () => {
  const { status, stdout, stderr, asked } = install();
  expect(asked).toEqual([expect.stringMatching(/^\. ci --include=dev --include=optional/)]);
  expect(stderr).toMatch(ONE_LINE('the packages of package-lock.json'));
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  expect(linked()).toBeUndefined();
});

test('what is installed is left alone, without a word', () => {
  write('node_modules/.package-lock.json', lock({ zod: { version: '4.0.0' }, more: { version: '1.0.0' } }));
  expect(install()).toMatchObject(SILENT);
});

test.each([
  ['another version', { zod: { version: '3.9.0' } }],
  ['a missing package', {}],
])('%s is replaced', (_, packages) => {
  write('node_modules/.package-lock.json', lock(packages));
  expect(install().asked).toHaveLength(1);
});

test('a published package, which has no lock file, installs nothing', () => {
  fs.rmSync(path.join(root, 'package-lock.json'));
  expect(install()).toMatchObject(SILENT);
});

test('when npm fails, its words are shown, and what to do', () => {
  const { status, stderr } = install({ npm: 'echo "npm error EAI_AGAIN" >&2; exit 1' });
  expect(stderr).toMatch(/failed\nnpm error EAI_AGAIN\n.*\nCheck that the npm registry is reachable/);
  expect(status).toBe(1);
});

test('a tool that is asked for has its packages installed, once', () => {
  install();
  const { stderr, asked } = install({ tools: ['lighthouse'] });
  expect(asked).toEqual([expect.stringMatching(/^\.\/tools\/lighthouse ci /)]);
  expect(stderr).toMatch(ONE_LINE('the packages of tools/lighthouse'));
  expect(install({ tools: ['lighthouse'] })).toMatchObject(SILENT);
});

describe('on a machine whose Node is old', () => {
  const old = { preload: OLD_NODE };
  const NODE = `tools/node/node_modules/node-${platform}-${arch}/bin/node`;

  test('a newer one is installed for npm scripts to find, without what they do not need of it', () => {
    const { status, stderr, asked } = install(old);
    // They run side by side, in no order.
    expect(asked.toSorted()).toEqual([
      expect.stringMatching(/^\. ci /),
      expect.stringMatching(/^\.\/tools\/node ci /),
    ]);
    expect(stderr).toMatch(ONE_LINE('Node 24 and the packages of package-lock.json'));
    expect(status).toBe(0);
    expect(linked()).toBe(NODE);
    expect(fs.readdirSync(path.join(root, NODE, '../..'))).toEqual(['bin']);
    expect(install(old)).toMatchObject(SILENT);
  });

  test('it is found again after an npm ci by hand', () => {
    install(old);
    fs.rmSync(path.join(root, 'node_modules/.bin'), { recursive: true });
    expect(install(old)).toMatchObject(SILENT);
    expect(linked()).toBe(NODE);
  });

  test('another version of it is replaced', () => {
    install(old);
    write('tools/node/node_modules/.package-lock.json', lock({}));
    fs.rmSync(path.join(root, NODE));
    const { stderr } = install(old);
    expect(stderr).toMatch(ONE_LINE('Node 24'));
    expect(linked()).toBe(NODE);
  });

  test('the Node that an earlier run installed does not pass for that of the machine', () => {
    const preload = `Object.defineProperty(process, 'execPath', { value: ${JSON.stringify(path.join(root, NODE))} });`;
    expect(install({ preload }).status).toBe(0);
    expect(linked()).toBe(NODE);
  });

  test('where no package brings a newer one, it says what to install', () => {
    write('tools/node/package-lock.json', nodeLock('node-plan9-mips'));
    const { status, stderr, asked } = install(old);
    expect(stderr).toMatch(
      /^Gazette needs Node 24; this is v20\.9\.0 on \S+, and no package brings Node for this platform\.\nInstall Node 24 or later/,
    );
    expect({ status, asked }).toEqual({ status: 1, asked: [] });
  });

  test('where the one that is installed does not run, it says what to do', () => {
    const { status, stderr } = install({ ...old, nodeEnds: 127 });
    expect(stderr).toMatch(
      /\nGazette needs Node 24; this is v20\.9\.0, and the Node of tools\/node does not run here\.\nInstall Node 24/,
    );
    expect(status).toBe(1);
    expect(linked()).toBeUndefined();
  });
});
