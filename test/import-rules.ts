/**
 * The rules of `docs/architecture.md` that source text alone can show. Each check takes all files of the project. Each
 * complaint is `path: what is wrong`.
 */
import path from 'node:path';
import { parseSource, type Parsed, type SourceText } from './parse-source.ts';

const shapes = ['src/snapshots/schema.ts', 'src/snapshots/kinds'];
const pure = ['src/model', 'src/history', 'src/words', 'src/export', 'src/review'];
/** These parts of the site are pure too: the browser uses the same words, and finds the same rows. */
const pureOfSite = [
  'changes/cause-articles',
  'changes/change-words',
  'changes/changes-markup',
  'changes/changes-page',
  'changes/event-tables',
  'changes/field-tables',
  'changes/finding-groups',
  'changes/page-shapes',
  'markup',
  'paths',
  'records/edition-record',
  'tables/anchors',
  'tables/long-tables',
  'tables/row-links',
  'tables/sheets',
  'towards',
].map((name) => `src/site/${name}.ts`);
const readers = [...pure, 'src/snapshots', 'src/config.ts', 'src/errors.ts', 'src/project.ts'];
const markup = ['src/styles', 'src/client'];

/** What each part may import besides itself. Everybody may import types of the shapes and of the Report. */
const LAYERS: Record<string, readonly string[]> = {
  'src/errors.ts': [],
  'src/config-defaults.ts': [],
  'src/proxy.ts': [],
  'src/project.ts': [],
  'src/config-file.ts': ['src/errors.ts', 'src/config.ts'],
  // A silence with an unknown rule is a mistake of the config, reported with its line.
  'src/config.ts': [
    'src/errors.ts',
    'src/config-defaults.ts',
    'src/proxy.ts',
    'src/model/findings/rules.ts',
    // A workload that a probe asks is named as in commands.
    'src/model/object-ref.ts',
    ...shapes,
  ],
  'src/snapshots': ['src/errors.ts'],
  'src/model': shapes,
  'src/history': ['src/model', ...shapes],
  'src/words': ['src/model', 'src/history', ...shapes],
  'src/export': ['src/model', 'src/history', 'src/words', ...shapes],
  'src/collect': readers,
  'src/status': readers,
  // A dump is trimmed and redacted as what the collector reads.
  'src/import': [...readers, 'src/collect'],
  // What is posted is made of words; what was posted is in the store.
  'src/chat': [...readers, 'src/status', 'src/digest'],
  'src/days': readers,
  'src/site': [...readers, 'src/days'],
  'src/publish': [...readers, 'src/days', 'src/site', 'src/digest', 'src/status'],
  // A mail server may repeat credentials in its errors.
  'src/digest': [...readers, 'src/days', 'src/site', 'src/collect/redact.ts'],
  'src/review': ['src/model', 'src/history', 'src/words', 'src/export', 'src/errors.ts', ...shapes],
  'src/share': [...readers, 'src/days', 'src/site', 'src/publish'],
  'src/api': readers,
  'src/demo': [...readers, 'src/collect'],
  // The browser builds snapshots with the store's own code, which is pure.
  'src/client': [...pure, ...pureOfSite, ...shapes, 'src/snapshots/materialise.ts'],
  'src/components': [...pure, ...shapes, ...markup, 'src/site', 'src/digest'],
  'src/layouts': [...pure, ...shapes, ...markup, 'src/site', 'src/components'],
  'src/views': [
    ...[...pure, ...shapes, ...markup],
    ...['src/days', 'src/site', 'src/digest', 'src/layouts', 'src/components'],
  ],
  'src/middleware.ts': ['src/export'],
  'src/pages': [
    ...[...readers, ...markup],
    ...['src/days', 'src/site', 'src/digest', 'src/components', 'src/layouts', 'src/views'],
  ],
  scripts: [
    ...readers,
    ...['src/config-defaults.ts', 'src/config-file.ts'],
    ...[
      'collect',
      'days',
      'publish',
      'import',
      'status',
      'chat',
      'digest',
      'review',
      'share',
      'api',
      'demo',
      'site',
    ].map((name) => `src/${name}`),
  ],
};

/** The table of `docs/architecture.md`: what each folder may import, besides itself and the types. */
export function renderImportTable(): string {
  const lists: [name: string, members: readonly string[]][] = [
    ['the pure folders', pure],
    ['the pure files of `src/site/`', pureOfSite],
    ['shapes', shapes],
  ];
  const rows = Object.entries(LAYERS).map(([folder, allowed]) => {
    const left = new Set(allowed);
    const names = lists.flatMap(([name, members]) => {
      if (!members.every((member) => left.has(member))) return [];
      for (const member of members) left.delete(member);
      return [name];
    });
    const all = [...names, ...[...left].map((one) => `\`${one}\``)];
    return `| \`${folder}\` | ${all.join(', ') || 'nothing'} |`;
  });
  const ofProbes = OF_PROBES.map(({ names, home }) => {
    const files = names?.map((name) => `\`${name}.ts\``).join(', ') ?? 'every other file';
    return `| \`src/probes\`: ${files} | what \`${home}\` may import, as a part of it |`;
  });
  return ['| Folder | May import |', '| --- | --- |', ...rows, ...ofProbes].join('\n');
}

/** The parts of the store that know its folder; `share.ts` copies into the folder of a site. */
const FOLDER = ['files', 'folder', 'lock', 'share'].map((name) => `src/snapshots/${name}.ts`);

/** The only component that prints HTML from elsewhere: an author's notes, which `src/review/notes.ts` sanitises. */
const SANITISED = 'src/components/review/ReviewNotes.astro';

/** Folder names that do not say what the folder contains. */
const VAGUE = /(^|\/)(utils?|helpers?|services?|common|lib|misc)(\/|$)/;

/** A text of a namespace and a name, joined by hand. */
const NAMES = /\$\{[^{}]*\bnamespace\b[^{}]*\}\/\$\{[^{}]*\bname\}/;

/** Globals through which pure code would reach the clock, the process, randomness or the network. */
const IMPURE =
  /^(process|performance|fetch|setTimeout|setInterval|crypto|document|window|Math\.random|Date\.now|new Date\(\))$/;

/**
 * A probe is one folder, but its files belong to the layers that their names say. So do the files in `src/probes/`
 * itself, which have a line for each probe.
 */
const OF_PROBES: readonly { names?: readonly string[]; home: string }[] = [
  { names: ['kinds', 'probe-kind'], home: 'src/snapshots/kinds' },
  { names: ['row', 'rows', 'judge', 'words'], home: 'src/model' },
  { names: ['table', 'tables'], home: 'src/model/tables' },
  { names: ['rules'], home: 'src/model/findings' },
  { names: ['config', 'target-config'], home: 'src/config.ts' },
  // What reads: everything else.
  { home: 'src/collect' },
];

function homeOf(file: string): string {
  const own = /^src\/probes\/(.+)\.ts$/.exec(file)?.[1];
  if (own === undefined || own.endsWith('.test')) return file;
  const name = path.posix.basename(own);
  const home = OF_PROBES.find(({ names }) => names?.includes(name) ?? true)?.home ?? file;
  return home.endsWith('.ts') ? home : `${home}/${own.replace('/', '-')}.ts`;
}

/** The file as a part of its layer. */
const atHome = (file: Parsed): Parsed => ({
  ...file,
  path: homeOf(file.path),
  imports: file.imports.map((one) => ({ ...one, target: homeOf(one.target) })),
});

export function checkTree(sources: readonly SourceText[]): string[] {
  const parsed = sources.map(parseSource);
  const files = parsed.map(atHome);
  const complaints = files.flatMap((file) =>
    checkFile(file).map((complaint) => `${file.path}: ${complaint}`),
  );
  const deepest = Math.max(2, ...files.map((file) => file.path.split('/').length - 1));
  const circles = new Set(
    Array.from({ length: deepest - 1 }, (_, index) => index + 2).flatMap((depth) =>
      findRoomCycles(files, (file) => roomAt(file, depth)),
    ),
  );
  return [...complaints, ...findCycles(parsed), ...circles];
}

function checkFile(file: Parsed): string[] {
  const complaints: string[] = [];
  if (VAGUE.test(path.posix.dirname(file.path))) complaints.push('its folder does not say what is in it');
  if (file.path.endsWith('.hbs') && file.text.includes('{{{'))
    complaints.push('{{{ }}} prints text unescaped');
  if (file.path.endsWith('.astro') && file.path !== SANITISED && /\sset:html\b/.test(file.text))
    complaints.push('set:html prints text unescaped');
  if (isProduct(file)) complaints.push(...checkLayer(file), ...checkPackages(file), ...checkUses(file));
  return complaints;
}

function checkLayer(file: Parsed): string[] {
  const layer = layerOf(file.path);
  // Pure parts may import only what the browser may import.
  const allowed = LAYERS[isWithin(file.path, pureOfSite) ? 'src/client' : layer];
  if (!allowed) return [`${layer} is new: say in LAYERS (test/import-rules.ts) what it may import`];
  return file.imports
    .filter(({ relative, target }) => relative && !isOwn(file.path, target) && target !== 'package.json')
    .filter(({ target, typeOnly }) => !(typeOnly && isWithin(target, [...shapes, 'src/model/report.ts'])))
    .filter(({ target }) => !isWithin(target, allowed))
    .map(({ target }) => `${layer} may not import ${target}`);
}

/** Within one part, except for its pure files. */
const isOwn = (from: string, target: string) =>
  layerOf(from) === layerOf(target) && !isWithin(from, pureOfSite);

function checkPackages(file: Parsed): string[] {
  return file.imports
    .filter(({ relative }) => !relative)
    .flatMap(({ target }) => {
      if (target.startsWith('@kubernetes/') && !isWithin(file.path, ['src/collect']))
        return [`only src/collect may import ${target}`];
      if (target === 'node:zlib' && !isWithin(file.path, ['src/snapshots', 'src/import']))
        return ['only src/snapshots and src/import may import node:zlib: packed files are their business'];
      if (/^node:fs/.test(target) && isWithin(file.path, ['src/snapshots']) && !isWithin(file.path, FOLDER))
        return ['goes past the shelf: what is kept in a store is reached by its verbs (shelf.ts)'];
      if (target === 'node:process')
        return ['takes process as an import; use the global, which this check sees'];
      if (isPure(file) && /^(node:|astro|zx|vite)/.test(target))
        return [`is pure and may not import ${target}`];
      return [];
    });
}

function checkUses(file: Parsed): string[] {
  const complaints: string[] = [];
  for (const use of file.uses) {
    if (isPure(file) && IMPURE.test(use)) complaints.push(`is pure and may not use ${use}`);
    if (/^(process|import\.meta)\.env$/.test(use) && file.path !== 'src/config.ts')
      complaints.push(`only src/config.ts reads ${use}`);
    if (/^(console|process\.(exit|exitCode|stdout|stderr))$/.test(use) && !isEntryPoint(file))
      complaints.push(`only scripts/ print and exit, with ${use}`);
  }
  // The store and the demo write the API server's own paths.
  if (!isWithin(file.path, ['src/model/object-ref.ts', 'src/snapshots', 'src/demo']) && NAMES.test(file.text))
    complaints.push('writes what an object is called by hand; src/model/object-ref.ts does');
  if (file.strings.some((text) => text.includes('.jsonl.zst')) && !isWithin(file.path, ['src/snapshots']))
    complaints.push('only src/snapshots names snapshot files (*.jsonl.zst)');
  if (file.reExportsOnly) complaints.push('is a barrel; import from where things are');
  return complaints;
}

/** Files that import each other, directly or through others, even only for types. */
function findCycles(files: readonly Parsed[]): string[] {
  const imports = new Map(files.map((file) => [file.path, file.imports]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, trail: string[]): void => {
    if (trail.includes(file))
      cycles.push(`${file}: imports itself: ${[...trail.slice(trail.indexOf(file)), file].join(' → ')}`);
    if (trail.includes(file) || done.has(file)) return;
    for (const { target } of imports.get(file) ?? []) visit(target, [...trail, file]);
    done.add(file);
  };
  for (const file of imports.keys()) visit(file, []);
  return cycles;
}

/**
 * The folder of a file, cut to a depth: deeper folders belong to the folder at that depth. Each file of `src/` itself is
 * a room of its own.
 */
function roomAt(file: string, depth: number): string {
  const folder = path.posix.dirname(file);
  return folder === 'src' ? file : folder.split('/').slice(0, depth).join('/');
}

/** Rooms that need each other, even only for types: no folder needs a folder that needs it, at any depth. */
function findRoomCycles(files: readonly Parsed[], roomOf: (file: string) => string): string[] {
  const needs = new Map<string, Set<string>>();
  for (const file of files.filter((one) => one.path.startsWith('src/') && isProduct(one))) {
    const room = roomOf(file.path);
    const needed = needs.get(room) ?? new Set<string>();
    for (const { target } of file.imports)
      if (target.startsWith('src/') && roomOf(target) !== room) needed.add(roomOf(target));
    needs.set(room, needed);
  }
  const reaches = (from: string, to: string, passed = new Set<string>()): boolean =>
    [...(needs.get(from) ?? [])].some((next) => {
      if (next === to) return true;
      if (passed.has(next)) return false;
      passed.add(next);
      return reaches(next, to, passed);
    });
  return [...needs].flatMap(([room, needed]) =>
    [...needed]
      .filter((other) => reaches(other, room))
      .map((other) => `${room}: needs ${other}, which needs ${room}`),
  );
}

/**
 * Exported values that no other file imports. Exceptions: what Astro and npm call by name, and schemas, which stand
 * beside their types.
 */
export function checkExports(sources: readonly SourceText[]): string[] {
  const files = sources.map(parseSource);
  const used = new Set(
    files.flatMap((file) =>
      file.imports.flatMap(({ target, names }) => names.map((name) => `${target}#${name}`)),
    ),
  );
  return files
    .filter(
      (file) =>
        // Astro finds pages and the middleware by their paths.
        isProduct(file) &&
        !isWithin(file.path, ['src/pages', 'src/middleware.ts', 'scripts']) &&
        file.path.endsWith('.ts'),
    )
    .filter((file) => !used.has(`${file.path}#*`))
    .flatMap((file) => file.exports.map((name) => [file.path, name] as const))
    .filter(([file, name]) => !used.has(`${file}#${name}`) && !name.endsWith('Schema'))
    .map(([file, name]) => `${file}: nothing imports its export ${name}`);
}

/** Names that many files export, because a caller uses that name in each of them. */
const CALLED_BY_NAME: Readonly<Record<string, string>> = { command: 'scripts', measure: 'bench' };

/** Names that several files export: one meaning, one name. Pages are exempt: Astro calls their exports by name. */
export function checkNames(sources: readonly SourceText[]): string[] {
  const homes = sources
    .filter((file) => file.path.endsWith('.ts') && !isWithin(file.path, ['src/pages']))
    .map(parseSource)
    .flatMap((file) => file.declares.map((name) => ({ name, path: file.path })))
    .filter(({ name, path: file }) => name !== 'default' && CALLED_BY_NAME[name] !== layerOf(file));
  return [...Map.groupBy(homes, ({ name }) => name)]
    .filter(([, those]) => those.length > 1)
    .map(([name, those]) => `${name} is exported by ${those.map((one) => one.path).join(' and ')}`);
}

/** Runs at the user's site, unlike tests and settings of tools. */
function isProduct(file: SourceText): boolean {
  return /^(src|scripts)\/.*\.(ts|astro)$/.test(file.path) && !file.path.endsWith('.test.ts');
}

function isEntryPoint(file: SourceText): boolean {
  return layerOf(file.path) === 'scripts';
}

function isPure(file: SourceText): boolean {
  return isWithin(file.path, [...pure, ...pureOfSite]);
}

function isWithin(file: string, parts: readonly string[]): boolean {
  return parts.some((part) => file === part || file.startsWith(`${part}/`));
}

/** `src/model`, `src/config.ts`, `scripts`. */
function layerOf(file: string): string {
  const [first = '', second = ''] = file.split('/');
  return first === 'src' ? `${first}/${second}` : first;
}
