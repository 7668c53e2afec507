interface Condition {
  type?: string;
  status?: string;
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
}

/** A condition of an object's status with a certain value. */
export function conditionOf(
  status: { conditions?: Condition[] } | undefined,
  type: string,
  value: 'True' | 'False',
): Condition | undefined {
  return status?.conditions?.find((condition) => condition.type === type && condition.status === value);
}
