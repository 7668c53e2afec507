/** VolumeAttachments: volumes that a driver attaches to nodes, and detaches from them. */
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../../snapshots/schema.ts';
import { clip, spellDuration } from '../english.ts';
import { formatAge, secondsBetween } from '../human-duration.ts';
import type { AttachmentRow, Judged } from '../report.ts';
import type { Seen } from '../seen.ts';
import { BORN, column, JUDGED } from './column.ts';
import { defineObjects } from './table.ts';

type Attachment = ObjectOf<'VolumeAttachment'>;

function buildAttachments({ meta, objects }: Snapshot, seen: Seen): AttachmentRow[] {
  const nodes = new Set(objects.Node.map(({ metadata }) => metadata.name));
  return objects.VolumeAttachment.map((attachment): AttachmentRow => {
    const { metadata, spec, status } = attachment;
    const node = spec?.nodeName ?? '';
    return {
      uid: metadata.uid,
      name: metadata.name,
      volume: spec?.source?.persistentVolumeName,
      node,
      driver: spec?.attacher ?? '',
      // As in kubectl. Source: pkg/printers/internalversion/printers.go `printVolumeAttachment`.
      attached: status?.attached ?? false,
      error: status?.detachError?.message ?? status?.attachError?.message,
      age: formatAge(metadata.creationTimestamp, meta.time),
      created: metadata.creationTimestamp,
      ...judgeAttachment(attachment, meta.time, seen('Node') && node !== '' && !nodes.has(node)),
    };
  });
}

/** Attaching and detaching take a minute or two; after this time, they wait for somebody. */
const SLOW_SECONDS = 10 * 60;
const LONGEST_MESSAGE = 200;

/**
 * An error stays until the next attempt succeeds. Source: k8s.io/api/storage/v1/types.go `VolumeAttachmentStatus`, and
 * kubernetes-csi/external-attacher, pkg/controller/csi_handler.go.
 * @param isNodeGone no node has that name any longer
 */
function judgeAttachment({ metadata, status }: Attachment, at: string, isNodeGone: boolean): Judged {
  const { attached = false, attachError, detachError } = status ?? {};
  const isGoing = metadata.deletionTimestamp !== undefined;
  const seconds = secondsBetween(isGoing ? metadata.deletionTimestamp : metadata.creationTimestamp, at);
  const isSlow = seconds !== undefined && seconds > SLOW_SECONDS;
  const since = seconds === undefined ? '' : ` for ${spellDuration(seconds)}`;
  const where = isNodeGone ? ' from a node that is gone' : '';
  const told = (what: string, message: string | undefined) =>
    message ? `${what}: ${clip(message, LONGEST_MESSAGE)}` : what;
  if (isGoing) {
    if (detachError)
      return { state: 'failing', why: told(`it cannot be detached${where}`, detachError.message) };
    return isSlow || isNodeGone
      ? { state: 'degraded', why: `it has been detaching${since}${where}` }
      : { state: 'healthy' };
  }
  if (attached)
    return isNodeGone
      ? { state: 'degraded', why: 'it is attached to a node that is gone' }
      : { state: 'healthy' };
  if (attachError) return { state: 'failing', why: told('it cannot be attached', attachError.message) };
  return isSlow ? { state: 'degraded', why: `it has been attaching${since}` } : { state: 'healthy' };
}

export const attachments = defineObjects<AttachmentRow>()({
  kind: 'VolumeAttachment',
  page: 'storage',
  noun: 'attachment',
  heading: ['volume attachment', 'volume attachments'],
  hint: () =>
    'A volume that is attached to one node can mostly not be attached to another. Pods that moved wait until it is detached.',
  figure: false,
  words: (row) => [row.volume, row.node, row.driver],
  tellsChange: () => true,
  markedWith: false,
  lastResort: 'degraded',
  deletionRule: 'own',
  rowForEach: ['VolumeAttachment'],
  newsOf: [],
  namedBy: 'volume',
  shows: { node: 'Node', attached: 'Attached', driver: 'Driver', age: 'Age' },
  groupOf: ({ node }) => node,
  build: buildAttachments,
  rowsFrom: ['VolumeAttachment'],
  stateFrom: ['Node'],
  cellsFrom: [],
  holds: 'one row per VolumeAttachment: a volume and a node',
  rows: (tables) => tables.attachments,
  columns: {
    name: column.text('Name', (row) => row.name),
    ...JUDGED,
    volume: column.name('Volume', (row) => row.volume, { names: 'PersistentVolume', printed: 'PV' }),
    node: column.name('Node', (row) => row.node, { names: 'Node', printed: 'Node' }),
    attached: column.boolean('Whether the volume is attached', (row) => row.attached, {
      printed: 'Attached',
    }),
    driver: column.text('CSI driver that attaches the volume', (row) => row.driver, { printed: 'Attacher' }),
    error: column.text('Why the last attempt to attach or detach failed', (row) => row.error),
    ...BORN,
    uid: column.text('UID', (row) => row.uid),
  },
});
