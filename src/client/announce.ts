/** Tells readers who cannot see it what a click changed. */
import { make } from './make-element.ts';

let region: HTMLElement | undefined;

/** The live region must exist before its first message, so pages make it when they open. */
export function openAnnouncer(): void {
  region = make('p', { className: 'hidden', role: 'status' });
  document.body.append(region);
}

export function announce(text: string): void {
  if (region) region.textContent = text;
}
