import { toVisible } from '../export/visible.ts';
import type { Markup } from '../site/markup.ts';

/**
 * Makes the elements of a markup. Texts of the cluster become text nodes, never markup, with invisible characters made
 * visible. Elements that pages hide until scripts run are shown now.
 */
export function draw({ tag, attributes, children }: Markup): HTMLElement {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined && name !== 'hidden')
      made.setAttribute(name, value === true ? '' : toVisible(`${value}`));
  made.append(...children.map((child) => (typeof child === 'string' ? toVisible(child) : draw(child))));
  return made;
}
