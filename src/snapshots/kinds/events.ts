import {
  apiWord,
  domainName,
  fields,
  freeText,
  identifier,
  namespaceName,
  nodeName,
  number,
  word,
  time,
} from './fields.ts';

const objectReference = fields({
  apiVersion: domainName('API version'),
  kind: apiWord('Kind'),
  namespace: namespaceName('Namespace'),
  name: word('Name'),
  uid: identifier('UID'),
  fieldPath: word('Part of the object, e.g. spec.containers{app}'),
});

/**
 * An Event as the core `v1` API serves it, in one shape. The old style has `count`, `firstTimestamp` and
 * `lastTimestamp`. The new style has `eventTime` and `series`, with null timestamps and a zero count. Source:
 * kubernetes/pkg/apis/core/types.go `Event`, and events.k8s.io/v1 `Event`.
 */
export const event = {
  involvedObject: objectReference,
  related: objectReference,
  type: apiWord('Normal or Warning'),
  reason: apiWord('Machine-readable reason'),
  action: apiWord('The action that was done or failed'),
  message: freeText('Explanation'),
  count: number('Occurrences so far (old style): a lower bound'),
  firstTimestamp: time('First occurrence (old style)'),
  lastTimestamp: time('Last occurrence (old style)'),
  eventTime: time('First occurrence (new style)'),
  series: fields({
    count: number('Occurrences so far (new style)'),
    lastObservedTime: time('Last occurrence (new style)'),
  }),
  source: fields({ component: word('Component'), host: nodeName('Node') }),
  reportingComponent: word('Controller that reports (new style)'),
  reportingInstance: word('Its instance'),
};
