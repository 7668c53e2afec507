import { stringify } from 'yaml';
import { GazetteError } from '../src/errors.ts';
import { parseAddress, resolveAddress } from '../src/snapshots/address.ts';
import { findKind } from '../src/snapshots/kinds/find-kind.ts';
import { kindNames, type KeptObject } from '../src/snapshots/kinds/kinds.ts';
import { readSnapshot } from '../src/snapshots/store.ts';
import { formatAddress } from '../src/snapshots/stored.ts';
import {
  EXIT,
  oneOf,
  parse,
  readArgument,
  readStoreFlags,
  STORE_HELP,
  storeOptions,
  UsageError,
  type Command,
} from './command.ts';
import { print } from './terminal.ts';

const help = `gazette cat: print a snapshot, the objects of one kind in it, or one object.

Usage: gazette cat ADDRESS [KIND [NAMESPACE/NAME]] [-o json|yaml|name]

KIND is written as for kubectl: Pod, pods, po. A cluster-scoped object has no NAMESPACE/.

  -o, --output FORMAT  json (default), yaml, or name
${STORE_HELP}

Example: gazette cat prod~1 deploy shop/checkout -o yaml
`;

async function run(args: string[]) {
  const { values, positionals } = parse(
    args,
    { ...storeOptions, output: { type: 'string', short: 'o', default: 'json' } },
    3,
  );
  const output = oneOf('--output', values.output, ['json', 'yaml', 'name']);
  const [address, kind, object] = positionals;
  if (address === undefined) throw new UsageError('which snapshot? Give an ADDRESS such as prod');
  const name = kind === undefined ? undefined : findKind(kind);
  if (kind !== undefined && name === undefined) {
    throw new UsageError(`"${kind}" is no kind that snapshots hold`, {
      hint: `They hold: ${kindNames.join(', ')}.`,
    });
  }
  const { data } = readStoreFlags(values);
  const stored = await resolveAddress(data, readArgument(parseAddress, address), new Date());
  const snapshot = await readSnapshot(data, stored.cluster, stored);
  const shown = name === undefined ? kindNames : [name];
  const objects = shown.flatMap((one): readonly KeptObject[] => snapshot.objects[one]);

  if (object !== undefined && name !== undefined) {
    const found = objects.find((candidate) => formatName(candidate) === object);
    if (!found) throw notFound(objects, name, object, formatAddress(stored), snapshot.meta.coverage);
    await print(
      output === 'name'
        ? formatLine(found)
        : output === 'yaml'
          ? stringify(found)
          : `${JSON.stringify(found, null, 2)}\n`,
    );
    return EXIT.ok;
  }
  if (output === 'name') {
    for (const one of objects) await print(formatLine(one));
  } else if (output === 'yaml') {
    if (name === undefined) await print(`---\n${stringify(snapshot.meta)}`);
    for (const one of objects) await print(`---\n${stringify(one)}`);
  } else {
    // Item by item: one JSON text of a large cluster exceeds the longest string.
    const head = name === undefined ? JSON.stringify(snapshot.meta) : '{"apiVersion":"v1","kind":"List"}';
    await print(`${head.slice(0, -1)},"items":[`);
    for (const [index, one] of objects.entries())
      await print(`${index > 0 ? ',' : ''}\n${JSON.stringify(one)}`);
    await print('\n]}\n');
  }
  const unseen = snapshot.meta.coverage.some(
    (entry) =>
      (name === undefined || entry.kind === name) && entry.state !== 'complete' && entry.state !== 'absent',
  );
  return unseen ? EXIT.partial : EXIT.ok;
}

const formatName = ({ metadata }: KeptObject) =>
  metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`;
const formatLine = (object: KeptObject) => `${object.kind} ${formatName(object)}\n`;

function notFound(
  objects: readonly KeptObject[],
  kind: string,
  wanted: string,
  address: string,
  coverage: readonly { kind: string; state: string; error?: string }[],
) {
  const seen = coverage.find((entry) => entry.kind === kind);
  if (seen && seen.state !== 'complete') {
    return new GazetteError(`${address}: no ${kind} "${wanted}" was seen, but ${kind} was ${seen.state}`, {
      hint: seen.error,
    });
  }
  const bare = wanted.split('/').at(-1);
  const alike = objects.filter(({ metadata }) => metadata.name === bare).map(formatName);
  return new GazetteError(`${address}: there is no ${kind} "${wanted}"`, {
    hint:
      alike.length > 0
        ? `There is: ${alike.join(', ')}.`
        : `gazette cat ${address} ${kind} -o name lists those that there are.`,
  });
}

export const command: Command = { summary: 'print a snapshot, or objects in it', help, run };
