/** The causes on a page of changes, each with the objects behind it. */
import { describeCause } from '../../export/diff/describe-cause.ts';
import type { Cause, Change, ObjectChange } from '../../history/diff/change.ts';
import { formatCount } from '../../model/english.ts';
import { howWords } from './change-words.ts';
import { cut, stateMark, toNamed, type CauseArticle, type Surroundings } from './page-shapes.ts';

export function toArticle(
  cause: Cause,
  objects: readonly ObjectChange[],
  change: Change,
  around: Surroundings,
): CauseArticle {
  const { word, object, text, state, details } = describeCause(cause);
  const isGone = cause.type === 'workload' && cause.what === 'removed';
  const words = change.across
    ? { ...howWords(change), changed: 'differs' }
    : { added: 'new', removed: 'gone', changed: 'changed', replaced: 'replaced' };
  return {
    // An id must not contain white space.
    id: cause.id.replace(/\s/g, '_'),
    mark: state ? stateMark(state) : { state: 'normal', word: 'Change' },
    word: object?.kind === word ? '' : `${word}${object ? ': ' : ' '}`,
    ...(object && { object: toNamed(object, around, isGone) }),
    text,
    details,
    ...(objects.length > 0 && {
      behind: {
        summary: `${formatCount(objects.length, 'object')} behind it`,
        ...cut(objects, around.limits.behind, (shown) => ({
          rows: shown.map(({ class: how, object: one, status }) => ({
            word: `${words[how]}: ${one.kind} `,
            name: one.name,
            href: how === 'removed' ? undefined : around.row(one),
            status: status ? ` (${status.before} → ${status.after})` : '',
          })),
        })),
      },
    }),
  };
}
