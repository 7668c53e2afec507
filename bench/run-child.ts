/** Runs a command as its user would, in a separate process, and measures it from start to exit. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const reportUsage = path.join(import.meta.dirname, 'report-usage.mjs');

export interface ChildRun {
  seconds: number;
  /** Of all its threads, in seconds; without its child processes. */
  cpu: number;
  /** Peak of resident memory (VmHWM), only for Node processes. */
  peakMb: number;
}

/** As `npm run gazette` does. @throws when the command fails, with its output. */
export async function runNode(script: string, ...args: string[]): Promise<ChildRun> {
  const usageFile = path.join(os.tmpdir(), `gazette-usage-${process.pid}`);
  const env = { ...process.env, GAZETTE_USAGE_FILE: usageFile };
  try {
    const seconds = await time(
      process.execPath,
      ['--max-semi-space-size=8', '--import', reportUsage, script, ...args],
      env,
    );
    const { cpu, peakKb } = JSON.parse(fs.readFileSync(usageFile, 'utf8')) as { cpu: number; peakKb: number };
    return { seconds, cpu, peakMb: peakKb / 1024 };
  } finally {
    fs.rmSync(usageFile, { force: true });
  }
}

/** Seconds that a command takes; undefined when it is not installed. */
export async function runCommand(command: string, ...args: string[]): Promise<number | undefined> {
  try {
    return await time(command, args, process.env);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

async function time(command: string, args: string[], env: NodeJS.ProcessEnv): Promise<number> {
  const started = performance.now();
  // Read and dropped, so that nothing waits for a terminal or a disk.
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.resume();
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-2000)));
  const [status] = (await once(child, 'close')) as [number | null];
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} exited ${status}: ${said}`);
  return (performance.now() - started) / 1000;
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
