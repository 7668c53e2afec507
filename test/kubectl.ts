/** The kubectl on the PATH, against one server. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export type Kubectl = (args: readonly string[]) => Promise<{ stdout: string; stderr: string }>;

const run = promisify(execFile);

/** @param cache folder for what kubectl remembers of the server */
export const openKubectl =
  (kubeconfig: string, cache: string): Kubectl =>
  ([command = '', ...args]) =>
    run('kubectl', [command, `--kubeconfig=${kubeconfig}`, `--cache-dir=${cache}`, ...args], {
      maxBuffer: 64 * 1024 * 1024,
    });
