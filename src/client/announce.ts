/** For those who cannot see what a click changed. */
import { make } from './make.ts';

let region: HTMLElement | undefined;

/** Must be there before it speaks, so pages make it when they open. */
export function openAnnouncer(): void {
  region = make('p', { className: 'hidden', role: 'status' });
  document.body.append(region);
}

export function announce(text: string): void {
  if (region) region.textContent = text;
}
