/** The layout of a preview: paper, ink and hairlines, as on pages. Pure. */
import type { Node } from '@takumi-rs/core';
import { toVisible } from '../../export/visible.ts';
import type { State } from '../../model/report.ts';
import { STATE_WORDS } from '../../words/format.ts';
import { PALETTE } from '../../words/palette.ts';
import { PREVIEW_SIZE, type Preview, type PreviewTrouble } from './preview.ts';

const COLOURS = PALETTE.light;

/** Number of lines of trouble below the lead. */
const MOST_TROUBLE = 3;
/** Nobody reads more in a picture, and even invisible text must be laid out. */
const MOST_CHARACTERS = 400;

type Style = NonNullable<Node['style']>;

const box = (style: Style, children: Node[] = []): Node => ({
  type: 'container',
  style: { display: 'flex', ...style },
  children,
});

/** Cluster text is hostile here, too: characters that reorder or hide text are shown as codes. */
const text = (words: string, style: Style): Node => ({
  type: 'text',
  text: clean(words),
  style: { wordBreak: 'break-word', textOverflow: 'ellipsis', overflow: 'hidden', ...style },
});

function clean(words: string): string {
  // The fonts have no arrow.
  const line = toVisible(words).replaceAll('→', 'to').replaceAll(/\s+/g, ' ').toWellFormed();
  const characters = Array.from(line);
  return characters.length > MOST_CHARACTERS ? `${characters.slice(0, MOST_CHARACTERS).join('')}…` : line;
}

/** Cut off at any position. */
const line = (words: string, style: Style): Node =>
  text(words, { whiteSpace: 'nowrap', lineClamp: 1, wordBreak: 'break-all', ...style });

export function drawPreview({ heading, alias, when, state, since, lead, trouble }: Preview): Node {
  return box(
    {
      ...PREVIEW_SIZE,
      flexDirection: 'column',
      padding: '40px 64px',
      backgroundColor: COLOURS.paper,
      color: COLOURS.ink,
      fontFamily: 'Serif',
    },
    [
      text('GAZETTE', {
        fontSize: 20,
        letterSpacing: 9,
        textAlign: 'center',
        color: COLOURS.muted,
        flexShrink: 0,
      }),
      drawHeading(heading, alias),
      line(when, {
        fontSize: 25,
        fontFamily: 'Sans',
        textAlign: 'center',
        color: COLOURS.muted,
        flexShrink: 0,
      }),
      box({ height: 3, backgroundColor: COLOURS.ink, marginTop: 18, flexShrink: 0 }),
      ...(state ? [drawState(state, since)] : []),
      text(lead, {
        fontSize: trouble.length > 0 ? 38 : 44,
        lineHeight: 1.24,
        lineClamp: trouble.length > 0 ? 3 : 5,
        marginTop: state ? 6 : 22,
        flexShrink: 0,
      }),
      box({ flexGrow: 1 }),
      ...trouble.slice(0, MOST_TROUBLE).map(drawTrouble),
    ],
  );
}

function drawHeading(heading: string, alias: string | undefined): Node {
  const { length } = heading;
  const name = line(heading, {
    fontSize: length > 54 ? 30 : length > 38 ? 34 : length > 24 ? 52 : 76,
    lineHeight: 1.15,
    fontWeight: 600,
    flexShrink: 1,
    minWidth: 0,
  });
  const beside =
    alias === undefined || length > 24
      ? []
      : [line(alias, { fontSize: 32, color: COLOURS.muted, maxWidth: 420 })];
  return box({ justifyContent: 'center', alignItems: 'baseline', gap: 18, flexShrink: 0 }, [name, ...beside]);
}

const drawState = (state: State, since: string | undefined): Node =>
  box({ alignItems: 'center', gap: 12, marginTop: 16, flexShrink: 0 }, [
    drawShape(state, 24),
    line(STATE_WORDS[state], {
      ...{ fontSize: 28, fontWeight: 600, fontFamily: 'Sans' },
      color: COLOURS[`${state}-text` as const],
    }),
    ...(since === undefined ? [] : [line(since, { fontSize: 26, fontFamily: 'Sans', color: COLOURS.muted })]),
  ]);

function drawTrouble({ state, title, object }: PreviewTrouble): Node {
  const what = line(title, { fontWeight: 600, flexShrink: object === undefined ? 1 : 0, maxWidth: 640 });
  const where =
    object === undefined ? [] : [line(object, { color: COLOURS.muted, flexShrink: 1, minWidth: 0 })];
  return box(
    {
      ...{ alignItems: 'center', gap: 14, height: 43, flexShrink: 0 },
      ...{ borderTop: `1px solid ${COLOURS.hairline}`, fontSize: 25, fontFamily: 'Sans' },
    },
    [...(state ? [drawShape(state, 17)] : []), what, ...where],
  );
}

/** ● ▲ ■ ◌: each state also has its own shape. */
function drawShape(state: State, size: number): Node {
  const fill = COLOURS[state];
  const style: Style = { width: size, height: size, flexShrink: 0, backgroundColor: fill };
  if (state === 'degraded') return box({ ...style, clipPath: 'polygon(50% 4%, 100% 96%, 0% 96%)' });
  if (state === 'failing') return box(style);
  if (state === 'healthy') return box({ ...style, borderRadius: '50%' });
  return box({ ...style, backgroundColor: COLOURS.paper, border: `3px dashed ${fill}`, borderRadius: '50%' });
}
