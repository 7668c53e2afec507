import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { renderRules } from './render-rules.ts';
import { rules } from './rules.ts';

const DOCUMENT = path.join(import.meta.dirname, '../../../docs/findings.md');
const BEGIN = /(<!-- the rules: .* -->\n)[\s\S]*?(<!-- end of the rules -->)/;

test('docs/findings.md has the rules as the code has them; vitest -u writes them', async () => {
  const document = fs.readFileSync(DOCUMENT, 'utf8');
  expect(document).toMatch(BEGIN);
  const expected = document.replace(BEGIN, (_, begin, end) => `${begin}\n${renderRules()}\n\n${end}`);
  await expect(expected).toMatchFileSnapshot(DOCUMENT);
});

test('every rule has its chapter, and every link in them leads to one', () => {
  const rendered = renderRules();
  const chapters = new Set(Array.from(rendered.matchAll(/^### (.*)$/gm), ([, id]) => id));
  expect([...chapters]).toEqual(rules.map(({ id }) => id));
  for (const [, id] of rendered.matchAll(/\]\(#([^)]*)\)/g)) expect(chapters).toContain(id);
});

test('a chapter says how bad it is and when it is milder, its limits, what it is told with, and what it reads', () => {
  const [, chapter = ''] = renderRules().split('### crash-loop\n');
  expect(chapter.split('###')[0]).toMatch(
    /^\n\*\*Crash loop\.\*\* .*\n\n- \*\*Severity:\*\* failing; degraded while .*\n- \*\*Limit:\*\* .*3 times.*\n- \*\*Limit:\*\* .*\n- \*\*Reads:\*\* Pod\n/,
  );
  expect(renderRules()).toMatch(
    /### replicas-short\n[\s\S]*?- \*\*Told with:\*\* .*\[`crash-loop`\]\(#crash-loop\)/,
  );
});
