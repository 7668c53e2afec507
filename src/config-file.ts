/** Reads the config file. Separate from `config.ts`, because loading a YAML reader takes longer than some commands. */
import fs from 'node:fs';
import path from 'node:path';
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import { z } from 'zod';
import { ConfigSchema, explainName, homeFolder, type Config } from './config.ts';
import { GazetteError, isSystemError } from './errors.ts';

/**
 * Reads and checks the config. Relative paths are relative to the file.
 * @throws {GazetteError} The message names file, line and field of every mistake.
 */
export function readConfig(file: string): Config {
  let source: string;
  try {
    source = fs.readFileSync(file, 'utf8');
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new GazetteError(`${file}: cannot be read (${error.code})`, {
      hint: 'Give the right path with --config, or copy gazette.config.example.yaml to gazette.config.yaml.',
    });
  }
  return parseConfig(source, file);
}

/** The pure part of {@link readConfig}: `file` is for messages and for resolving relative paths. */
export function parseConfig(source: string, file: string): Config {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines });
  const fault = document.errors[0];
  if (fault) {
    const { line, col } = lines.linePos(fault.pos[0]);
    throw new GazetteError(`${file}:${line}:${col}: not valid YAML: ${fault.message.split('\n')[0]}`);
  }
  const parsed = ConfigSchema.safeParse(document.toJS() ?? {}, { error: explain, reportInput: true });
  if (!parsed.success) {
    const complaints = parsed.error.issues.flatMap((issue) => {
      const paths =
        issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
      return paths.map((path) => {
        const field = path.map(String).join('.') || 'the file';
        return { line: lineOf(document, lines, path), text: `${field}: ${wordsFor(issue)}` };
      });
    });
    const inOrder = complaints.sort((a, b) => a.line - b.line);
    throw new GazetteError(inOrder.map(({ line, text }) => `${file}:${line}: ${text}`).join('\n'), {
      hint: 'gazette.config.example.yaml shows every key with its meaning and default.',
    });
  }
  const config = parsed.data;
  const names = config.clusters.map((cluster) => cluster.name);
  const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
  if (twice !== -1) {
    const line = lineOf(document, lines, ['clusters', twice, 'name']);
    throw new GazetteError(`${file}:${line}: clusters.${twice}.name: "${names[twice]}" is used twice`);
  }
  const teams = config.digest?.teams.map((team) => team.name) ?? [];
  const again = teams.findIndex((name, index) => teams.indexOf(name) !== index);
  if (again !== -1) {
    const line = lineOf(document, lines, ['digest', 'teams', again, 'name']);
    throw new GazetteError(`${file}:${line}: digest.teams.${again}.name: "${teams[again]}" is used twice`);
  }
  const folder = path.dirname(file);
  const resolve = (relative: string) => path.resolve(folder, relative.replace(/^~(?=\/)/, homeFolder()));
  config.data = resolve(config.data);
  config.site.out = resolve(config.site.out);
  if (config.digest?.templates) config.digest.templates = resolve(config.digest.templates);
  for (const cluster of config.clusters) {
    if (cluster.kubeconfig) cluster.kubeconfig = resolve(cluster.kubeconfig);
    const { http = [], rabbitmq = [], elasticsearch = [] } = cluster.probes ?? {};
    for (const probe of [...http, ...rabbitmq, ...elasticsearch]) {
      if (probe.ca) probe.ca = resolve(probe.ca);
      for (const credential of [probe.username, probe.password, probe.token])
        if (credential && 'file' in credential) credential.file = resolve(credential.file);
    }
  }
  return config;
}

const EXPECTED: Record<string, string> = {
  string: 'must be a text',
  number: 'must be a number',
  boolean: 'must be true or false',
  array: 'must be a list',
  object: 'must have keys and values',
};

/** Explains an issue for which the schema has no message. */
function explain(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type') return EXPECTED[issue.expected];
  if (issue.code === 'too_small')
    return issue.origin === 'array'
      ? 'must have at least one entry; remove the key to get the default'
      : 'must not be empty';
  if (issue.code !== 'unrecognized_keys' || !(issue.inst instanceof z.ZodObject)) return undefined;
  return `is not a key; the keys are ${Object.keys(issue.inst.shape).join(', ')}`;
}

function wordsFor({ code, path, message, input }: z.core.$ZodIssue): string {
  if (code === 'invalid_type' && input === undefined) return `is missing: it ${message}`;
  if (code === 'invalid_type' && input === null) return `is empty: it ${message}`;
  const isClusterName = path.length === 3 && path[0] === 'clusters' && path[2] === 'name';
  return isClusterName && typeof input === 'string' ? (explainName(input) ?? message) : message;
}

/** Line of the deepest part of `path` that the document contains. */
function lineOf(document: Document.Parsed, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const parent = depth === 1 ? document.contents : document.getIn(path.slice(0, depth - 1), true);
    const key = path[depth - 1];
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isScalar(item.key) && item.key.value === key);
      if (isScalar(pair?.key) && pair.key.range) return lines.linePos(pair.key.range[0]).line;
    } else if (isSeq(parent)) {
      const item = parent.items[Number(key)];
      if ((isMap(item) || isScalar(item) || isSeq(item)) && item.range)
        return lines.linePos(item.range[0]).line;
    }
  }
  return 1;
}
