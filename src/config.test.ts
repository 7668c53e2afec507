import { expect, test } from 'vitest';
import { parseConfig } from './config-file.ts';
import { explainName, smtpServer } from './config.ts';
import { ruleIds } from './model/findings/rules.ts';

/** Why a config is refused, without the file's name. */
function complaints(source: string): string[] {
  try {
    parseConfig(source, 'g.yaml');
  } catch (error) {
    return (error as Error).message.split('\n').map((line) => line.replace(/^g\.yaml:/, ''));
  }
  return [];
}

test('a key that does not exist is named with its own line and with those that do', () => {
  expect(
    complaints('data: x\nclusters:\n  - name: prod\n    alias: P\n    contxt: c\n    foo: 1\nsit: {}'),
  ).toEqual([
    expect.stringMatching(/^5: clusters\.0\.contxt: is not a key; the keys are name, alias, context, /),
    expect.stringMatching(/^6: clusters\.0\.foo: is not a key/),
    expect.stringMatching(/^7: sit: is not a key; the keys are data, site, /),
  ]);
});

test.each([
  ['interval: 15', '1: interval: must be a duration such as 30s, 15m, 1h or 7d'],
  ['interval: 15 m', '1: interval: must be a duration such as 30s, 15m, 1h or 7d'],
  ['interval:', '1: interval: is empty: it must be a duration such as 30s, 15m, 1h or 7d'],
  ['data: 3', '1: data: must be a text'],
  ['data: x\nclusters: prod', '2: clusters: must be a list'],
  ['data: x\nclusters:', '2: clusters: is empty: it must be a list'],
  ['clusters: [prod]', '1: clusters.0: must have keys and values'],
  ['- a', '1: the file: must have keys and values'],
  [
    'clusters:\n  - alias: x',
    '2: clusters.0.name: is missing: it must be a DNS label: a-z, 0-9 and "-", at most 63 characters',
  ],
  ['silences:\n  - rule: crash-loop', '2: silences.0.reason: is missing: it must be a text'],
  [
    'silences:\n  - reason: x\n    rule: crashloop',
    `3: silences.0.rule: is not a rule; the rules are ${ruleIds.join(', ')}`,
  ],
  [
    'clusters: [{name: p, namespaces: []}]',
    '1: clusters.0.namespaces: must have at least one entry; remove the key to get the default',
  ],
  ['dataCentreLabel: ""', '1: dataCentreLabel: must not be empty'],
  ['customResources: [rollouts]', '1: customResources.0: must be plural.group, such as rollouts.argoproj.io'],
  ['customResources: [1]', '1: customResources.0: must be plural.group, such as rollouts.argoproj.io'],
  ['clusters: [{name: p, inCluster: 1}]', '1: clusters.0.inCluster: must be true or false'],
  ['site: {url: here}', '1: site.url: must be a URL such as https://status.example.com/'],
])('%j is refused in words that say what to write', (source, complaint) => {
  expect(complaints(source)).toEqual([complaint]);
});

test("a pod's own service account and a kubeconfig exclude each other", () => {
  expect(
    complaints('clusters:\n  - name: p\n    inCluster: true\n    context: c\n    kubeconfig: k'),
  ).toEqual([
    '4: clusters.0.context: excludes inCluster: true; remove one of the two',
    '5: clusters.0.kubeconfig: excludes inCluster: true; remove one of the two',
  ]);
  expect(complaints('clusters: [{name: p, inCluster: false, context: c}]')).toEqual([]);
});

test('a name that is no DNS label comes with one that is, and with the alias', () => {
  expect(complaints('clusters: [{name: Prod_X}]')).toEqual([
    '1: clusters.0.name: must be a DNS label: a-z, 0-9 and "-", at most 63 characters; put the name that people use beside it: name: prod-x, alias: "Prod_X"',
  ]);
  expect(explainName('prod-x')).toBe(undefined);
  expect(explainName('Übung')).toContain('name: bung, alias: "Übung"');
  expect(explainName('***')).toContain('name: prod, alias');
  expect(explainName(`${'x'.repeat(62)}--y`)).toContain(`name: ${'x'.repeat(62)}, alias`);
});

test('what names a data centre at the end of a name must be a regular expression', () => {
  expect(complaints('versions: {dataCentreSuffix: "-(dc"}')).toEqual([
    '1: versions.dataCentreSuffix: must be a regular expression such as -(dc[0-9]+)',
  ]);
  expect(complaints('versions: {serviceLabels: name}')).toEqual([
    '1: versions.serviceLabels: must be a list',
  ]);
  expect(complaints('versions: {serviceLabels: [], versionLabels: [release]}')).toEqual([]);
});

test('only this machine is this machine: elsewhere, a password needs TLS', () => {
  const hosts = ['localhost', '127.0.0.1', '127.1.2.3', '[::1]'];
  const others = [
    'localhost.evil.example',
    '127.evil.example',
    '127.0.0.1.evil.example',
    'evil.example',
    '[::2]',
  ];
  const serverAt = (host: string) =>
    smtpServer({ GAZETTE_SMTP_URL: `smtp://bob:secret@${host}:25?ignoreTLS=true` });
  for (const host of hosts) expect(serverAt(host)).toMatchObject({ plain: true, user: 'bob' });
  for (const host of others) expect(() => serverAt(host)).toThrow(/without TLS/);
});
