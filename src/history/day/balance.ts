/** The basis for comparing the next snapshot: the opening balance of a fold. */
import { z } from 'zod';
import { namespaceName, nodeName } from '../../snapshots/kinds/fields.ts';
import { AskedProbeSchema } from '../../snapshots/schema.ts';
import { ComparedWorkloadSchema } from '../workload-comparison.ts';
import { ObjectBalanceSchema } from './fold-objects.ts';
import { unix } from './unix.ts';

export const PodBalanceSchema = z.object({
  uid: z.string(),
  namespace: namespaceName('Its namespace'),
  owner: z.string().describe('Key of its workload'),
  at: unix().describe('When it was last seen'),
  node: nodeName('Its node').optional(),
  revision: z.string().optional().describe('What it was made of'),
  leaving: z.literal(true).optional().describe('It had ended, or was told to go'),
  containers: z.array(
    z.object({
      name: z.string(),
      restarts: z.number().int().describe("The kubelet's own counter"),
      ended: unix().optional().describe('End of the last one, as the kubelet says'),
      end: z
        .object({
          reason: z.string().optional(),
          exitCode: z.number().int().optional(),
          signal: z.number().int().optional(),
        })
        .optional()
        .describe('How that one ended'),
      open: z.literal(true).optional().describe('That end is the reason of no restart yet'),
    }),
  ),
});
export type PodBalance = z.infer<typeof PodBalanceSchema>;

export const WorkloadBalanceSchema = ComparedWorkloadSchema.extend({
  key: z.string(),
  at: unix().describe('When it was last seen'),
  vacant: z.number().int().describe('Pods that are gone, and in whose place none has come yet'),
  vacantNodes: z.array(z.string()).optional().describe('Of a DaemonSet: where'),
  hidden: z
    .object({ came: z.number().int(), went: z.number().int() })
    .optional()
    .describe('Its pods that came and went since it was last seen itself'),
});
export type WorkloadBalance = z.infer<typeof WorkloadBalanceSchema>;

export const EventBalanceSchema = z.object({
  uid: z.string(),
  namespace: namespaceName('Its own'),
  count: z.number().int(),
  last: unix().optional(),
  name: z.string().optional().describe('Its own; absent in Days of an older Gazette'),
  gone: unix()
    .optional()
    .describe('When it was not there any more: a client may write it again, and counts on'),
});
export type EventBalance = z.infer<typeof EventBalanceSchema>;

export const BalanceSchema = z.object({
  at: unix().describe('Time of the last snapshot that was read'),
  interval: z.number().int().describe('Seconds that it expected to the next'),
  unseen: z
    .array(
      z.object({
        kind: z.string(),
        namespaces: z.array(namespaceName('Where it was seen all the same')).optional(),
      }),
    )
    .describe('Kinds that it did not, or not wholly, see, and where it saw them all the same'),
  probed: z.array(z.string()).optional().describe('Kinds of probes that it asked for; absent for none'),
  probes: z
    .record(z.string(), z.array(AskedProbeSchema))
    .optional()
    .describe('The probes, by kind; absent where the snapshot does not say'),
  unchecked: z.array(z.string()).describe('Rules that it could not, or not everywhere, check'),
  blind: z.array(z.string()).optional().describe('Those of them that it could check nowhere'),
  workloads: z
    .array(WorkloadBalanceSchema)
    .describe('Workloads that are there, as far as is known, without bare pods'),
  objects: z
    .array(ObjectBalanceSchema)
    .optional()
    .describe('Services, claims, Namespaces and the like that are there; absent in Days of an older Gazette'),
  pods: z.array(PodBalanceSchema).describe('Pods that are there, as far as is known'),
  events: z.array(EventBalanceSchema).describe('Events that are there, as far as is known'),
  explained: z
    .array(z.string())
    .optional()
    .describe('Keys of findings that were told with others; absent for none'),
  eventsAt: unix().optional().describe('Time of the last snapshot that saw the event log'),
});
export type Balance = z.infer<typeof BalanceSchema>;
