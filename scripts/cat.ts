import { Document, isScalar, visit } from 'yaml';
import { GazetteError } from '../src/errors.ts';
import { toListJson } from '../src/export/snapshot-json.ts';
import { formatObject, namespacedName, parseNamespacedName, parseObject } from '../src/model/object-ref.ts';
import type { KindSpec } from '../src/snapshots/kinds/kind.ts';
import { isKindName, kindNames, kinds, type KeptObject } from '../src/snapshots/kinds/kinds.ts';
import type { Coverage, SnapshotMeta } from '../src/snapshots/schema.ts';
import { readSnapshot } from '../src/snapshots/read-snapshot.ts';
import { formatAddress } from '../src/snapshots/fold-manifest.ts';
import {
  EXIT,
  oneOf,
  parse,
  findStore,
  STORE_HELP,
  storeOptions,
  UsageError,
  type Command,
} from './command.ts';
import { findShownKind } from './find-shown-kind.ts';
import { findSnapshot } from './find-snapshot.ts';
import { note, print, toPrintable } from './terminal.ts';

const help = `gazette cat: print a snapshot, the objects of one kind in it, or one object.

Usage: gazette cat ADDRESS [KIND [NAMESPACE/NAME]] [-o json|yaml|name]

Write KIND as for kubectl: Pod, pods, po. A cluster-scoped object has no NAMESPACE/.
KIND/NAMESPACE/NAME may be one argument. Write a custom resource as in the config:
rollouts.argoproj.io, or only rollouts.

  -o, --output FORMAT  json (default), yaml, or name
${STORE_HELP}

Example: gazette cat prod~1 deploy shop/checkout -o yaml
`;

const flags = {
  ...storeOptions,
  output: { type: 'string', short: 'o', default: 'json', words: ['json', 'yaml', 'name'] },
} as const;

async function run(args: string[]) {
  const { values, positionals } = parse(args, flags, 3);
  const output = oneOf('--output', values.output, flags.output.words);
  const [address, first, second] = positionals;
  if (address === undefined) throw new UsageError('which snapshot? Give an ADDRESS such as prod');
  const { kind, object } = splitObject(first, second);
  const store = await findStore(values);
  const stored = await findSnapshot(store, address, values);
  const snapshot = await readSnapshot(store, stored.cluster, stored);
  const { coverage } = snapshot.meta;
  const name = kind === undefined ? undefined : findShownKind(kind, coverage);
  const shown = name === undefined ? kindNames : isKindName(name) ? [name] : ['TableRow' as const];
  const objects = shown
    .flatMap((one): readonly KeptObject[] => snapshot.objects[one])
    .filter((one) => name === undefined || isKindName(name) || ('resource' in one && one.resource === name));

  if (object !== undefined && name !== undefined) {
    const found = objects.find((candidate) => namespacedName(candidate.metadata) === object);
    if (!found) explainAbsence(name, coverage);
    if (!found) throw notFound(objects, name, object, formatAddress(stored), coverage);
    await print(formatOne(found, output));
    return EXIT.ok;
  }
  await printAll(objects, name === undefined ? snapshot.meta : undefined, output);
  if (name !== undefined) explainAbsence(name, coverage);
  const unseen = coverage.some(
    (entry) =>
      (name === undefined || entry.kind === name) && entry.state !== 'complete' && entry.state !== 'absent',
  );
  return unseen ? EXIT.partial : EXIT.ok;
}

type Output = 'json' | 'yaml' | 'name';

function formatOne(object: KeptObject, output: Output): string {
  if (output === 'name') return formatLine(object);
  return output === 'yaml' ? toYaml(object) : `${JSON.stringify(object, null, 2)}\n`;
}

/** @param meta of the snapshot, if all of it is printed */
async function printAll(
  objects: readonly KeptObject[],
  meta: SnapshotMeta | undefined,
  output: Output,
): Promise<void> {
  if (output === 'json') {
    for (const piece of toListJson(meta ?? { apiVersion: 'v1', kind: 'List' }, objects)) await print(piece);
    return;
  }
  if (output === 'yaml' && meta) await print(`---\n${toYaml(meta)}`);
  for (const one of objects) await print(output === 'name' ? formatLine(one) : `---\n${toYaml(one)}`);
}

/** `Pod/shop/web` is `Pod shop/web`. */
function splitObject(first: string | undefined, second: string | undefined) {
  const named = parseObject(first ?? '');
  if (!named) return { kind: first, object: second };
  if (second !== undefined)
    throw new UsageError(`"${second}" is one argument too many: "${first}" names an object`);
  return { kind: named.kind, object: namespacedName(named) };
}

/** "No objects" has another meaning if the kind was not read. */
function explainAbsence(name: string, coverage: readonly Coverage[]): void {
  const seen = coverage.find((entry) => entry.kind === name);
  const isRead = !isKindName(name) || kinds[name].versions.length > 0;
  const other = isKindName(name) ? (kinds[name] as KindSpec).insteadOf : undefined;
  if (seen === undefined && isRead)
    note(`gazette: ${name} was not read${other ? `: ${other} was read instead` : ''}`);
  else if (seen?.state === 'absent') note(`gazette: the cluster did not serve ${name}`);
  else if (seen && seen.state !== 'complete')
    note(`gazette: ${name} was ${seen.state}${seen.error ? `: ${seen.error}` : ''}`);
}

/**
 * YAML that readers of YAML 1.1 understand in the same way (`yes` and timestamps are strings). It survives the escaping
 * for terminals: within double quotes an escape is a character, elsewhere it would be other text.
 */
function toYaml(value: unknown): string {
  const document = new Document(value, { compat: 'yaml-1.1', aliasDuplicateObjects: false });
  visit(document, (_, node) => {
    if (isScalar(node) && typeof node.value === 'string' && toPrintable(node.value) !== node.value)
      node.type = 'QUOTE_DOUBLE';
  });
  return document.toString({ lineWidth: 0 });
}

const formatLine = ({ kind, metadata }: KeptObject) => `${formatObject({ ...metadata, kind })}\n`;

function notFound(
  objects: readonly KeptObject[],
  kind: string,
  wanted: string,
  address: string,
  coverage: readonly Coverage[],
) {
  const seen = coverage.find((entry) => entry.kind === kind);
  if (seen && seen.state !== 'complete') {
    return new GazetteError(`${address}: no ${kind} "${wanted}" was seen, but ${kind} was ${seen.state}`, {
      hint: seen.error,
    });
  }
  const { name: bare } = parseNamespacedName(wanted);
  const alike = objects
    .filter(({ metadata }) => metadata.name === bare)
    .map(({ metadata }) => namespacedName(metadata));
  return new GazetteError(`${address}: no ${kind} "${wanted}" exists`, {
    hint:
      alike.length > 0
        ? `There is: ${alike.join(', ')}.`
        : `gazette cat ${address} ${kind} -o name lists all of them.`,
  });
}

export const command: Command = {
  summary: 'print a snapshot, or objects in it',
  help,
  flags,
  words: [undefined, kindNames],
  run,
};
