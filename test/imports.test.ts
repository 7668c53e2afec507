import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkExports, checkNames, checkTree, renderImportTable } from './import-rules.ts';
import type { SourceText } from './parse-source.ts';

const root = path.resolve(import.meta.dirname, '..');

function readTree(): SourceText[] {
  return fs.globSync('{src,scripts,test,bench}/**/*.{ts,mjs,js,astro,hbs}', { cwd: root }).map((file) => ({
    path: file.replaceAll(path.sep, '/'),
    text: fs.readFileSync(path.join(root, file), 'utf8'),
  }));
}

describe('this project', () => {
  const tree = readTree();

  test('has its code where the rules look for it', () => {
    expect(tree.filter((file) => file.path.startsWith('src/')).length).toBeGreaterThan(10);
  });

  // It parses every file of the project, which takes time beside other tests.
  test('keeps the rules', { timeout: 60_000 }, () => {
    expect(checkTree(tree)).toEqual([]);
  });

  test('says in docs/architecture.md where each question is decided, in files that exist', () => {
    const document = fs.readFileSync(path.join(root, 'docs/architecture.md'), 'utf8');
    const table = document.split('## Where it is decided')[1]!.split('\n## ')[0]!;
    const rows = table.split('\n').filter((line) => line.startsWith('| ') && line.includes('?'));
    expect(rows.length).toBeGreaterThan(50);
    const missing = rows.flatMap((row) => {
      let file = '';
      return [...row.split('|')[2]!.matchAll(/`([^`]+)`/g)].flatMap(([, name = '']) => {
        if (/\.css$|\*/.test(name)) return [];
        const isFile = /[./]/.test(name);
        if (isFile)
          file = /^(src|scripts)\//.test(name) ? name : path.posix.join(path.posix.dirname(file), name);
        const place = path.join(root, file);
        if (!fs.existsSync(place)) return [`${name} of ${row}`];
        const isThere =
          isFile || new RegExp(`(function|const) ${name}\\b`).test(fs.readFileSync(place, 'utf8'));
        return isThere ? [] : [`${name} in ${file}`];
      });
    });
    expect(missing).toEqual([]);
  });

  test('says in docs/architecture.md what may import what; vitest -u writes it', async () => {
    const document = path.join(root, 'docs/architecture.md');
    const text = fs.readFileSync(document, 'utf8');
    const part = /(<!-- imports: .* -->\n)[\s\S]*(<!-- end of imports -->)/;
    expect(text).toMatch(part);
    const expected = text.replace(part, (_, begin, end) => `${begin}\n${renderImportTable()}\n\n${end}`);
    await expect(expected).toMatchFileSnapshot(document);
  });

  test('the script of every page loads no library of shapes, which evaluates text and is larger than the script', () => {
    const texts = new Map(tree.map((file) => [file.path, file.text]));
    const [loaded, queue] = [new Set<string>(), ['src/client/gazette.ts']];
    for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
      if (loaded.has(file)) continue;
      loaded.add(file);
      for (const [, name = ''] of (texts.get(file) ?? '').matchAll(
        /^(?:import|export) (?!type )(?:[^;]*? from )?'([^']+)';/gm,
      ))
        queue.push(name.startsWith('.') ? path.posix.join(path.posix.dirname(file), name) : name);
    }
    expect([...loaded].filter((name) => !texts.has(name)).sort()).toEqual([
      '@date-fns/utc',
      'date-fns/format',
      'date-fns/isValid',
    ]);
  });

  test('exports nothing in vain', { timeout: 60_000 }, () => {
    expect(checkExports(tree)).toEqual([]);
  });

  test('exports each name once', { timeout: 60_000 }, () => {
    expect(checkNames(tree)).toEqual([]);
  });
});

const file = (path: string, ...lines: string[]): SourceText => ({ path, text: lines.join('\n') });

describe('dependencies point one way', () => {
  test.each([
    ['src/model/pods.ts', '../site/paths.ts'],
    ['src/model/pods.ts', '../snapshots/store.ts'],
    ['src/model/pods.ts', '../history/day.ts'],
    ['src/snapshots/store.ts', '../config.ts'],
    ['src/snapshots/store.ts', '../model/pods.ts'],
    ['src/collect/collect.ts', '../publish/publish.ts'],
    ['src/site/load-edition.ts', '../publish/plan.ts'],
    ['src/publish/publish.ts', '../collect/collect.ts'],
    ['src/client/compare.ts', '../snapshots/store.ts'],
    ['src/collect/collect.ts', '../../scripts/run.ts'],
    ['src/collect/collect.ts', '../../test/control-plane.ts'],
  ])('%s may not import %s', (from, to) => {
    const target = path.posix.join(path.posix.dirname(from), to);
    expect(checkTree([file(from, `import '${to}';`)])).toEqual([
      expect.stringContaining(`may not import ${target}`),
    ]);
  });

  test('rooms that need each other are told, files and folders alike', () => {
    const [a, b, c] = [
      file('src/model/a.ts', "import type { B } from './b.ts';"),
      file('src/model/b.ts', "import type { A } from './a.ts';"),
      file('src/collect/c.ts', "import type { A } from '../model/a.ts';"),
    ];
    expect(checkTree([a, b])).toEqual([expect.stringContaining('imports itself')]);
    expect(checkTree([file('src/model/a.ts', ''), c])).toEqual([]);
    const back = file('src/model/a.ts', "import type { D } from '../collect/d.ts';");
    expect(checkTree([back, c])).toEqual(
      expect.arrayContaining([
        'src/model: needs src/collect, which needs src/model',
        'src/collect: needs src/model, which needs src/collect',
      ]),
    );
  });

  test.each([
    ['src/site/pods', 'src/site/tables'],
    ['src/model/pods', 'src/model/workloads'],
    ['src/history', 'src/history/day'],
    ['src/model/findings/rules', 'src/model/findings/rules/pods'],
  ])('%s and %s may not need each other', (one, other) => {
    const importing = (from: string, to: string, name: string) =>
      file(
        `${from}/${name}.ts`,
        `import type { A } from './${path.posix.relative(from, `${to}/target.ts`)}';`,
      );
    const targets = [file(`${one}/target.ts`, ''), file(`${other}/target.ts`, '')];
    const there = importing(one, other, 'a');
    expect(checkTree([...targets, there])).toEqual([]);
    expect(checkTree([...targets, there, importing(other, one, 'b')])).toEqual([
      `${one}: needs ${other}, which needs ${one}`,
      `${other}: needs ${one}, which needs ${other}`,
    ]);
  });

  test('a folder and what is below it are one room as seen from above', () => {
    const day = file('src/history/day/a.ts', "import type { B } from '../../model/pods/b.ts';");
    const pods = file('src/model/workloads/c.ts', "import type { D } from '../../history/diff/d.ts';");
    expect(checkTree([day, pods])).toEqual(
      expect.arrayContaining(['src/history: needs src/model, which needs src/history']),
    );
  });

  test('a type is as forbidden as a value', () => {
    expect(checkTree([file('src/model/a.ts', "import type { X } from '../site/paths.ts';")])).toHaveLength(1);
    expect(checkTree([file('src/model/a.ts', "let x: import('../site/paths.ts').X;")])).toHaveLength(1);
  });

  test('types of the shapes and of the Report are for everybody', () => {
    const text =
      "import type { Meta } from './snapshots/schema.ts';\nimport { type Report } from './model/report.ts';";
    expect(checkTree([file('src/errors.ts', text)])).toEqual([]);
    expect(checkTree([file('src/errors.ts', text.replaceAll('type ', ''))])).toHaveLength(2);
  });

  test('re-exports, dynamic imports and the code fence and scripts of components are seen', () => {
    const forbidden = '../../scripts/run.ts';
    for (const source of [
      file('src/model/a.ts', `export { x } from '${forbidden}';`, 'const y = 1;'),
      file('src/model/a.ts', `await import('${forbidden}');`),
      file('src/components/A.astro', '---', `import x from '${forbidden}';`, '---', '<p>{x}</p>'),
      file(
        'src/components/A.astro',
        '<p>no fence</p>',
        '<script>',
        `import x from '${forbidden}';`,
        '</script>',
      ),
    ])
      expect(checkTree([source])).toEqual([expect.stringContaining('may not import scripts/run.ts')]);
  });

  test('a new folder has to say what it may import', () => {
    expect(checkTree([file('src/things/a.ts', '')])).toEqual([expect.stringContaining('src/things is new')]);
  });

  test('files do not import each other in a circle', () => {
    const circle = ['a', 'b', 'c'].map((name, i) =>
      file(`src/site/${name}.ts`, `import './${'bca'[i]}.ts';`),
    );
    expect(checkTree(circle)).toEqual([
      expect.stringContaining('src/site/a.ts → src/site/b.ts → src/site/c.ts → src/site/a.ts'),
    ]);
  });
});

describe('each part keeps to its own', () => {
  test.each([
    ['src/model/a.ts', "import fs from 'node:fs';"],
    ['src/model/a.ts', "import { build } from 'astro';"],
    ['src/history/a.ts', 'const now = Date.now();'],
    ['src/history/a.ts', 'const now = new Date();'],
    ['src/history/a.ts', 'const now = new Date;'],
    ['src/export/a.ts', 'const dice = Math.random();'],
    ['src/export/a.ts', 'const { env } = process;'],
    ['src/export/a.ts', "await fetch('http://a');"],
    ['src/site/a.ts', "import { zstdDecompressSync } from 'node:zlib';"],
    ['src/site/a.ts', 'const name = `${time}.full.jsonl.zst`;'],
    ['src/site/a.ts', "const x = process.env['HOME'];"],
    ['src/site/a.ts', 'const x = import.meta.env.BASE_URL;'],
    ['src/site/a.ts', "import { env } from 'node:process';"],
    ['src/snapshots/a.ts', "import fs from 'node:fs/promises';"],
    ['scripts/a.ts', 'const x = process.env.HOME;'],
    ['src/publish/a.ts', "import type { KubeConfig } from '@kubernetes/client-node';"],
    ['src/publish/a.ts', "console.log('done');"],
    ['src/publish/a.ts', 'process.exit(1);'],
    ['src/publish/a.ts', "export { x } from './x.ts';"],
    ['src/site/utils/a.ts', 'const x = 1;'],
    ['src/site/a.ts', 'const x = `${row.namespace}/${row.name}`;'],
    ['src/components/A.astro', '<p>{`${kind} ${namespace}/${name}`}</p>'],
    ['src/digest/mail.hbs', '<p>{{{message}}}</p>'],
    ['src/pages/index.astro', '<p set:html={message} />'],
  ])('%s may not say: %s', (path, text) => {
    expect(checkTree([file(path, text)])).toHaveLength(1);
  });

  test.each([
    [
      'src/model/a.ts',
      '// new Date(), process.env and .jsonl.zst in a comment\nconst at = new Date(stamp).getTime();',
    ],
    ['src/model/a.ts', 'interface Row { process: string }\nconst row = { process: 1 }; read(row.process);'],
    ['src/model/a.test.ts', "import fs from 'node:fs';"],
    ['src/config.ts', 'const x = process.env.HOME;'],
    ['src/model/object-ref.ts', 'const x = `${namespace}/${name}`;'],
    ['src/collect/a.ts', 'const x = `/namespaces/${namespace}/${resource}`;'],
    ['src/snapshots/a.ts', "import zlib from 'node:zlib';\nconst x = '.delta.jsonl.zst';"],
    ['src/collect/a.ts', "import { KubeConfig } from '@kubernetes/client-node';"],
    ['scripts/a.ts', "console.log('done');\nprocess.exit(1);"],
    ['scripts/bundle.ts', 'process.exit(1);'],
    ['src/digest/mail.hbs', '<p>{{message}}</p>'],
  ])('%s may say: %s', (path, text) => {
    expect(checkTree([file(path, text)])).toEqual([]);
  });
});

describe('nothing is exported in vain', () => {
  const a = file(
    'src/site/a.ts',
    'export const used = 1, idle = 2;',
    'export function run() {}',
    'export type T = 1;',
  );

  test('a value that nobody imports is named', () => {
    expect(
      checkExports([a, file('scripts/b.ts', "import { used, run as go } from '../src/site/a.ts';")]),
    ).toEqual(['src/site/a.ts: nothing imports its export idle']);
  });

  test('importing the whole module uses all of it', () => {
    expect(checkExports([a, file('scripts/b.ts', "import * as all from '../src/site/a.ts';")])).toEqual([]);
  });
});

describe('a name is exported once', () => {
  const first = file('src/site/a.ts', 'export const mark = 1;', 'export interface Mark {}');

  test('values, types and both are told from what is handed on', () => {
    const names = (...lines: string[]) => checkNames([first, file('src/digest/b.ts', ...lines)]);
    expect(names('export type Mark = 1;')).toEqual(['Mark is exported by src/site/a.ts and src/digest/b.ts']);
    expect(names('function mark() {}', 'export { mark };')).toHaveLength(1);
    expect(names("export type { Mark } from '../site/a.ts';", 'const mark = 1;')).toEqual([]);
    expect(names('export const MarkSchema = 1;', 'export type MarkSchema = 1;')).toEqual([]);
  });

  test('what is called by its name may be in several files', () => {
    const both = (name: string, ...paths: string[]) =>
      checkNames(paths.map((path) => file(path, `export const ${name} = 1;`)));
    expect(both('GET', 'src/pages/a.json.ts', 'src/pages/b.json.ts')).toEqual([]);
    expect(both('command', 'scripts/a.ts', 'scripts/b.ts')).toEqual([]);
    expect(both('command', 'scripts/a.ts', 'src/site/b.ts', 'src/site/c.ts')).toHaveLength(1);
  });
});
