/** Tells a monitor of scheduled jobs that a command ran. After a failure, it gets `/fail` below its address. */
import { reasonOf } from '../src/chat/post.ts';
import { readCredential, useProxyForFetch, type Config } from '../src/config.ts';
import { GazetteError } from '../src/errors.ts';
import { EXIT, type ExitStatus } from './command.ts';
import { note } from './terminal.ts';

type Target = NonNullable<Config['ping']>[keyof NonNullable<Config['ping']>];

const TIME_LIMIT_MS = 10_000;

/** Runs the work, then pings. A snapshot that is incomplete, or pages with a gap, are a success. */
export async function withPing(target: Target, work: () => Promise<ExitStatus>): Promise<ExitStatus> {
  try {
    const status = await work();
    await ping(target, status === EXIT.ok || status === EXIT.partial);
    return status;
  } catch (error) {
    await ping(target, false);
    throw error;
  }
}

/** A monitor that does not answer changes nothing else. Its address is a secret, and is not shown. */
async function ping(target: Target, isWell: boolean): Promise<void> {
  if (target === undefined) return;
  try {
    const url = new URL(typeof target === 'string' ? target : await readCredential(target));
    if (!isWell) url.pathname = `${url.pathname.replace(/\/$/, '')}/fail`;
    useProxyForFetch();
    const answer = await fetch(url, { signal: AbortSignal.timeout(TIME_LIMIT_MS), redirect: 'manual' });
    await answer.body?.cancel();
    if (!answer.ok) note(`gazette: the monitor under ping answered ${answer.status}`, 'yellow');
  } catch (error) {
    const why = error instanceof GazetteError ? error.message : reasonOf(error);
    note(`gazette: the monitor under ping was not told: ${why}`, 'yellow');
  }
}
