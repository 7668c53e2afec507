/**
 * Elements as data. `components/Markup.astro` prints them and `client/draw.ts` makes them in the browser, so that both have
 * one template. Texts are texts of the cluster: both sides escape them.
 */
type Tag =
  | ('a' | 'article' | 'aside' | 'button' | 'code' | 'details' | 'div' | 'h2' | 'h3' | 'li' | 'p')
  | ('section' | 'small' | 'span' | 'summary' | 'table' | 'tbody' | 'td' | 'th' | 'thead' | 'tr' | 'ul')
  | 'wbr';

/** By the name that HTML gives them; undefined means that there is none, true that it has no value. */
type Attributes = Readonly<Record<string, string | number | true | undefined>>;

export interface Markup {
  tag: Tag;
  attributes: Attributes;
  children: readonly (Markup | string)[];
}

/** What may stand between elements: nothing, a text, an element, or several. */
export type Child = Markup | string | undefined | false | readonly Child[];

/** An element; children that are not there are left out. */
export function element(tag: Tag, attributes: Attributes, ...children: Child[]): Markup {
  return { tag, attributes, children: children.flatMap(toList) };
}

function toList(child: Child): (Markup | string)[] {
  if (child === undefined || child === false || child === '') return [];
  return isList(child) ? child.flatMap(toList) : [child];
}

const isList = (child: Child): child is readonly Child[] => Array.isArray(child);
