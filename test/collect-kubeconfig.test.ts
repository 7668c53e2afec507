import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { json } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { connect } from '../src/collect/connection.ts';
import { NothingCollectedError, RequestError } from '../src/collect/errors.ts';
import { createClient } from '../src/collect/request.ts';
import type { ClusterConfig } from '../src/config.ts';
import { collectionFolder } from './collected.ts';
import { openUrl } from '../src/probes/target.ts';
import { gazette } from './site-fixtures.ts';

afterEach(() => vi.unstubAllEnvs());

const cluster = (more: Partial<ClusterConfig>): ClusterConfig => ({ name: 'prod', ...more });

function write(name: string, content: unknown, folder = collectionFolder()): string {
  const file = path.join(folder, name);
  fs.writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content), { mode: 0o700 });
  return file;
}

/** A kubeconfig with one context per user, each named like its user. */
function kubeconfig(users: Record<string, object>, more: { cluster?: object; current?: string } = {}) {
  const names = Object.keys(users);
  return {
    'current-context': more.current ?? names[0],
    clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:6443', ...more.cluster } }],
    users: names.map((name) => ({ name, user: users[name] })),
    contexts: names.map((name) => ({ name, context: { cluster: 'c', user: name } })),
  };
}

function failure(options: Partial<ClusterConfig>): NothingCollectedError {
  try {
    connect(cluster(options));
  } catch (error) {
    if (error instanceof NothingCollectedError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

async function authorization(options: Partial<ClusterConfig>): Promise<unknown> {
  const connection = connect(cluster(options));
  const { headers } = await connection.options();
  connection.close();
  return headers.Authorization;
}

describe('a kubeconfig that cannot be used says what is wrong', () => {
  test('missing', () => {
    const { message, hint } = failure({ kubeconfig: '/nowhere/config' });
    expect(message).toBe('/nowhere/config: kubeconfig cannot be read (ENOENT)');
    expect(hint).toMatch(/--kubeconfig/);
  });

  test('none in the default place', () => {
    vi.stubEnv('KUBECONFIG', '');
    vi.stubEnv('HOME', '/nowhere');
    const { message, hint } = failure({});
    expect(message).toBe('prod: no kubeconfig at /nowhere/.kube/config');
    expect(hint).toMatch(/inCluster/);
  });

  test('an unknown context: those that there are', () => {
    const file = write('config', kubeconfig({ alice: {}, bob: {} }));
    const { message, hint } = failure({ kubeconfig: file, context: 'carol' });
    expect(message).toBe(`${file}: no context "carol"`);
    expect(hint).toBe('Contexts there: alice, bob.');
  });

  test('no current context', () => {
    const file = write('config', { ...kubeconfig({ alice: {} }), 'current-context': '' });
    expect(failure({ kubeconfig: file }).message).toBe(`${file}: no current-context is set`);
    expect(failure({ kubeconfig: write('empty', '') }).hint).toBe('It holds no contexts.');
  });

  test('a context whose cluster or user is not there', () => {
    const whole = kubeconfig({ alice: {} });
    expect(failure({ kubeconfig: write('config', { ...whole, clusters: [] }) }).message).toMatch(
      /names cluster "c"/,
    );
    expect(failure({ kubeconfig: write('config', { ...whole, users: [] }) }).message).toMatch(
      /names user "alice"/,
    );
  });

  test('invalid YAML: the place, and nothing of the content', () => {
    const file = write('config', 'users:\n- name: bob\n  user: {token: hunter2\n');
    const { message } = failure({ kubeconfig: file });
    expect(message).toMatch(new RegExp(`^${file}:4:1: kubeconfig is not valid YAML`));
    expect(message).not.toContain('hunter2');
  });

  test('another sort of file', () => {
    expect(failure({ kubeconfig: write('config', 'clusters: 5') }).message).toMatch(
      /not a kubeconfig: clusters/,
    );
    expect(failure({ kubeconfig: write('config', '- a\n- b\n') }).message).toMatch(/not a kubeconfig/);
  });

  test('an address that is none', () => {
    const file = write('config', kubeconfig({ alice: {} }, { cluster: { server: 'prod.example:6443' } }));
    expect(failure({ kubeconfig: file }).message).toMatch(/"prod.example:6443" is not a server address/);
  });

  test('not in a cluster', () => {
    vi.stubEnv('KUBERNETES_SERVICE_HOST', undefined);
    expect(failure({ inCluster: true }).message).toMatch(/this is not a pod/);
  });

  test.each(['certificate-authority', 'client-certificate', 'client-key'])(
    'an unreadable %s',
    async (field) => {
      const where = field === 'certificate-authority' ? { cluster: { [field]: 'gone.pem' } } : {};
      const file = write(
        'config',
        kubeconfig({ alice: where.cluster ? {} : { [field]: 'gone.pem' } }, where),
      );
      const connection = connect(cluster({ kubeconfig: file }));
      await expect(connection.options()).rejects.toThrow(path.join(path.dirname(file), 'gone.pem'));
      await expect(connection.options()).rejects.toBeInstanceOf(RequestError);
    },
  );

  test('an unreadable file in a folder whose name looks random is named as it is', async () => {
    const file = '/dev/shm/gazette-test-4ZfKnx/xK9mQ2vL8pR4tY7wZ3nB6cD1/gone.pem';
    const connection = connect(
      cluster({ kubeconfig: write('config', kubeconfig({ alice: { 'client-key': file } })) }),
    );
    await expect(connection.options()).rejects.toThrow(`no such file or directory, open '${file}'`);
  });
});

/** A key and a certificate of the client. */
function makePair(folder: string, name: string): { key: string; certificate: string } {
  const [key, certificate] = ['key', 'crt'].map((ending) => path.join(folder, `${name}.${ending}`)) as [
    string,
    string,
  ];
  execFileSync(
    'openssl',
    [
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '2',
      ],
      ...['-keyout', key, '-out', certificate, '-subj', '/CN=test'],
    ],
    { stdio: 'pipe' },
  );
  return { key, certificate };
}

/** The second anchor repeats the first ten times, the third the second, and so on. */
const BOMB = Array.from(
  { length: 9 },
  (_, level) =>
    `a${level}: &a${level} [${Array.from({ length: 10 }, () => (level === 0 ? 'x' : `*a${level - 1}`)).join(', ')}]`,
).join('\n');

describe('what cannot be used costs its cluster only, which says so with a hint', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gazette-test-'));
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
  const [one, other] = [makePair(folder, 'one'), makePair(folder, 'other')];
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const users: Record<string, [user: object, message: RegExp]> = {
    garbled: [
      { 'client-certificate-data': base64('no certificate'), 'client-key': one.key },
      /the client certificate of the kubeconfig cannot be used/,
    ],
    misfit: [
      { 'client-certificate': one.certificate, 'client-key': other.key },
      /the client certificate of the kubeconfig cannot be used: .*key values mismatch/,
    ],
    keyless: [{ 'client-certificate': one.certificate }, /cannot be used: there is no key for it/],
    broken: [{ token: 'first\nswordfish' }, /the token in the kubeconfig holds a line feed/],
    missing: [
      { exec: { apiVersion: 'v1', command: 'no-such-plugin' } },
      /exec plugin "no-such-plugin" is not installed/,
    ],
    nobody: [
      { 'as-groups': ['admins'] },
      /user "nobody" asks for a uid, groups or user-extra, but for no user/,
    ],
  };

  test('of six clusters with faults, each is named, at once, without a stack trace', async () => {
    const file = write(
      'config',
      kubeconfig(Object.fromEntries(Object.entries(users).map(([name, [user]]) => [name, user])), {
        cluster: { server: 'https://127.0.0.1:1' },
      }),
      folder,
    );
    const names = Object.keys(users);
    const clusters = [
      ...names.map((name) => ({ name, kubeconfig: file, context: name })),
      { name: 'bomb', kubeconfig: write('bomb', BOMB, folder) },
    ];
    const config = write('gazette.config.yaml', { data: path.join(folder, 'data'), clusters }, folder);
    const begun = performance.now();
    const { status, stdout, stderr } = await gazette('collect', '--config', config);
    expect(status).toBe(4);
    for (const name of names)
      expect(stderr).toMatch(new RegExp(`^gazette: ${name}: .*${users[name]![1].source}`, 'm'));
    expect(stderr).toMatch(/^gazette: bomb: .*aliases \(\*name\) that repeat too much/m);
    expect(stdout + stderr).not.toMatch(/ {4}at |swordfish/);
    // After each message comes a hint.
    expect(stderr.trim().split('\n')).toHaveLength(2 * clusters.length);
    expect(performance.now() - begun).toBeLessThan(45_000);
  });

  test('a file without an end, and one that is nested without end', () => {
    expect(failure({ kubeconfig: '/dev/zero' }).message).toBe('/dev/zero: too large for a kubeconfig');
    const deep = write('deep', `a: ${'['.repeat(100_000)}`, folder);
    expect(failure({ kubeconfig: deep }).message).toMatch(/nested too deeply|not valid YAML/);
  });

  test('an exec plugin that hangs ends with its children when the time is over', async () => {
    const command = write('hangs', '#!/bin/sh\nsleep 300 &\necho $! > "$0.pid"\nsleep 300\n', folder);
    const file = write('hanging', kubeconfig({ alice: { exec: { apiVersion: 'v1', command } } }), folder);
    const limit = new AbortController();
    const asked = connect(cluster({ kubeconfig: file }), limit.signal).options();
    await vi.waitUntil(
      () => fs.existsSync(`${command}.pid`) && fs.readFileSync(`${command}.pid`, 'utf8') !== '',
      10_000,
    );
    limit.abort(new Error('the time limit of 1 s was reached'));
    await expect(asked).rejects.toThrow(/exec plugin ".*hangs" failed: the time limit of 1 s was reached/);
    const child = Number(fs.readFileSync(`${command}.pid`, 'utf8'));
    // A killed process may stay in the table until its parent looks.
    await vi.waitUntil(() => {
      try {
        return /^State:\s+Z/m.test(fs.readFileSync(`/proc/${child}/status`, 'utf8'));
      } catch {
        return true;
      }
    }, 10_000);
  });

  test('an exec plugin that does not stop talking is stopped', async () => {
    const command = write('talks', '#!/bin/sh\nyes', folder);
    const file = write('talking', kubeconfig({ alice: { exec: { apiVersion: 'v1', command } } }), folder);
    await expect(connect(cluster({ kubeconfig: file })).options()).rejects.toThrow(
      /exec plugin ".*talks" failed/,
    );
  });
});

describe('credentials', () => {
  test('as, as-uid, as-groups and as-user-extra are sent as kubectl sends them', async () => {
    const alice = {
      token: 'a',
      as: 'bob',
      'as-uid': '17',
      'as-groups': ['admins', 'größe'],
      'as-user-extra': { 'example.com/scope': ['x', 'y'] },
    };
    const file = write('config', kubeconfig({ alice }));
    const connection = connect(cluster({ kubeconfig: file }));
    const { headers } = await connection.options();
    expect(headers).toMatchObject({ Authorization: 'Bearer a', 'Impersonate-User': 'bob' });
    // What arrives, and in how many lines
    const server = http.createServer((request, response) => response.end(JSON.stringify(request.rawHeaders)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const raw = await new Promise<string[]>((resolve) => {
      http.get({ port, host: '127.0.0.1', headers }, (response) => {
        void json(response).then((all) => resolve(all as string[]));
      });
    });
    server.close();
    const sent = raw.flatMap((name, index) =>
      index % 2 === 0 && name.startsWith('Impersonate-')
        ? [`${name}: ${Buffer.from(raw[index + 1]!, 'latin1').toString('utf8')}`]
        : [],
    );
    expect(sent).toEqual([
      'Impersonate-User: bob',
      'Impersonate-Uid: 17',
      'Impersonate-Group: admins',
      'Impersonate-Group: größe',
      'Impersonate-Extra-example.com%2Fscope: x',
      'Impersonate-Extra-example.com%2Fscope: y',
    ]);
  });

  test('the context that is asked for counts, not the current one', async () => {
    const file = write('config', kubeconfig({ alice: { token: 'a' }, bob: { token: 'b' } }));
    expect(await authorization({ kubeconfig: file })).toBe('Bearer a');
    expect(await authorization({ kubeconfig: file, context: 'bob' })).toBe('Bearer b');
  });

  test('paths are relative to the file; a CA is applied without a user, too', async () => {
    const folder = collectionFolder();
    fs.writeFileSync(path.join(folder, 'ca.pem'), 'the CA');
    const { users: _, ...config } = kubeconfig(
      { alice: {} },
      { cluster: { 'certificate-authority': 'ca.pem' } },
    );
    const contexts = [{ name: 'alice', context: { cluster: 'c', namespace: 'team' } }];
    const connection = connect(cluster({ kubeconfig: write('config', { ...config, contexts }, folder) }));
    expect(connection.namespace).toBe('team');
    expect(String((await connection.options()).ca)).toBe('the CA');
  });

  test('a tokenFile is read anew when it has rotated', async () => {
    const folder = collectionFolder();
    const token = write('token', 'first\n', folder);
    const file = write('config', kubeconfig({ alice: { tokenFile: 'token', token: 'never' } }), folder);
    const connection = connect(cluster({ kubeconfig: file }));
    expect((await connection.options()).headers.Authorization).toBe('Bearer first');
    fs.writeFileSync(token, 'second\n');
    connection.renew();
    expect((await connection.options()).headers.Authorization).toBe('Bearer second');
  });

  test('KUBECONFIG names several files: the first wins, missing ones are skipped', async () => {
    const one = write('one', { ...kubeconfig({ alice: { token: 'a1' } }), 'current-context': undefined });
    const two = write('two', kubeconfig({ bob: { token: 'b' }, alice: { token: 'a2' } }));
    vi.stubEnv('KUBECONFIG', ['/nowhere', one, two].join(path.delimiter));
    expect(await authorization({})).toBe('Bearer b');
    expect(await authorization({ context: 'alice' })).toBe('Bearer a1');
  });

  test('an exec plugin gets what kubectl tells it, and runs relative to the file', async () => {
    const folder = collectionFolder();
    const script = `#!/bin/sh
case $KUBERNETES_EXEC_INFO in *'"apiVersion":"client.authentication.k8s.io/v1"'*) token=$TOKEN;; esac
echo '{"kind":"ExecCredential","status":{"token":"'$token'"}}'`;
    write('plugin', script, folder);
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: './plugin',
      env: [{ name: 'TOKEN', value: 'from-the-plugin' }],
    };
    const file = write('config', kubeconfig({ alice: { exec } }), folder);
    expect(await authorization({ kubeconfig: file })).toBe('Bearer from-the-plugin');
  });

  test('an exec plugin that asks for something finds nobody there, and does not hang', async () => {
    const command = write('plugin', `#!/bin/sh\nread answer || echo '{"status":{"token":"unattended"}}'`);
    const file = write('config', kubeconfig({ alice: { exec: { apiVersion: 'v1', command } } }));
    expect(await authorization({ kubeconfig: file })).toBe('Bearer unattended');
  });

  test.each([
    ['is missing', undefined, /"no-such-plugin" is not installed$/],
    [
      'fails',
      '#!/bin/sh\necho "session expired, token=hunter2" >&2; exit 1',
      /failed: session expired, token=\[redacted\]$/,
    ],
    ['answers nonsense', '#!/bin/sh\necho hello', /failed: /],
    ['answers without a status', '#!/bin/sh\necho "{}"', /failed: /],
  ])('an exec plugin that %s', async (_, script, expected) => {
    const command = script ? write('plugin', script) : 'no-such-plugin';
    const file = write('config', kubeconfig({ alice: { exec: { apiVersion: 'v1', command } } }));
    const error = await connect(cluster({ kubeconfig: file }))
      .options()
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(RequestError);
    expect((error as RequestError).message).toMatch(expected);
    expect((error as RequestError).hint).toMatch(/by hand/);
  });
});

/** A proxy that leads every host to one port of this machine, and remembers for whom it was asked. */
async function openProxy(port: number): Promise<{ url: string; asked: string[]; close(): void }> {
  const asked: string[] = [];
  // Node asks for a URL in plain HTTP with the whole address, and for others with CONNECT.
  const forward: http.RequestListener = ({ url = '' }, response) => {
    asked.push(url);
    http.get({ port, path: new URL(url).pathname }, (answer) => answer.pipe(response));
  };
  const proxy = http
    .createServer(forward)
    .on('connect', (request: http.IncomingMessage, socket: net.Socket) => {
      asked.push(request.url ?? '');
      const onward = net.connect(port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        onward.pipe(socket).pipe(onward);
      });
      for (const end of [socket, onward])
        end.on('error', () => [socket, onward].forEach((one) => one.destroy()));
    });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    asked,
    close: () => proxy.close().closeAllConnections(),
  };
}

describe('a proxy', () => {
  const options = { userAgent: 'test', signal: new AbortController().signal, endsAt: Infinity };
  const api = http.createServer((_, response) => response.end('{"gitVersion":"v1.34.0"}'));
  let proxy: Awaited<ReturnType<typeof openProxy>>;
  beforeAll(async () => {
    await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
    proxy = await openProxy((api.address() as AddressInfo).port);
  });
  afterAll(() => {
    api.close();
    proxy.close();
  });
  const of = (more: object) =>
    write(
      'config',
      kubeconfig({ alice: {} }, { cluster: { server: 'http://api.cluster.test:8001', ...more } }),
    );
  const ask = async (kubeconfigFile: string) => {
    const connection = connect(cluster({ kubeconfig: kubeconfigFile }));
    const { status } = await createClient(connection, options).send('/version');
    connection.close();
    return status;
  };

  test('of the environment is used as by kubectl, and that of the kubeconfig before it', async () => {
    vi.stubEnv('HTTP_PROXY', proxy.url);
    expect(await ask(of({}))).toBe(200);
    expect(proxy.asked).toEqual(['api.cluster.test:8001']);
    vi.stubEnv('HTTP_PROXY', 'http://127.0.0.1:9');
    expect(await ask(of({ 'proxy-url': proxy.url }))).toBe(200);
    vi.stubEnv('HTTP_PROXY', proxy.url);
    vi.stubEnv('NO_PROXY', '.cluster.test');
    await expect(ask(of({}))).rejects.toThrow(RequestError);
    vi.stubEnv('NO_PROXY', '');
    vi.stubEnv('HTTP_PROXY', 'http://');
    expect(() => connect(cluster({ kubeconfig: of({}) }))).toThrow(/^HTTP_PROXY is not the URL of a proxy$/);
  });

  test('is used by a probe of a URL', async () => {
    vi.stubEnv('HTTP_PROXY', proxy.url);
    const target = openUrl('http://health.cluster.test:8080', { name: 'health', timeLimit: 5 }, options);
    expect((await target.client.send('/healthz')).status).toBe(200);
    expect(proxy.asked.at(-1)).toBe('http://health.cluster.test:8080/healthz');
    target.close();
  });
});
