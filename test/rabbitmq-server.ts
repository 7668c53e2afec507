/**
 * A real RabbitMQ on loopback with its management API: Debian's package, as a process of the test. It has its own port
 * mapper, cookie and folders. Five seconds of CPU until it answers.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { rabbitmqServer } from './needs.ts';

export interface RabbitmqServer {
  /** Base URL of the management API. */
  readonly url: string;
  /** Sends JSON as administrator and returns JSON. @throws on any failure, with the server's message. */
  api<Result = unknown>(method: string, path: string, body?: unknown): Promise<Result>;
  /** Bytes of memory above which the node has an alarm. */
  limitMemory(bytes: number): void;
  stop(): Promise<void>;
}

export const ADMIN = { name: 'admin', password: 'canary-word-of-admin' };
/** Statistics are that old at most, in milliseconds. */
const STATISTICS_MS = 250;
const DEADLINE_MS = 150_000;

/** @param definitions what the server has when it starts, as the management API exports it, besides the administrator */
export async function startRabbitmq(definitions: {
  users: object[];
  permissions: object[];
}): Promise<RabbitmqServer> {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'gazette-rabbitmq-'));
  const file = (name: string) => path.join(dir, name);
  const children: ChildProcess[] = [];
  const start = (binary: string, args: string[], env: NodeJS.ProcessEnv) => {
    const log = fs.openSync(file(`${path.basename(binary)}.log`), 'w');
    const child = spawn(binary, args, { stdio: ['ignore', log, log], env, cwd: dir });
    fs.closeSync(log);
    children.push(child);
    return child;
  };
  const stop = async () => {
    const running = children.filter((child) => child.exitCode === null && child.signalCode === null);
    const gone = running.map((child) => new Promise((resolve) => child.once('exit', resolve)));
    for (const child of running.toReversed()) child.kill('SIGKILL');
    await Promise.all(gone);
    fs.rmSync(dir, { recursive: true, force: true });
  };
  process.once('exit', () => children.forEach((child) => child.kill('SIGKILL')));

  const [management, amqp, distribution, mapper] = await freePorts(4);
  const url = `http://127.0.0.1:${management}`;
  const node = `gazette-${management}@localhost`;
  fs.writeFileSync(file('.erlang.cookie'), `canary${management}`, { mode: 0o400 });
  fs.writeFileSync(file('plugins'), '[rabbitmq_management].\n');
  fs.writeFileSync(file('definitions.json'), JSON.stringify(withAdmin(definitions)));
  // Erlang's own form: the other form, rabbitmq.conf, costs a second of CPU.
  fs.writeFileSync(
    file('advanced.config'),
    `[{rabbit, [{tcp_listeners, [{"127.0.0.1", ${amqp}}]}, {load_definitions, "${file('definitions.json')}"},
       {collect_statistics_interval, ${STATISTICS_MS}}, {disk_free_limit, 1000}]},
      {rabbitmq_management, [{tcp_config, [{ip, "127.0.0.1"}, {port, ${management}}]}]}].\n`,
  );
  const env: NodeJS.ProcessEnv = {
    ...{ PATH: process.env.PATH, HOME: dir, LANG: 'C.UTF-8', ERL_EPMD_PORT: String(mapper) },
    ...{ RABBITMQ_NODENAME: node, RABBITMQ_DIST_PORT: String(distribution) },
    ...{ RABBITMQ_MNESIA_BASE: file('mnesia'), RABBITMQ_LOG_BASE: file('log'), RABBITMQ_LOGS: '-' },
    ...{ RABBITMQ_PID_FILE: file('pid'), RABBITMQ_ENABLED_PLUGINS_FILE: file('plugins') },
    ...{ RABBITMQ_CONF_ENV_FILE: file('none'), RABBITMQ_CONFIG_FILE: file('none') },
    RABBITMQ_ADVANCED_CONFIG_FILE: file('advanced.config'),
    // The script becomes the server, instead of starting it.
    RUNNING_UNDER_SYSTEMD: 'true',
    // Few threads, which do not spin while they wait.
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS:
      '+S 1:1 +SDcpu 1:1 +SDio 1 +A 4 +sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}',
  };
  const api = async <Result>(method: string, below: string, body?: unknown): Promise<Result> => {
    const response = await fetch(`${url}/api${below}`, {
      method,
      headers: {
        Authorization: `Basic ${Buffer.from(`${ADMIN.name}:${ADMIN.password}`).toString('base64')}`,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${below}: ${response.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as Result;
  };
  try {
    start('epmd', ['-port', String(mapper), '-address', '127.0.0.1'], env);
    const server = start(rabbitmqServer, [], env);
    const ends = performance.now() + DEADLINE_MS;
    while (
      !(await api('GET', '/overview').then(
        () => true,
        () => false,
      ))
    ) {
      if (server.exitCode !== null || performance.now() > ends)
        throw new Error(
          `RabbitMQ did not start:\n${fs.readFileSync(file('rabbitmq-server.log'), 'utf8').slice(-4000)}`,
        );
      await sleep(200);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    api,
    stop,
    // What `rabbitmqctl set_vm_memory_high_watermark absolute` calls, for a hundredth of its time.
    limitMemory(bytes) {
      const call = `vm_memory_monitor set_vm_memory_high_watermark [{absolute,${bytes}}]`;
      execFileSync('erl_call', ['-n', node, '-c', `canary${management}`, '-a', call], {
        env,
        stdio: 'ignore',
      });
    },
  };
}

const withAdmin = ({ users, permissions, ...rest }: { users: object[]; permissions: object[] }) => {
  const hosts = (rest as { vhosts?: { name: string }[] }).vhosts ?? [];
  return {
    ...rest,
    users: [...users, { ...ADMIN, tags: 'administrator' }],
    permissions: [
      ...permissions,
      ...hosts.map(({ name }) => ({
        vhost: name,
        user: ADMIN.name,
        configure: '.*',
        write: '.*',
        read: '.*',
      })),
    ],
  };
};

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => net.createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.once('listening', resolve))));
  const ports = servers.map((server) => (server.address() as net.AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
