import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { deletePodCommand, formatKubectl, rolloutRestartCommand, scaleCommand } from './commands.ts';

const web = { kind: 'Deployment', namespace: 'shop', name: 'web' };

test('commands read as a person would type them', () => {
  expect(deletePodCommand({ kind: 'Pod', namespace: 'shop', name: 'web-1' })).toBe(
    'kubectl -n shop delete pod/web-1',
  );
  expect(deletePodCommand({ kind: 'Pod', namespace: 'shop', name: 'web-1' }, 'prod')).toBe(
    'kubectl --context prod -n shop delete pod/web-1',
  );
  expect(rolloutRestartCommand(web, 'prod')).toBe(
    'kubectl --context prod -n shop rollout restart deployment/web',
  );
  expect(scaleCommand(web, 3)).toBe('kubectl -n shop scale deployment/web --replicas=3');
});

test('rollout restart is for the three kinds that know it', () => {
  const kinds = [
    'Deployment',
    'StatefulSet',
    'DaemonSet',
    'ReplicationController',
    'ReplicaSet',
    'Job',
    'CronJob',
  ];
  expect(kinds.filter((kind) => rolloutRestartCommand({ ...web, kind }))).toEqual(kinds.slice(0, 3));
});

test('only what has a number of replicas can be scaled', () => {
  const kinds = [
    'Deployment',
    'StatefulSet',
    'ReplicationController',
    'ReplicaSet',
    'DaemonSet',
    'Job',
    'Rollout',
  ];
  expect(kinds.filter((kind) => scaleCommand({ ...web, kind }, 2))).toEqual(kinds.slice(0, 4));
});

test.each([
  ['arn:aws:eks:eu-1:1:cluster/prod', 'admin@prod', 'team a'],
  ["it's", '$(touch /tmp/pwned)', '`id`'],
  ['a;b', '&& rm -rf ~', '| cat > x'],
  ['"', '\\', '*?[]{}~!#'],
  ['', '-x', '--kubeconfig=/etc/passwd'],
  ['größe', '日本', '🙂'],
])('a real shell hands kubectl the words that were meant: %j %j %j', (context, namespace, name) => {
  const command = formatKubectl(['delete', `pod/${name}`], { context, namespace });
  const words = execFileSync('/bin/sh', ['-c', `kubectl() { printf '%s\\0' "$@"; }\n${command}`])
    .toString()
    .split('\0');
  const flags = [...(context ? ['--context', context] : []), ...(namespace ? ['-n', namespace] : [])];
  expect(words).toEqual([...flags, 'delete', `pod/${name}`, '']);
});

test('what would act in the terminal before the shell can quote it makes no command', () => {
  for (const name of ['a\nb', 'a\rb', 'a\u001b[2Jb', 'a\u0000b', 'a\u0003b', 'a\u202eb', 'a\u2028b']) {
    expect(deletePodCommand({ kind: 'Pod', namespace: 'shop', name }), JSON.stringify(name)).toBeUndefined();
  }
});
