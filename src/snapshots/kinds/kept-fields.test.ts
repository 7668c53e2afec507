import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { renderKeptFields } from './kept-fields.ts';
import { kindNames } from './kinds.ts';

const DOCUMENT = path.join(import.meta.dirname, '../../../docs/snapshot-format.md');
const BEGIN = /(<!-- kept fields: .* -->\n)[\s\S]*(\n<!-- end of kept fields -->)/;

test('docs/snapshot-format.md lists the fields that are kept; vitest -u writes them', async () => {
  const document = fs.readFileSync(DOCUMENT, 'utf8');
  expect(document).toMatch(BEGIN);
  const expected = document.replace(BEGIN, (_, begin, end) => `${begin}\n${renderKeptFields()}\n${end}`);
  await expect(expected).toMatchFileSnapshot(DOCUMENT);
});

test('every kind has its chapter, and every field its meaning', () => {
  const rendered = renderKeptFields();
  for (const kind of kindNames) expect(rendered).toContain(`\n### ${kind}\n`);
  expect(rendered.split('\n').filter((line) => /\| +\|$/.test(line))).toEqual([]);
});

test('the tables say what is redacted, what is picked, and which kinds stand whole in every file', () => {
  const rendered = renderKeptFields();
  expect(rendered).toContain('| `message` | text | Explanation; redacted |');
  expect(rendered).toMatch(
    /`metadata.annotations` \| map \| .*: `deployment.kubernetes.io\/revision`, .*; redacted/,
  );
  expect(rendered).toMatch(
    /### Lease\n\n.*in the namespaces `kube-node-lease` and `kube-system` only; whole in every file/,
  );
});

test('a field that holds a message or an error is free text, in every kind', () => {
  const fields = renderKeptFields()
    .split('\n')
    .filter((line) => /^\| `(\S*\.)?(message|error)`/.test(line));
  expect(fields.length).toBeGreaterThan(10);
  expect(fields.filter((line) => !line.includes('redacted'))).toEqual([]);
});
