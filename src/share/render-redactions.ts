/** What a copy says of what it hides: how many of each, and how they look. Never what they were. Pure. */
import { formatNumber } from '../site/format.ts';
import { escape } from './bundle.ts';
import { NAME_CLASSES, REMOVED_CLASSES, type Profile, type RemovedClass } from './profile.ts';
import type { Pseudonym } from './pseudonyms.ts';

export function renderRedactions(
  profile: Profile,
  pseudonyms: readonly Pseudonym[],
  removed: Record<RemovedClass, number>,
): string {
  const names = NAME_CLASSES.filter(({ id }) => profile.names.has(id)).map(({ id, title }) => {
    const own = new Set(pseudonyms.filter((one) => one.class === id).map(({ pseudonym }) => pseudonym));
    return row(title, own.size, [...own].sort(byNumber).slice(0, 2), own.size > 2);
  });
  const texts = REMOVED_CLASSES.filter(({ id }) => profile.removed.has(id)).map(({ id, title, mark }) =>
    row(title, removed[id], removed[id] > 0 ? [mark] : [], false),
  );
  const kept = NAME_CLASSES.filter(({ id }) => !profile.names.has(id)).map(({ title }) => lower(title));
  return `<p>Before these pages were printed, the snapshot was redacted with the profile <strong>${profile.name}</strong>. A pseudonym stands for the same thing wherever it stands in this file, and in no other file; it is not made from the name. What is below is all that was replaced or taken out.</p>
<table class="figures redactions">
<thead><tr><th scope="col">What</th><th scope="col" class="number">How many</th><th scope="col">What stands there now</th></tr></thead>
<tbody>
${[...names, ...texts].join('\n')}
</tbody>
</table>
<p>Not hidden: names of workloads, pods, Services and containers, names and tags of images, versions, times and figures${kept.length > 0 ? `; and, with this profile, ${kept.join(', ')}` : ''}${profile.removed.size === 0 ? '; messages, but for the names in them' : ''}.</p>`;
}

const row = (title: string, count: number, looks: readonly string[], more: boolean) =>
  `<tr><th scope="row">${escape(title)}</th><td class="number">${formatNumber(count)}</td><td>${
    looks.map((look) => `<code>${escape(look)}</code>`).join(', ') || 'none there'
  }${more ? ' …' : ''}</td></tr>`;

const byNumber = (a: string, b: string) => a.localeCompare(b, 'en', { numeric: true });

const lower = (title: string) => `${title.charAt(0).toLowerCase()}${title.slice(1)}`;
