/** Label and field selectors, as clients write them in a query. */
import { selects, type LabelSelector } from '../model/label-selector.ts';
import type { KeptObject } from '../snapshots/kinds/kinds.ts';
import { isRecord } from '../snapshots/kinds/walk.ts';
import { Refusal } from './status.ts';

type Expression = NonNullable<LabelSelector['matchExpressions']>[number];
type Test = (object: KeptObject) => boolean;

const SET = /^(\S+)\s+(in|notin)\s*\(([^()]*)\)$/;
const EQUALITY = /^([^\s!=<>]+)\s*(==|=|!=|<|>)\s*([^\s!=<>]*)$/;
const PRESENCE = /^(!?)\s*([^\s!=<>(),]+)$/;

/**
 * `app=web,tier in (a,b),!canary`. Source: k8s.io/apimachinery/pkg/labels/selector.go `Parse`.
 * @throws {Refusal} It is no selector.
 */
export function parseLabelSelector(text: string): Test {
  const selector: Expression[] = [];
  const bounds: ((labels: Readonly<Record<string, string>>) => boolean)[] = [];
  for (const part of splitOutsideOfBrackets(text)) {
    const [, setKey, word, list = ''] = SET.exec(part) ?? [];
    const [, key = '', sign, value = ''] = EQUALITY.exec(part) ?? [];
    const [, not, present] = PRESENCE.exec(part) ?? [];
    if (setKey !== undefined) {
      const values = list.split(',').map((one) => one.trim());
      selector.push({ key: setKey, operator: word === 'in' ? 'In' : 'NotIn', values });
    } else if (sign === '<' || sign === '>') {
      const bound = Number(value);
      if (!/^-?\d+$/.test(value)) throw unreadable('label', text);
      bounds.push((labels) => {
        const own =
          Object.hasOwn(labels, key) && /^-?\d+$/.test(labels[key] ?? '') ? Number(labels[key]) : NaN;
        return sign === '<' ? own < bound : own > bound;
      });
    } else if (sign !== undefined) {
      selector.push({ key, operator: sign === '!=' ? 'NotIn' : 'In', values: [value] });
    } else if (present !== undefined) {
      selector.push({ key: present, operator: not === '!' ? 'DoesNotExist' : 'Exists' });
    } else throw unreadable('label', text);
  }
  return ({ metadata: { labels = {} } }) =>
    selects({ matchExpressions: selector }, labels) && bounds.every((bound) => bound(labels));
}

const unreadable = (what: string, text: string) =>
  new Refusal(400, `unable to parse requirement: "${text}" is no ${what} selector`);

/** At its commas; those in brackets separate values. */
const splitOutsideOfBrackets = (text: string): string[] =>
  text
    .split(/,(?![^()]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** Fields that every kind has. */
const COMMON = ['metadata.name', 'metadata.namespace'];

/**
 * What the API server selects by, as far as snapshots keep the field. Source: `GetAttrs` and the conversions in
 * kubernetes/pkg/apis and pkg/registry.
 */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  Pod: [
    ...['spec.nodeName', 'spec.restartPolicy', 'spec.serviceAccountName', 'spec.hostNetwork'],
    ...['status.phase', 'status.podIP', 'status.nominatedNodeName'],
  ],
  Event: [
    ...['kind', 'namespace', 'name', 'uid', 'apiVersion', 'fieldPath'].map(
      (name) => `involvedObject.${name}`,
    ),
    ...['reason', 'reportingComponent', 'type', 'source'],
  ],
  Node: ['spec.unschedulable'],
  Namespace: ['status.phase'],
  ReplicaSet: ['status.replicas'],
  ReplicationController: ['status.replicas'],
  Job: ['status.successful'],
};

/** Where the API's name for a field is not its path. */
const PLACES: Readonly<Record<string, string>> = {
  'status.successful': 'status.succeeded',
  source: 'source.component',
};

/** What the server takes a missing field for. */
const MISSING: Readonly<Record<string, string>> = {
  'spec.unschedulable': 'false',
  'spec.hostNetwork': 'false',
  'status.replicas': '0',
  'status.successful': '0',
};

/**
 * `spec.nodeName=a,status.phase!=Running`. Source: k8s.io/apimachinery/pkg/fields/selector.go.
 * @throws {Refusal} It is no selector, or snapshots do not keep the field.
 */
export function parseFieldSelector(text: string, { kind, name }: { kind: string; name: string }): Test {
  const terms = text
    .split(',')
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const [, field = '', sign, value = ''] = /^\s*([^!=]+?)\s*(==|!=|=)(.*)$/.exec(part) ?? [];
      if (sign === undefined) throw unreadable('field', text);
      const known = [...COMMON, ...(FIELDS[kind] ?? [])];
      if (!known.includes(field))
        throw new Refusal(
          400,
          `field label not supported: ${field} (snapshots select ${name} by ${known.join(', ')})`,
        );
      return { field, isEqual: sign !== '!=', value: value.trim() };
    });
  return (object) =>
    terms.every(({ field, isEqual, value }) => (fieldOf(object, field) === value) === isEqual);
}

function fieldOf(object: KeptObject, field: string): string {
  let value: unknown = object;
  for (const step of (PLACES[field] ?? field).split('.')) value = isRecord(value) ? value[step] : undefined;
  if (value === undefined) return MISSING[field] ?? '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
