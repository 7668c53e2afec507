/** The reader's own time beside a time in UTC. */
export function tellLocalTimes(): void {
  for (const element of document.querySelectorAll<HTMLElement>('[data-local]')) {
    const date = new Date(element.getAttribute('datetime') ?? '');
    if (Number.isNaN(date.getTime()) || date.getTimezoneOffset() === 0) continue;
    const two = (number: number) => String(number).padStart(2, '0');
    const local = `${two(date.getHours())}:${two(date.getMinutes())}`;
    // The team's time may be there, and be the reader's own.
    if (!element.textContent.includes(`(${local} `)) element.append(` (${local} here)`);
  }
}
