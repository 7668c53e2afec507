/** Events at a moment: begun and not expired, in old style and new. */
import { microStamp, SECOND, stamp } from '../plan/clock.ts';
import { EVENT_TTL, eventLog, type EventSeries } from './event-log.ts';
import { metadataOf, type ApiObject, type Instant } from '../objects/object.ts';

/** Number of the sorted `times` at or before `at`. */
function countUntil(times: readonly number[], at: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

function eventObject(moment: Instant, series: EventSeries, count: number): ApiObject {
  const { uid, involved, type, reason, message, component, host, action, times } = series;
  const [first, last] = [times[0]!, times[count - 1]!];
  const namespace = involved.namespace ?? 'default';
  const name = `${involved.name}.${uid.replaceAll('-', '').slice(0, 16)}`;
  const base = {
    metadata: {
      ...metadataOf(moment, 'Event', { name, namespace, created: first, manager: component }),
      uid,
    },
    ...{ involvedObject: involved, type, reason, message },
  };
  if (action === undefined) {
    return {
      ...base,
      source: { component, ...(host && { host }) },
      ...{ firstTimestamp: stamp(first), lastTimestamp: stamp(last), count },
      ...{ eventTime: null, reportingComponent: component, reportingInstance: host ?? '' },
    };
  }
  // The core API's form of a report through events.k8s.io.
  return {
    ...base,
    ...{ source: {}, firstTimestamp: null, lastTimestamp: null },
    ...{ eventTime: microStamp(first), action, reportingComponent: component },
    reportingInstance: `${component}-${moment.plan.estate.nodes[0]?.name}`,
    ...(count > 1 && { series: { count, lastObservedTime: microStamp(last + SECOND / 4) } }),
  };
}

export const eventsAt = (moment: Instant): ApiObject[] =>
  eventLog(moment.plan).flatMap((series) => {
    const count = countUntil(series.times, moment.at);
    if (count === 0 || series.times[count - 1]! + EVENT_TTL <= moment.at) return [];
    return [eventObject(moment, series, count)];
  });
