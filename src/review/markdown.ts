/** A review as one Markdown file: the known facts, and headings for what people add. */
import { code, escapeMarkdown as escape, toTable } from '../export/markdown.ts';
import { toVisible } from '../export/visible.ts';
import { fromUnix } from '../history/day/unix.ts';
import { formatCount, formatNumber } from '../model/english.ts';
import { STATE_WORDS } from '../words/format.ts';
import { formatLasted, formatSpell } from '../words/history.ts';
import { formatObject } from '../model/object-ref.ts';
import type { Affected } from './affected.ts';
import { ENTRY_KINDS, type Entry } from './entry.ts';
import { filesOfEvidence, SAY_ROLE } from './evidence.ts';
import { toMoments, type Moments } from './moments.ts';
import type { Review, ReviewSide } from './review.ts';
import { groupByInterval } from './timeline.ts';
import { formatDate, formatShort, formatWhen } from './times.ts';
import { formatLocalMinute, formatLocalSecond, formatLocalWindow, isLikeUtc, nameZone } from './zone.ts';

/** @param hrefOf absolute address of a file of the site; undefined if the site's address is unknown */
export function renderReviewMarkdown(review: Review, hrefOf: (file: string) => string | undefined): string {
  const { title, id, cluster, from, to, zone, written, lead, notes } = review;
  const moments = toMoments(review.evidence);
  const page = hrefOf(`-/reviews/${id}.html`);
  const time = `${formatDate(from)} ${formatShort(from)} to ${formatDate(to)} ${formatShort(to)} UTC`;
  const local = isLikeUtc(zone, review) ? [] : [`${formatLocalWindow(review, zone)} ${nameZone(zone)}`];
  const facts = [
    `Cluster: ${escape(cluster)}${review.alias ? ` (${escape(review.alias)})` : ''}`,
    `Window: ${[time, ...local].join('; ')}`,
    `Worst state: ${review.worst ? STATE_WORDS[review.worst] : 'not seen'}`,
    `Written: ${written}, by Gazette from ${formatCount(review.evidence.length, 'snapshot')}`,
    ...(page ? [`Page: <${page}>`] : [`Page: ${code(`-/reviews/${id}.html`)}`]),
  ];
  const quiet = review.timeline.filter((entry) => entry.quiet).length;
  const parts = [
    `# ${escape(title)}`,
    list(facts),
    '## Summary',
    escape(lead),
    '## Impact',
    '_To be written: who could not do what, and for how long._',
    '## What was affected, first to last',
    affectedTable(review.affected, review),
    '## Before, during, after',
    sidesTable(review, hrefOf),
    ...(review.versions.length > 0 ? ['### Versions', versionsTable(review)] : []),
    ...(notes ? ['## Notes', toVisible(notes).trim()] : []),
    '## Timeline',
    `Times are UTC${isLikeUtc(zone, review) ? '' : `, with ${nameZone(zone)} in brackets`}. "No. 12" is a snapshot: what is bounded by two happened between them.${quiet > 0 ? ` Left out: ${formatCount(quiet, 'quiet entry', 'quiet entries')} (normal events, successful runs, advice, changed status of single objects); all are in ${code(`${id}.csv`)}.` : ''}`,
    ...timelineParts(review, moments),
    '## Root cause',
    '_To be written. What follows another thing in the timeline need not follow from it._',
    '## Lessons',
    '_To be written: what went well, what went badly, where we were lucky._',
    '## Actions',
    '- [ ] _To be written: what, who, until when._',
    '## What is not known',
    list(
      review.unknowns.flatMap(({ text, details }) => [
        escape(text),
        ...details.map((one) => `  ${escape(one)}`),
      ]),
    ),
    '## Evidence',
    ...evidenceParts(review),
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

/** Lines that begin with two spaces belong to the line before. */
const list = (lines: readonly string[]) =>
  lines.map((line) => (line.startsWith('  ') ? `  - ${line.slice(2)}` : `- ${line}`)).join('\n');

/** Adds the date for another day. */
const when = (one: Parameters<typeof formatWhen>[0], { from }: Pick<Review, 'from'>) =>
  formatWhen(one, formatDate(from));

const ENDS: Record<Affected['end'], string> = {
  recovered: '',
  gone: ' (deleted)',
  unseen: ' (last seen so)',
  open: 'goes on',
};

function affectedTable(affected: readonly Affected[], review: Review): string {
  if (affected.length === 0) return 'Nothing that was seen had trouble.';
  const rows = affected.map(({ object, worst, from, atLeast, to, end, why, lasted, worstLasted }) => [
    STATE_WORDS[worst],
    escape(formatObject(object)),
    `${atLeast ? 'at the latest ' : ''}${when(from, review)}`,
    to ? `${when(to, review)}${ENDS[end]}` : ENDS[end],
    `${formatLasted(lasted)}${worstLasted ? `; ${formatSpell(worst, worstLasted)}` : ''}`,
    escape(why ?? ''),
  ]);
  return toTable(['Worst', 'What', 'From', 'Until', 'How long', 'Why, at its worst'], rows);
}

function sidesTable(
  { before, during, after, cluster }: Review,
  hrefOf: (file: string) => string | undefined,
): string {
  const sides = [before, during, after];
  const row = (name: string, of: (side: ReviewSide) => string) => [
    name,
    ...sides.map((side) => (side ? of(side) : '**no snapshot**')),
  ];
  const link = ({ number, at, address }: ReviewSide) => {
    const [day = '', time = ''] = address.slice(cluster.length + 1).split('T');
    const href = hrefOf(`${cluster}/${day}/${time}/index.html`);
    const name = `No. ${number}, ${formatDate(at)} ${formatShort(at)}`;
    return href ? `[${name}](<${href}>)` : name;
  };
  const figure = (side: ReviewSide, what: 'workloads' | 'pods' | 'nodes') => {
    const counts = side.summary.counts[what];
    const bad = (['failing', 'degraded', 'unknown'] as const).filter((state) => counts[state] > 0);
    const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
    return `${formatNumber(all)}${bad.length > 0 ? `: ${bad.map((state) => `${counts[state]} ${state}`).join(', ')}` : ''}`;
  };
  return toTable(
    ['', 'Before', 'During, at its worst', 'After'],
    [
      row('Snapshot', link),
      row('State', ({ summary, why }) => `${STATE_WORDS[summary.state]}${why ? `: ${escape(why)}` : ''}`),
      row('Workloads', (side) => figure(side, 'workloads')),
      row('Pods', (side) => figure(side, 'pods')),
      row('Nodes', (side) =>
        [figure(side, 'nodes'), ...side.nodes.map(({ name, status }) => escape(`${name} ${status}`))].join(
          '; ',
        ),
      ),
      row('Findings', ({ summary: { top = [] } }) =>
        top.length === 0
          ? 'none'
          : top.map(({ title, object }) => `${escape(title)}: ${escape(formatObject(object))}`).join('; '),
      ),
    ],
  );
}

const versionsTable = ({ versions }: Review) =>
  toTable(
    ['Workload', 'Before', 'During', 'After'],
    versions.map(({ workload, before, during, after }) => [
      escape(formatObject(workload)),
      ...[before, during, after].map((version) => (version === undefined ? '' : escape(version))),
    ]),
  );

function timelineParts(review: Review, moments: Moments): string[] {
  const shown = review.timeline.filter((entry) => !entry.quiet);
  return groupByInterval(shown, moments).flatMap(({ before, after, from, to, entries }) => {
    const name =
      after === undefined
        ? 'After the last snapshot'
        : before === undefined
          ? `Up to No. ${after}, ${formatShort(to!)}`
          : `No. ${before}, ${formatShort(from!)}, to No. ${after}, ${formatShort(to!)}`;
    return [
      `### ${to === undefined ? '' : `${formatDate(to)}: `}${name}`,
      entries.map((entry) => entryLines(entry, review)).join('\n'),
    ];
  });
}

function entryLines(entry: Entry, review: Review): string {
  const { kind, mark, word, object, text, details, fields, evidence } = entry;
  const state =
    mark === 'failing' || mark === 'degraded' || mark === 'unknown' ? `${STATE_WORDS[mark]}, ` : '';
  const about = object ? ` **${escape(formatObject(object))}**` : '';
  const proof = evidence.length > 0 ? ` (${evidence.map((number) => `No. ${number}`).join(', ')})` : '';
  const head = `- **${when(entry, review)}**${localOf(entry, review)} ${state}${ENTRY_KINDS[kind]}: ${escape(word)}${about}${text ? `: ${escape(text)}` : ''}${escape(proof)}`;
  return [
    head,
    ...details.map((one) => `  - ${escape(one)}`),
    ...fields.map(
      ({ path, before, after }) =>
        `  - ${code(path)}: ${before === undefined ? 'nothing' : code(before)} → ${after === undefined ? 'nothing' : code(after)}`,
    ),
  ].join('\n');
}

/** ` (15:05)`, in the time zone of the review. */
export function localOf(
  { at, after, until }: Entry,
  { zone, from, to }: Pick<Review, 'zone' | 'from' | 'to'>,
): string {
  if (isLikeUtc(zone, { from, to })) return '';
  if (after !== undefined)
    return ` (${formatLocalMinute(after, zone)} to ${formatLocalMinute(until ?? at, zone)})`;
  return ` (${formatLocalSecond(at, zone)}${until === undefined ? '' : ` to ${formatLocalSecond(until, zone)}`})`;
}

function evidenceParts({ evidence, cluster, id }: Review): string[] {
  const files = filesOfEvidence(evidence);
  return [
    `These snapshots are pinned against retention for this review. ${code(`gazette verify ${cluster}`)} checks them; or by hand, in the folder ${code(cluster)} of the snapshots or of the site:`,
    [
      '```sh',
      "sha256sum -c <<'DIGESTS'",
      ...files.map(({ file, digest }) => `${digest.replace('sha256:', '')}  ${file}`),
      'DIGESTS',
      '```',
    ].join('\n'),
    toTable(
      ['No.', 'Time (UTC)', 'Address', 'Role', 'sha256', 'Relative to'],
      evidence.map(({ number, at, says, address, role, files: own, lost, gone }) => [
        String(number),
        fromUnix(says ?? at),
        code(address),
        SAY_ROLE[role],
        gone
          ? 'deleted'
          : lost !== undefined
            ? escape(`cannot be read: ${lost}`)
            : code(own[0]?.digest.replace('sha256:', '') ?? ''),
        own[1] ? code(own[1].file) : '',
      ]),
    ),
    `All of the timeline, quiet entries too: ${code(`${id}.csv`)}.`,
  ];
}
