import type { ObjectRow } from '../../model/judged.ts';

/** A health endpoint at the moment of the snapshot. */
export interface HealthCheckRow extends ObjectRow {
  probe: string;
  /** What was asked: `https://shop.example.com/healthz`, `Service shop:8080/healthz`. */
  asked: string;
  result: 'OK' | 'failing' | 'not seen';
  code?: number;
  latencyMs?: number;
  message?: string;
  certificateEnds?: string;
  /** Its certificate has expired, so that nobody read what it says. */
  expired?: boolean;
  service?: string;
  pod?: string;
  workload?: { kind: string; namespace?: string; name: string };
}
