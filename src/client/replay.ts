/**
 * Replay: one control moves through the editions of a window. The story and its figures, the lanes and their line change
 * with it. The moment is in the page's address.
 */
import { STATE_WORDS } from '../words/format.ts';
import { unpackFrames, type ReplayFrame } from '../words/replay-frames.ts';
import { make } from './make-element.ts';

/** Milliseconds of a frame. */
const PACE = 700;
const SVG = 'http://www.w3.org/2000/svg';
const MOMENT_PREFIX = '#moment=';

export function equipReplay(): void {
  for (const root of document.querySelectorAll<HTMLElement>('[data-replay]')) equip(root);
}

function equip(root: HTMLElement): void {
  const { replay: data } = root.dataset;
  const slider = root.querySelector('input');
  const play = root.querySelector<HTMLButtonElement>('[data-play]');
  const panel = root.querySelector('.frame');
  if (!data || !slider || !play || !panel) return;
  const frames = unpackFrames(JSON.parse(data) as Partial<ReplayFrame>[]);
  const lanes = openLanes(root.closest('section') ?? root);
  let timer: ReturnType<typeof setInterval> | undefined;

  const show = (place: number): ReplayFrame => {
    const frame = frames[Math.min(frames.length - 1, Math.max(0, place))]!;
    slider.value = String(frames.indexOf(frame));
    slider.setAttribute('aria-valuetext', `${frame.name}: ${STATE_WORDS[frame.state]}`);
    panel.replaceChildren(...drawFrame(frame));
    lanes(frame);
    return frame;
  };
  /** Moves, and writes the moment into the address. */
  const move = (place: number) => history.replaceState(null, '', MOMENT_PREFIX + show(place).instant);
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
    play.textContent = 'Play';
  };
  const start = () => {
    if (Number(slider.value) === frames.length - 1) move(0);
    play.textContent = 'Pause';
    timer = setInterval(() => {
      const next = Number(slider.value) + 1;
      move(next);
      if (next >= frames.length - 1) stop();
    }, PACE);
  };
  const jump = () => {
    if (!location.hash.startsWith(MOMENT_PREFIX)) return;
    const instant = location.hash.slice(MOMENT_PREFIX.length);
    show(
      Math.max(
        0,
        frames.findLastIndex((frame) => frame.instant <= instant),
      ),
    );
    root.scrollIntoView();
  };

  slider.addEventListener('input', () => {
    stop();
    move(Number(slider.value));
  });
  play.addEventListener('click', () => (timer === undefined ? start() : stop()));
  for (const button of root.querySelectorAll<HTMLElement>('[data-step]'))
    button.addEventListener('click', () => {
      stop();
      move(Number(slider.value) + Number(button.dataset.step));
    });
  addEventListener('hashchange', jump);
  show(Number(slider.value));
  jump();
}

function drawFrame({ instant, name, href, state, since, lead, rows }: ReplayFrame): Node[] {
  const terms = rows.flatMap(([head, words]) => [
    make('dt', {}, head),
    make(
      'dd',
      {},
      ...words.flatMap(([text, own], index) => [
        ...(index > 0 ? [' · '] : []),
        own ? make('span', { className: `${own}-text` }, text) : text,
      ]),
    ),
  ]);
  return [
    make(
      'p',
      { className: 'which' },
      href === '' ? name : make('a', { href }, name),
      ' · ',
      make('a', { href: MOMENT_PREFIX + instant }, 'Link to this moment'),
    ),
    make(
      'div',
      { className: 'story' },
      make(
        'p',
        { className: 'status' },
        make(
          'span',
          { className: `${state}-text` },
          make('span', { className: `mark ${state}` }, STATE_WORDS[state]),
        ),
        make('small', {}, since),
      ),
      make('p', { className: 'story-lead' }, lead),
      make('dl', {}, ...terms),
    ),
  ];
}

/** A line across the lanes, and beside it what each lane shows at the moment. */
function openLanes(section: Element): (frame: ReplayFrame) => void {
  const draw = (picture: Element, tag: string, attributes: Record<string, string>) => {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    picture.append(element);
    return element;
  };
  const pictures = [...section.querySelectorAll('.chart svg')];
  const lines = pictures.map((picture) => draw(picture, 'line', { class: 'cursor', y2: '100%' }));
  const notes = [...section.querySelectorAll('.chart .lane:not(.axis, .marks) svg')].map((picture) =>
    draw(picture, 'text', { y: '12' }),
  );
  return ({ x, lanes }) => {
    for (const line of lines) for (const end of ['x1', 'x2']) line.setAttribute(end, `${x}%`);
    const isRight = x > 60;
    for (const [index, note] of notes.entries()) {
      const [text = '', state] = lanes[index] ?? [];
      note.textContent = text;
      note.setAttribute('class', `then ${state ?? 'plain'}`);
      note.setAttribute('x', `${x}%`);
      note.setAttribute('dx', isRight ? '-5' : '5');
      note.setAttribute('text-anchor', isRight ? 'end' : 'start');
    }
  };
}
