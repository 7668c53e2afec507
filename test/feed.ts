/** The faults that a feed validator finds in an Atom document. */
import fs from 'node:fs';
import path from 'node:path';
import { load } from 'cheerio';
import { RelaxNGValidator, XmlDocument } from 'libxml2-wasm';

const schema = path.join(import.meta.dirname, 'atom.rng');

/**
 * Checks the schema of RFC 4287 with libxml2, and the rules that a schema cannot express. These are its Schematron
 * rules, sections 4.1.1, 4.1.2 and 4.2.6 of its text, and feedvalidator.org's own.
 */
export function faultsOfFeed(xml: string): string[] {
  return [...faultsBySchema(xml), ...faultsByRules(xml)];
}

function faultsBySchema(xml: string): string[] {
  using rules = XmlDocument.fromBuffer(fs.readFileSync(schema));
  using validator = RelaxNGValidator.fromDoc(rules);
  try {
    using document = XmlDocument.fromString(xml);
    validator.validate(document);
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

function faultsByRules(xml: string): string[] {
  const $ = load(xml, { xml: true });
  const faults: string[] = [];
  const entries = $('feed > entry').toArray();
  const ids = ['feed > id', 'entry > id'].flatMap((path) =>
    $(path)
      .toArray()
      .map((id) => $(id).text()),
  );
  if (new Set(ids).size < ids.length) faults.push('two entries have the same id');
  for (const id of ids) if (!/^[a-z][a-z0-9+.-]*:.+/.test(id)) faults.push(`"${id}" is no absolute IRI`);
  for (const entry of entries) {
    if ($(entry).children('author').length === 0 && $('feed > author').length === 0)
      faults.push('neither an entry nor its feed has an author');
    if (
      $(entry).children('content').length === 0 &&
      $(entry).children('link:not([rel]), link[rel=alternate]').length !== 1
    )
      faults.push('an entry without content has no alternate link');
    if ($(entry).children('title').text().trim() === '') faults.push('a title is empty');
  }
  const updated = entries.map((entry) => $(entry).children('updated').text());
  if (entries.length > 0 && $('feed > updated').text() !== updated.toSorted().at(-1))
    faults.push('the feed is not as new as its newest entry');
  const own = $('feed > link[rel=self]');
  const isAbsolute = /^https?:/.test($('feed > link[rel=alternate]').attr('href') ?? '');
  if (isAbsolute && own.length !== 1) faults.push('a feed with an address does not name it');
  return faults;
}
