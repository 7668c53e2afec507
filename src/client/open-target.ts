/** A link to a folded section opens it: browsers do so only for what is folded, and not for its head. */
export function openTargets(): void {
  const open = () => {
    const folded = document
      .querySelector(':target')
      ?.closest<HTMLDetailsElement>('details:has(> summary :target)');
    if (!folded || folded.open) return;
    folded.open = true;
    folded.scrollIntoView();
  };
  addEventListener('hashchange', open);
  open();
}
