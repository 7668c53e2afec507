import { parseObject } from '../../model/object-ref.ts';
import { z } from 'zod';
import { ClusterNameSchema, DurationSchema } from '../../snapshots/schema.ts';
import { checkTarget, targetShape } from '../target-config.ts';

/** A part of a path that leads upwards: out of the Service, behind the API server's proxy. */
const DOTS = /^[^?#]*[/\\](?:\.|%2e){1,2}(?:[/\\?#]|$)/i;
/** Of a JSONPath: what would need to be run. */
const SCRIPT = /\[\s*\??\s*\(|\?\s*\(/;
const WORKLOAD = 'must be a workload such as Deployment/payments-api';

const PodsSchema = z
  .strictObject({
    namespace: ClusterNameSchema,
    workload: z
      .string()
      .regex(/^(?:Deployment|StatefulSet|DaemonSet|ReplicaSet|ReplicationController)\/[a-z0-9.-]+$/, WORKLOAD)
      .transform((text) => parseObject(text) ?? { kind: '', name: text }),
    port: z.number().int().min(1).max(65_535),
    scheme: z.enum(['http', 'https']).default('http'),
  })
  .describe("Each ready pod of a workload, at its IP; the collector must reach the cluster's pods");

export const HttpProbeSchema = z
  .strictObject({
    ...targetShape,
    pods: PodsSchema.optional(),
    timeLimit: DurationSchema.prefault('10s').describe('After this time, the endpoint did not answer'),
    path: z
      .string()
      .regex(/^\//, 'must begin with /')
      .refine((path) => !DOTS.test(path), 'must not hold . or .. as a part')
      .default('/')
      .describe('Path of the health endpoint'),
    expect: z
      .strictObject({
        status: z.number().int().min(100).max(599).optional().describe('HTTP status; absent means any 2xx'),
        text: z.string().min(1).optional().describe('Text that the body must hold'),
        json: z
          .string()
          .regex(/^\$/, 'must be a JSONPath such as $.status')
          .refine(
            (path) => !SCRIPT.test(path.replace(/'[^']*'|"[^"]*"/g, '')),
            'must not hold a filter or a script such as [?(@.ok)]: none is run',
          )
          .optional(),
        equals: z
          .union([z.string(), z.number(), z.boolean()])
          .optional()
          .describe('What the JSONPath must find; absent: it must find something other than false'),
      })
      .refine(({ json, equals }) => equals === undefined || json !== undefined, {
        path: ['equals'],
        message: 'needs json: the JSONPath whose value it compares',
      })
      .prefault({}),
  })
  .superRefine(checkTarget);
export type HttpProbeConfig = z.infer<typeof HttpProbeSchema>;
