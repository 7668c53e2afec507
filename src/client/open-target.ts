/** A link to the head of a folded section opens it. Browsers open only what holds the target within its folds. */
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
