import { fields, list, text, textMap } from './fields.ts';
import { kind } from './kind.ts';
import { condition } from './metadata.ts';

export const storageKinds = {
  PersistentVolumeClaim: kind(
    ['v1'],
    'persistentvolumeclaims',
    true,
    {
      spec: fields({
        accessModes: list(text('Access mode')),
        storageClassName: text('Storage class'),
        volumeName: text('Volume that it is bound to'),
        volumeMode: text('Filesystem or Block'),
        resources: fields({ requests: textMap('Storage asked for') }),
      }),
      status: fields({
        phase: text('Pending, Bound or Lost'),
        accessModes: list(text('Access mode')),
        capacity: textMap('Storage that it has'),
        conditions: list(condition),
      }),
    },
    { short: 'pvc' },
  ),
};
