import {
  apiWord,
  fields,
  flag,
  freeText,
  hostName,
  namespaceName,
  number,
  time,
  urlPath,
  word,
} from '../../snapshots/kinds/fields.ts';
import { probeKind } from '../probe-kind.ts';

/** One health endpoint, as it answered. */
export const httpKinds = {
  HealthCheck: probeKind(
    'http',
    'healthchecks',
    {
      spec: fields({
        probe: word('Name of the probe in the config'),
        scheme: apiWord('http or https'),
        host: hostName('Host and port; absent behind the API server'),
        path: urlPath('Path'),
        service: word('Name of the Service that was asked through the API server'),
        pod: word('Name of the pod that was asked'),
        workload: fields({
          kind: apiWord('Kind of the workload whose pod was asked'),
          namespace: namespaceName('Its namespace'),
          name: word('Its name'),
        }),
      }),
      status: fields({
        result: apiWord('OK, failing or not seen'),
        code: number('HTTP status of the answer'),
        latencyMs: number(
          'Milliseconds until the answer was complete, at least: 0, 100, 200, 500, 1000 and so on',
        ),
        expired: flag('TLS ended because its certificate has expired'),
        message: freeText('Why it is not OK'),
        certificateEnds: time('When the certificate of the endpoint expires'),
      }),
    },
    'a measurement',
  ),
};
