/** Which values of a node's conditions are good. */

interface Condition {
  type?: string;
  status?: string;
}

/**
 * Good when True: something is ready, or takes part. The kubelet writes such conditions. So does the node monitoring
 * agent of EKS (KernelReady, NetworkingReady, StorageReady, AcceleratedHardwareReady). Only k3s and RKE2 write
 * EtcdIsVoter.
 */
const GOOD_WHEN_TRUE = /Ready$|^EtcdIsVoter$/;

/**
 * Good when False: something is wrong. The kubelet's are in k8s.io/api/core/v1/types.go `NodeConditionType`, the others
 * in node-problem-detector (config/*.json: KubeletUnhealthy and ContainerRuntimeUnhealthy are its health checkers').
 */
const GOOD_WHEN_FALSE =
  /Pressure$|^NetworkUnavailable$|Deadlock$|Problem$|Unhealthy$|^Frequent|^Readonly|^ReadOnly|^Corrupt|^XfsShutdown$|^CperHardwareError/;

/**
 * Whether a condition is good. Unknown is not good for a known type.
 * @returns undefined for an unknown type: the condition is shown but not judged
 */
export function isGoodCondition({ type = '', status }: Condition): boolean | undefined {
  if (GOOD_WHEN_TRUE.test(type)) return status === 'True';
  if (GOOD_WHEN_FALSE.test(type)) return status === 'False';
  return undefined;
}
