/** Which values of a node's conditions are good. */

interface Condition {
  type?: string;
  status?: string;
}

/**
 * Good when True: that something is ready, or takes part. Beside the kubelet's own, the node monitoring agent of EKS
 * writes such (KernelReady, NetworkingReady, StorageReady, AcceleratedHardwareReady); k3s and RKE2 write EtcdIsVoter.
 */
const GOOD_WHEN_TRUE = /Ready$|^EtcdIsVoter$/;

/**
 * Good when False: that something is the matter. The kubelet's are k8s.io/api/core/v1/types.go `NodeConditionType`,
 * the others those of node-problem-detector (config/*.json there).
 */
const GOOD_WHEN_FALSE =
  /Pressure$|^NetworkUnavailable$|Deadlock$|Problem$|^Frequent|^Readonly|^ReadOnly|^Corrupt/;

/**
 * Whether a condition is as it should be. Unknown of a type that is known is not.
 * @returns undefined for a type of which nobody knows what is good: it is shown and not judged
 */
export function isGoodCondition({ type = '', status }: Condition): boolean | undefined {
  if (GOOD_WHEN_TRUE.test(type)) return status === 'True';
  if (GOOD_WHEN_FALSE.test(type)) return status === 'False';
  return undefined;
}
