import {
  apiWord,
  domainName,
  fields,
  flag,
  foreignWord,
  freeText,
  identifier,
  list,
  namespaceName,
  nodeName,
  word,
  textMap,
  time,
} from './fields.ts';
import { kind } from './kind.ts';
import { condition } from './metadata.ts';

/** Without its time, which changes at each attempt. */
const volumeError = fields({ message: freeText('Why the last attempt failed') });

export const storageKinds = {
  PersistentVolumeClaim: kind(
    ['v1'],
    'persistentvolumeclaims',
    true,
    {
      spec: fields({
        accessModes: list(apiWord('Access mode')),
        storageClassName: word('Storage class'),
        volumeName: word('Volume to which the claim is bound'),
        volumeMode: apiWord('Filesystem or Block'),
        volumeAttributesClassName: word('Class of attributes that can change while the volume is in use'),
        resources: fields({ requests: textMap('Storage asked for') }),
      }),
      status: fields({
        phase: apiWord('Pending, Bound or Lost'),
        accessModes: list(apiWord('Access mode')),
        capacity: textMap('Storage that it has'),
        conditions: list(condition),
      }),
    },
    { short: 'pvc', annotations: ['volume.kubernetes.io/selected-node'], written: true },
  ),
  PersistentVolume: kind(
    ['v1'],
    'persistentvolumes',
    false,
    {
      spec: fields({
        capacity: textMap('What it holds'),
        accessModes: list(apiWord('Access mode')),
        persistentVolumeReclaimPolicy: apiWord(
          'What happens to the volume without its claim: Retain, Delete or Recycle',
        ),
        storageClassName: word('Storage class'),
        volumeMode: apiWord('Filesystem or Block'),
        volumeAttributesClassName: word('Class of attributes that can change while the volume is in use'),
        claimRef: fields({
          namespace: namespaceName('Namespace of the claim to which the volume is or was bound'),
          name: word('Name of that claim'),
          uid: identifier('UID of that claim'),
        }),
        csi: fields({
          driver: domainName('CSI driver'),
          volumeHandle: foreignWord("The driver's name for the volume"),
        }),
      }),
      status: fields({
        phase: apiWord('Available, Bound, Released, Failed or Pending'),
        reason: apiWord('Why it failed, in one word'),
        message: freeText('Explanation'),
        lastPhaseTransitionTime: time('When the phase last changed'),
      }),
    },
    { short: 'pv', ofOneCluster: true },
  ),
  StorageClass: kind(
    ['storage.k8s.io/v1'],
    'storageclasses',
    false,
    {
      provisioner: domainName('What makes its volumes'),
      reclaimPolicy: apiWord(
        'What happens to its volumes without their claims: Delete, Retain or Recycle; absent means Delete',
      ),
      volumeBindingMode: apiWord('Immediate or WaitForFirstConsumer; absent means Immediate'),
      allowVolumeExpansion: flag('Its claims can be enlarged'),
    },
    {
      short: 'sc',
      annotations: [
        'storageclass.kubernetes.io/is-default-class',
        'storageclass.beta.kubernetes.io/is-default-class',
      ],
    },
  ),
  VolumeAttachment: kind(
    ['storage.k8s.io/v1'],
    'volumeattachments',
    false,
    {
      spec: fields({
        attacher: domainName('CSI driver that attaches the volume'),
        nodeName: nodeName('Node'),
        source: fields({ persistentVolumeName: word('Volume') }),
      }),
      status: fields({
        attached: flag('It is attached'),
        attachError: volumeError,
        detachError: volumeError,
      }),
    },
    { noise: 'follows from the pods that use the volume', ofOneCluster: true },
  ),
};
