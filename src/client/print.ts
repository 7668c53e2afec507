/** Links on paper: their whole addresses, because a relative address leads nowhere from there. */
export function preparePaper(): void {
  addEventListener('beforeprint', () => {
    for (const link of document.querySelectorAll<HTMLAnchorElement>('.lead a[href], .articles a[href]'))
      link.dataset.address = link.href;
  });
}
