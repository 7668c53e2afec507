/** A digest as a mail, from templates that a user may replace: HTML for mail programs, and plain text. */
import { formatFileSize } from '../model/quantity.ts';
import Handlebars from 'handlebars';
import juice from 'juice';
import { GazetteError } from '../errors.ts';
import { toVisible } from '../export/visible.ts';
import { STATE_SIGNS } from '../model/state.ts';
import { PALETTE } from '../words/palette.ts';
import { BREAKPOINTS, TYPE_SIZES } from '../words/type-sizes.ts';
import {
  cutSections,
  type ClusterDigest,
  type Digest,
  type Item,
  type ItemMark,
  type Section,
} from './digest.ts';

/** Sources of the templates; see `docs/digest.md`. */
export interface Templates {
  html: string;
  text: string;
  css: string;
}

export interface RenderOptions {
  templates: Templates;
  /** Title of the site. */
  title: string;
  /** Version of Gazette. */
  gazette: string;
  /** The site's address, with a slash at the end; without it, a mail has no links. */
  url?: string;
}

export interface RenderedDigest {
  subject: string;
  html: string;
  text: string;
}

// Its input is printed text: what looks like a template is text of the cluster.
juice.codeBlocks = {};

/** Gmail cuts mails longer than 102 KB. */
const MOST_BYTES = 100_000;
/** Numbers of items in a section, tried in this order until the mail is small enough. */
const MOST_ITEMS = [40, 20, 12, 8, 5, 3, 1, 0];

/** What somebody reads in two minutes, figures and names included. */
const MOST_WORDS = 340;
/**
 * Sections that a longer mail only counts, in this order: the page has them. Clusters that are well come first, then the
 * last.
 */
const FOLDABLE = ['rollouts', 'unseen', 'workloads'];

const SYMBOLS: Record<ItemMark | ClusterDigest['state'], string> = { ...STATE_SIGNS, plain: '·' };

/** `came and went (12), warnings that are new (3)`: a mail only counts what is for whoever has time. */
const tellBesides = (sections: readonly Section[]): string =>
  sections.map(({ title, items, more }) => `${title.toLowerCase()} (${items.length + more})`).join(', ');

/** What templates get besides the digest. */
interface MailView extends Omit<Digest, 'clusters'> {
  clusters: (ClusterDigest & { besides: string })[];
  title: string;
  gazette: string;
  rule: string;
  /** Names of clusters without news; they are not in `clusters`. */
  quietClusters: string;
  /** Number of clusters without room. */
  moreClusters: number;
}

/** @throws {GazetteError} A template is not valid, or the mail cannot be made small enough. */
export function renderDigest(digest: Digest, options: RenderOptions): RenderedDigest {
  const html = compile('digest.html.hbs', options.templates.html, false);
  const text = compile('digest.text.hbs', options.templates.text, true);
  const css = fillTokens(options.templates.css);
  const subject = toVisible(digest.subject).replace(/\s+/g, ' ');
  const print = (items: number, clusters: number): RenderedDigest | undefined => {
    const whole = toMailView({ ...digest, subject }, items, clusters, options);
    const view = fold(whole, text(whole));
    const printed = toVisible(juice(html(view), { extraCss: css, insertPreservedExtraCss: true }));
    if (Buffer.byteLength(printed) > MOST_BYTES) return undefined;
    return { subject, html: printed, text: toVisible(text(view)) };
  };
  let told = digest.clusters.filter(({ isQuiet }) => !isQuiet).length;
  for (const items of MOST_ITEMS) {
    const printed = print(items, told);
    if (printed) return printed;
  }
  for (; told > 0; told = Math.floor(told * 0.8)) {
    const printed = print(0, told);
    if (printed) return printed;
  }
  const least = print(0, 0);
  if (least) return least;
  throw new GazetteError(
    `the digest's template alone makes a mail of more than ${formatFileSize(MOST_BYTES)}`,
  );
}

/** The values of the pages, by the names of variables: `ink`, `dark-ink`, `type-text`, `narrow-type-lead`. */
const TOKENS = new Map(
  (
    [
      ['', PALETTE.light],
      ['dark-', PALETTE.dark],
      ['type-', TYPE_SIZES.screen],
      ['narrow-type-', TYPE_SIZES.narrow],
    ] as const
  ).flatMap(([prefix, values]) =>
    Object.entries(values).map(([name, value]): [string, string] => [prefix + name, value]),
  ),
);

/** Replaces `var(--ink)` and `(--phone)` by values. Other variables belong to the user. Mail programs know pixels. */
const fillTokens = (css: string): string =>
  css
    .replaceAll(/var\(--([a-z-]+)\)/g, (whole, name: string) => TOKENS.get(name) ?? whole)
    .replaceAll(/\(--(phone|narrow|medium)\)/g, (_, name: keyof typeof BREAKPOINTS) => {
      return `(max-width: ${BREAKPOINTS[name] * 16}px)`;
    });

function compile(file: string, source: string, noEscape: boolean) {
  const handlebars = Handlebars.create();
  handlebars.registerHelper('symbol', (mark: string) =>
    Object.hasOwn(SYMBOLS, mark) ? SYMBOLS[mark as ItemMark] : '',
  );
  try {
    // Compiling is lazy: parsing shows errors before there is a digest.
    handlebars.parse(source);
  } catch (error) {
    throw new GazetteError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const render = handlebars.compile(source, { noEscape, strict: false });
  return (view: MailView): string => {
    try {
      return render(view);
    } catch (error) {
      throw new GazetteError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
}

/** Counts sections instead of telling them, until the mail is read in two minutes. */
function fold(view: MailView, text: string): MailView {
  let words = countWords(text);
  const isWell = ({ state }: ClusterDigest) => state === 'healthy';
  const shortest = view.clusters.toReversed().sort((a, b) => Number(isWell(b)) - Number(isWell(a)));
  const folded = new Map(shortest.map((cluster) => [cluster, foldOne(cluster)]));
  return { ...view, clusters: view.clusters.map((cluster) => folded.get(cluster)!) };

  function foldOne(cluster: MailView['clusters'][number]): MailView['clusters'][number] {
    const counted = FOLDABLE.flatMap((id) => {
      const section = words > MOST_WORDS && cluster.sections.find((one) => one.id === id);
      if (!section) return [];
      words -= countWords(
        section.items.map(({ name = '', text, detail = '' }) => `${name} ${text} ${detail}`).join(' '),
      );
      return [section];
    });
    // The lead has the states in short, and the page says what was quiet.
    const left = (['course', 'quiet'] as const).filter((part) => {
      if (words <= MOST_WORDS) return false;
      words -= countWords(cluster[part]);
      return true;
    });
    return {
      ...cluster,
      ...Object.fromEntries(left.map((part) => [part, ''])),
      sections: cluster.sections.filter((section) => !counted.includes(section)),
      besides: [tellBesides(counted), cluster.besides].filter(Boolean).join(', '),
    };
  }
}

/** Addresses are not read. */
const countWords = (text: string) =>
  text.split(/\s+/).filter((word) => /\w/.test(word) && !word.includes('://')).length;

function toMailView(
  digest: Digest,
  items: number,
  most: number,
  { title, gazette, url }: RenderOptions,
): MailView {
  const absolute = <Linked extends { link?: string; links?: Item['links'] }>(linked: Linked): Linked => {
    const { link, links, ...rest } = linked;
    return {
      ...rest,
      ...(link !== undefined && url && { link: url + link }),
      ...(links && url && { links: links.map((one) => ({ ...one, link: url + one.link })) }),
    } as Linked;
  };
  const told = digest.clusters.filter(({ isQuiet }) => !isQuiet);
  const quiet = digest.clusters.filter(({ isQuiet }) => isQuiet);
  const clusters = told.slice(0, most).map((cluster) => ({
    ...absolute(cluster),
    besides: tellBesides(cluster.sections.filter(({ isMinor }) => isMinor)),
    sections: cutSections(
      cluster.sections.filter(({ isMinor }) => !isMinor),
      items,
    ).map((section) => ({
      ...section,
      items: section.items.map(absolute),
      ...(url && { all: url + digest.link }),
    })),
  }));
  return {
    ...absolute(digest),
    clusters,
    title,
    gazette,
    rule: '-'.repeat(64),
    quietClusters: quiet.map(({ name }) => name).join(', '),
    moreClusters: told.length - clusters.length,
  };
}
