/**
 * Elements as data. `components/Markup.astro` prints them and `client/draw.ts` makes them in the browser, so that both
 * share one template. Texts may come from the cluster: both sides escape them.
 */
type Tag =
  | ('a' | 'article' | 'aside' | 'button' | 'code' | 'details' | 'div' | 'h2' | 'h3' | 'li' | 'p')
  | ('section' | 'small' | 'span' | 'summary' | 'table' | 'tbody' | 'td' | 'th' | 'thead' | 'tr' | 'ul')
  | 'wbr';

/** By their HTML names. Undefined: the attribute is absent; true: it has no value. */
type Attributes = Readonly<Record<string, string | number | true | undefined>>;

export interface Markup {
  tag: Tag;
  attributes: Attributes;
  children: readonly (Markup | string)[];
}

/** Allowed between elements: nothing, a text, an element, or several. */
export type Child = Markup | string | undefined | false | readonly Child[];

/** An element; absent children are left out. */
export function element(tag: Tag, attributes: Attributes, ...children: Child[]): Markup {
  return { tag, attributes, children: children.flatMap(toList) };
}

function toList(child: Child): (Markup | string)[] {
  if (child === undefined || child === false || child === '') return [];
  return isList(child) ? child.flatMap(toList) : [child];
}

const isList = (child: Child): child is readonly Child[] => Array.isArray(child);
