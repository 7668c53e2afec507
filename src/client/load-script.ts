import { make } from './make-element.ts';

/**
 * Loads a classic script of the site, which leaves its data in a global. `file://` lets a page load nothing else.
 * Rejects if the script is missing.
 */
export function loadScript(src: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = make('script', { src });
    script.addEventListener('load', () => {
      script.remove();
      resolve();
    });
    script.addEventListener('error', () => {
      script.remove();
      reject(new Error(`${src} could not be loaded`));
    });
    document.head.append(script);
  });
}
