/** The templates of mails: Gazette's own, or their replacements from a user's folder. */
import fs from 'node:fs/promises';
import path from 'node:path';
import { GazetteError } from '../errors.ts';
import { PROJECT } from '../project.ts';
import { readIfThere, listNames } from '../snapshots/files.ts';
import type { Templates } from './render.ts';

const OWN = path.join(PROJECT, 'src/digest/templates');
const FILES = { html: 'digest.html.hbs', text: 'digest.text.hbs', css: 'digest.css' } as const;

/**
 * @param folder of the user; Gazette's own files complete it
 * @throws {GazetteError} The folder has none of them: a wrong path would stay unnoticed
 */
export async function readTemplates(folder?: string): Promise<Templates> {
  if (folder !== undefined) {
    const names = await listNames(folder);
    if (!Object.values(FILES).some((file) => names.includes(file)))
      throw new GazetteError(`${folder}: there is no template of a digest`, {
        hint: `It may hold ${Object.values(FILES).join(', ')}; digest.templates in the config names the folder.`,
      });
  }
  const read = async (file: string) => {
    const own = folder === undefined ? undefined : await readIfThere(path.join(folder, file));
    return own?.toString() ?? (await fs.readFile(path.join(OWN, file), 'utf8'));
  };
  return { html: await read(FILES.html), text: await read(FILES.text), css: await read(FILES.css) };
}
