import { condition } from './metadata.ts';
import {
  address,
  apiWord,
  fields,
  flag,
  foreignWord,
  labelKey,
  list,
  number,
  word,
  textMap,
  time,
} from './fields.ts';

export const namespace = {
  status: fields({ phase: apiWord('Active or Terminating'), conditions: list(condition) }),
};

export const node = {
  spec: fields({
    podCIDR: address('Addresses of its pods'),
    providerID: foreignWord('Identity at the cloud provider'),
    unschedulable: flag('Cordoned'),
    taints: list(
      fields({
        key: labelKey('Key'),
        value: word('Value'),
        effect: apiWord('NoSchedule, PreferNoSchedule or NoExecute'),
        timeAdded: time('When it was added'),
      }),
    ),
  }),
  status: fields({
    capacity: textMap('What the machine has'),
    allocatable: textMap('Resources that pods may use'),
    conditions: list(condition),
    addresses: list(
      fields({ type: apiWord('InternalIP, ExternalIP, Hostname, …'), address: address('Address') }),
    ),
    nodeInfo: fields({
      kubeletVersion: word('Kubelet version'),
      containerRuntimeVersion: word('Container runtime and version'),
      kernelVersion: word('Kernel version'),
      osImage: word('Operating system'),
      operatingSystem: apiWord('linux or windows'),
      architecture: apiWord('Processor architecture'),
    }),
  }),
};

/** The heartbeats of a Node's conditions, kept apart so that an unchanged Node compares equal. */
export const nodeHeartbeat = {
  conditions: list(
    fields({
      type: apiWord('Type of the condition'),
      lastHeartbeatTime: time('When the kubelet last posted the condition'),
    }),
  ),
};

export const lease = {
  spec: fields({
    holderIdentity: word('The holder: a kubelet or the leading controller'),
    leaseDurationSeconds: number('Seconds after renewTime until the Lease has expired'),
    acquireTime: time('When the holder acquired the Lease'),
    renewTime: time('Last heartbeat'),
    leaseTransitions: number('Changes of holder'),
  }),
};

export const nodeMetrics = {
  timestamp: time('End of the window'),
  window: word('Length of the window'),
  usage: textMap('What the node used'),
};
