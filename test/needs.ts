/**
 * What tests need besides Node, and whether it exists here: `describe.runIf(needs.controlPlane)('…', …)`. `prepare.ts`
 * prints one line for each missing need; `.ci/run` installs all.
 */
import fs from 'node:fs';
import path from 'node:path';

/**
 * Folder of etcd and kube-apiserver, as for controller-runtime's envtest; some tests also need the controllers there.
 */
export const assets = process.env.KUBEBUILDER_ASSETS ?? '/usr/local/kubebuilder/bin';
/** Chromium without a window opens pages with half the CPU; what it draws is the same. */
const browsers = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];
export const chromium = process.env.CHROMIUM ?? browsers.find(isExecutable) ?? browsers[0]!;
/** Lighthouse is installed separately from a checkout's own packages: it has 180 MB. */
export const lighthousePackage = path.resolve(import.meta.dirname, '../tools/lighthouse/package.json');

/** RabbitMQ's own script. The one on the path is Debian's, which writes in the system's folders. */
export const rabbitmqServer = '/usr/lib/rabbitmq/bin/rabbitmq-server';

const hasAssets = (...binaries: string[]) =>
  binaries.every((binary) => isExecutable(path.join(assets, binary)));

const controlPlane = hasAssets('etcd', 'kube-apiserver');

const found = {
  controlPlane,
  controllers: controlPlane && hasAssets('kube-controller-manager', 'kube-scheduler'),
  chromium: isExecutable(chromium),
  lighthouse: fs.existsSync(path.join(path.dirname(lighthousePackage), 'node_modules', 'lighthouse')),
  zstd: isOnPath('zstd'),
  kubectl: isOnPath('kubectl'),
  helm: isOnPath('go') && fs.existsSync('/usr/share/gocode/src/github.com/Masterminds/sprig'),
  nginx: isOnPath('nginx') || isExecutable('/usr/sbin/nginx'),
  systemd: isOnPath('systemd-analyze'),
  zsh: isOnPath('zsh'),
  fish: isOnPath('fish'),
  rabbitmq: isExecutable(rabbitmqServer) && isOnPath('erl_call') && isOnPath('epmd'),
  root: process.platform === 'linux' && process.getuid?.() === 0,
};

/** One line each: what is skipped, and what to install. */
const advice: Record<keyof typeof found, string> = {
  controlPlane: `API server tests: no etcd and kube-apiserver in ${assets}; set KUBEBUILDER_ASSETS to a folder that has them (setup-envtest use -p path)`,
  controllers: `Tests with controllers: no kube-controller-manager and kube-scheduler beside etcd and kube-apiserver in ${assets}; copy those of the same version there (envtest has none; dl.k8s.io has all)`,
  chromium: `Browser tests: no ${chromium}; install it (apt-get install chromium-headless-shell), or set CHROMIUM to the path of a Chromium`,
  lighthouse: `Lighthouse's verdict on pages: install it (node scripts/install.mjs lighthouse)`,
  zstd: 'Tests of the documented zstd command line: install zstd (apt-get install zstd)',
  kubectl:
    'Tests of what deploy/ gives to an API server, and of what snapshots answer to kubectl: install kubectl (apt-get install kubernetes-client)',
  helm: 'Tests of the chart: install Go and sprig (apt-get install golang-go golang-github-masterminds-sprig-dev)',
  nginx: 'Tests of the web server in a cluster: install nginx (apt-get install nginx-light)',
  systemd: 'Tests of the units for systemd: install systemd (apt-get install systemd)',
  zsh: 'Tests of completion in zsh: install zsh (apt-get install zsh)',
  fish: 'Tests of completion in fish: install fish (apt-get install fish)',
  rabbitmq: `Tests against a real RabbitMQ: no ${rabbitmqServer}; install it (apt-get install --no-install-recommends rabbitmq-server)`,
  root: 'Tests of full disks and read-only folders: run them as root on Linux, they mount small file systems',
};

/** True if the tests that need it can run. */
export const needs: Readonly<Record<keyof typeof found, boolean>> = found;

/** One line for each of `asked` that is missing. */
export function missingLines(asked = Object.keys(found) as (keyof typeof found)[]): string[] {
  return asked.flatMap((need) => (found[need] ? [] : [`Skipped: ${advice[need]}.`]));
}

function isOnPath(command: string): boolean {
  return (process.env.PATH ?? '')
    .split(path.delimiter)
    .some((folder) => isExecutable(path.join(folder, command)));
}

function isExecutable(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}
