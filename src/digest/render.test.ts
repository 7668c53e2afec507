import { readFileSync } from 'node:fs';
import { caniemail } from 'caniemail';
import { describe, expect, test } from 'vitest';
import { daysOfPuts, put } from '../../test/days-of.ts';
import { buildDigest } from './build-digest.ts';
import type { ClusterDigest, Digest, Item } from './digest.ts';
import { windowOfDay } from './day-window.ts';
import { toFacts } from './facts.ts';
import { addressLetter } from './mail-message.ts';
import { renderDigest, type RenderOptions } from './render.ts';

const own = (file: string) => readFileSync(new URL(`./templates/${file}`, import.meta.url), 'utf8');
const templates = { html: own('digest.html.hbs'), text: own('digest.text.hbs'), css: own('digest.css') };
const options: RenderOptions = {
  ...{ templates, title: 'Bank platform', gazette: '0.1.0', url: 'https://status.example/gazette/' },
};

const window = windowOfDay('2026-11-22', 'UTC');
const empty = buildDigest({ window, title: 'T' }, [
  toFacts({
    cluster: 'prod',
    window,
    days: daysOfPuts([put('07:00', {})]),
    week: [],
    reviews: [],
    weekEvents: new Set(),
  }),
]);
const cluster = (name: string, items: Item[], more: Partial<ClusterDigest> = {}): ClusterDigest => ({
  ...empty.clusters[0]!,
  ...{ name, state: 'failing', word: 'Failing', lead: 'Failing all day.', isQuiet: false },
  sections: [{ id: 'incidents', title: 'Incidents', items, more: 0 }],
  alarm: undefined,
  ...more,
});
const digest = (clusters: ClusterDigest[], more: Partial<Digest> = {}): Digest => ({
  ...empty,
  clusters,
  ...more,
});
const item = (index: number): Item => ({
  mark: 'failing',
  name: `shop/web-${index}`,
  text: 'failing since 14:15.',
  detail: 'Crash loop: exit 1. '.repeat(10),
  link: `prod/2026-11-22/141500Z/findings.html#crash-loop/Deployment/shop/web-${index}`,
});

describe('a mail', () => {
  test('has every style that a mail program needs in its elements, and dark in its head', () => {
    const { html } = renderDigest(digest([cluster('prod', [item(1)])]), options);
    expect(html).toMatch(/<h1 class="date" style="[^"]*font-size: 25px/);
    expect(html).toMatch(/<head>[\s\S]*@media \(prefers-color-scheme: dark\)[\s\S]*<\/head>/);
    expect(html).not.toMatch(/<(?:img|link|script|svg)\b|url\(/);
  });

  test('needs nothing that Gmail or Outlook lack; what they ignore only makes it nicer', () => {
    const one = digest([
      cluster('prod', [item(1)], { strip: [{ state: 'failing', label: '00:00 to 01:00: Failing' }] }),
      cluster('dr', [], { alarm: 'No data.' }),
    ]);
    const { html } = renderDigest(one, options);
    const { issues } = caniemail({ clients: ['gmail.*', 'outlook.*'], html });
    const lacking = [...issues.errors.values()].flatMap((faults) => faults.map(({ title }) => title));
    const nicer = [
      // Dark colours, and narrow screens.
      ...['@media', '<style> element', 'color-scheme meta tag'],
      // Accessibility, and long words.
      ...['role attribute', 'aria-hidden attribute', 'overflow-wrap', 'overflow', 'word-break'],
      // Its cells have their own width, and the sheet has the colour of the body.
      ...['table-layout', '<body> element'],
    ];
    expect([...new Set(lacking)].filter((title) => !nicer.includes(title))).toEqual([]);
  });

  test('of more than two minutes counts rollouts and what was not seen, the last clusters first', () => {
    const long = (id: string, title: string, words: number) => ({
      ...{ id, title, more: 0 },
      items: [{ ...item(1), detail: 'word '.repeat(words) }],
    });
    const sections = [
      long('incidents', 'Incidents', 56),
      long('rollouts', 'Rollouts', 56),
      long('unseen', 'Not seen', 56),
    ];
    const { text } = renderDigest(
      digest([cluster('prod', [], { sections }), cluster('test', [], { sections })]),
      options,
    );
    const [prod = '', second = ''] = text.split(/test: Failing/);
    expect(prod).toMatch(/Incidents[^]*Rollouts[^]*Not seen/);
    expect(prod).not.toContain('Besides');
    expect(second).toContain('Incidents');
    expect(second).toContain('Besides: rollouts (1), not seen (1).');
    const words = text.split(/\s+/).filter((word) => /\w/.test(word) && !word.includes('://'));
    expect(words.length).toBeLessThan(340);
    // What is well has least to tell.
    const well = cluster('acc', [], { sections, state: 'healthy', word: 'Healthy' });
    const mixed = renderDigest(digest([well, cluster('prod', [], { sections })]), options).text;
    expect(mixed.split(/prod: Failing/).map((part) => part.includes('Besides'))).toEqual([true, false]);
    const short = [long('rollouts', 'Rollouts', 50)];
    expect(renderDigest(digest([cluster('prod', [], { sections: short })]), options).text).not.toContain(
      'Besides',
    );
  });

  test('links to the site; without its address it has no links', () => {
    const one = digest([cluster('prod', [item(1)])]);
    expect(renderDigest(one, options).html).toContain(
      'href="https://status.example/gazette/prod/2026-11-22/141500Z/findings.html#crash-loop/Deployment/shop/web-1"',
    );
    expect(renderDigest(one, options).text).toContain(
      'https://status.example/gazette/-/digests/2026-11-22.html',
    );
    const { html, text } = renderDigest(one, { ...options, url: undefined });
    expect(html).not.toContain('href');
    expect(text).not.toContain('http');
  });

  test('shows what the cluster wrote as text, whatever it is', () => {
    const hostile = '<img src=x onerror=alert(1)> {{lead}} {{{lead}}} <%= 1 %> "\' & \u202egnp.exe\u0007 $&';
    const one = digest([
      cluster('prod', [{ mark: 'failing', name: hostile, text: hostile, detail: hostile }], {
        alias: hostile,
      }),
    ]);
    const { html, text } = renderDigest(one, options);
    expect(html).not.toContain('<img');
    expect(
      html
        .replaceAll('&#x3D;', '=')
        .match(/&lt;img src=x onerror=alert\(1\)&gt; \{\{lead\}\} \{\{\{lead\}\}\} &lt;%= 1 %&gt;/g),
    ).toHaveLength(4);
    for (const printed of [html, text]) {
      expect(printed).toContain('\\u202egnp.exe\\u0007');
      for (const hidden of ['\u202e', '\u0007']) expect(printed).not.toContain(hidden);
    }
    expect(text).toContain('<img src=x onerror=alert(1)> {{lead}} {{{lead}}} <%= 1 %> "\' &');
  });

  test('stays below what Gmail clips, and says how much more there is', () => {
    const many = digest([
      cluster(
        'prod',
        Array.from({ length: 400 }, (_, index) => item(index)),
      ),
    ]);
    const { html, text } = renderDigest(many, options);
    expect(Buffer.byteLength(html)).toBeLessThan(100_000);
    const shown = html.match(/crash-loop\/Deployment/g)?.length ?? 0;
    expect(shown).toBeGreaterThan(10);
    expect(html).toContain(`and ${400 - shown} more`);
    expect(text).toContain(
      `and ${400 - shown} more: https://status.example/gazette/-/digests/2026-11-22.html`,
    );
    expect(html.trimEnd().endsWith('</html>')).toBe(true);
  });

  test('of more clusters than there is room for counts those that it leaves out', () => {
    const lead = 'Failing all day; '.repeat(180);
    const many = digest(Array.from({ length: 40 }, (_, index) => cluster(`c-${index}`, [item(1)], { lead })));
    const { html } = renderDigest(many, options);
    expect(Buffer.byteLength(html)).toBeLessThan(100_000);
    const shown = html.match(/<h2/g)?.length ?? 0;
    expect(html).toContain(`and ${40 - shown} more clusters`);
  });

  test('says in a line what is quiet', () => {
    const quiet = digest([cluster('prod', [], { isQuiet: true })], { isQuiet: true, lead: 'Quiet.' });
    const { html, text } = renderDigest(quiet, options);
    expect(html).not.toContain('<h2');
    expect(text).toContain('Healthy all day, and nothing to tell: prod.');
  });

  test('of a template of the user’s own is what that says', () => {
    const mine = {
      html: '<p class="x">{{clusters.0.name}}: {{symbol "failing"}}</p>',
      text: '{{subject}}',
      css: '.x { color: red }',
    };
    const { html, text, subject } = renderDigest(digest([cluster('prod', [])]), {
      ...options,
      templates: mine,
    });
    expect(html).toContain('<p class="x" style="color: red;">prod: ■</p>');
    expect(text).toBe(subject);
  });

  test('of a template that is not valid names the file and the line', () => {
    const broken = { ...templates, html: 'a\n{{#if}' };
    expect(() => renderDigest(digest([]), { ...options, templates: broken })).toThrow(
      /^digest\.html\.hbs: Parse error on line 2/,
    );
    const unknown = { ...templates, text: '{{nothing "like" this}}' };
    expect(() => renderDigest(digest([]), { ...options, templates: unknown })).toThrow(
      /^digest\.text\.hbs: Missing helper: "nothing"/,
    );
  });
});

test('a letter has the same Message-ID whenever it is made, and another for each digest and recipient', () => {
  const rendered = renderDigest(digest([cluster('prod', [])]), options);
  const base = { team: 'a', day: '2026-11-22', recipient: 'x@example.com', from: 'Gazette <g@bank.example>' };
  const idOf = (more: Partial<Parameters<typeof addressLetter>[1]>) =>
    addressLetter(rendered, { ...base, ...more }).messageId;
  expect(idOf({})).toBe(idOf({ recipient: 'X@example.com' }));
  expect(idOf({})).toMatch(/^<digest\.2026-11-22\.[0-9a-f]{32}@bank\.example>$/);
  const others = [
    { team: 'b' },
    { day: '2026-11-23' },
    { recipient: 'y@example.com' },
    { clusters: ['prod'] },
  ];
  expect(new Set([idOf({}), ...others.map(idOf)]).size).toBe(5);
});
