import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { parseConfig } from '../src/config-file.ts';
import { targetShape } from '../src/probes/target-config.ts';
import { ConfigSchema, customResourcesFor, settingsFor } from '../src/config.ts';

const file = path.resolve(import.meta.dirname, '../gazette.config.example.yaml');
const example = fs.readFileSync(file, 'utf8');
/** The example with its optional keys enabled: "#key" becomes "key". Comments in prose are "# text". */
const complete = example.replace(/^( *)#(?=\S| {2,}\S)/gm, '$1');

/** Paths of every key that the config may have: `site.url`, `clusters.name`. */
function keysOf(schema: z.core.JSONSchema.BaseSchema, prefix = ''): string[] {
  if (schema.anyOf) return [...new Set(schema.anyOf.flatMap((one) => keysOf(one, prefix)))];
  if (schema.items) return keysOf(schema.items as z.core.JSONSchema.BaseSchema, prefix);
  return Object.entries(schema.properties ?? {}).flatMap(([key, value]) => [
    `${prefix}${key}`,
    ...keysOf(value as z.core.JSONSchema.BaseSchema, `${prefix}${key}.`),
  ]);
}

function keysIn(value: unknown, prefix = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => keysIn(item, prefix));
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    `${prefix}${key}`,
    ...keysIn(inner, `${prefix}${key}.`),
  ]);
}

/** What every probe has in common is shown once, and so are the two places of a credential. */
const withoutProbe = (key: string) =>
  key
    .replace(/^(clusters\.probes)\.\w+\.(\w+)/, (whole, start: string, name: string) =>
      Object.hasOwn(targetShape, name) ? `${start}.*.${name}` : whole,
    )
    .replace(/^(clusters\.probes\..*|ping\.\w+|chat\.url)\.(?:env|file)$/, '$1');

describe('the example config', () => {
  test('shows every key that there is', () => {
    const shown = new Set(keysIn(parse(complete)).map(withoutProbe));
    const keys = new Set(keysOf(z.toJSONSchema(ConfigSchema, { io: 'input' })).map(withoutProbe));
    expect([...shown].sort()).toEqual([...keys].sort());
  });

  test('is valid as it stands, and with every optional key switched on', () => {
    expect(parseConfig(example, file).clusters).toHaveLength(2);
    expect(parseConfig(complete, file).silences).toHaveLength(1);
  });

  test('shows the defaults as values, so that copying it changes nothing but the clusters', () => {
    const copied = parseConfig(example, file);
    const defaults = parseConfig('', file);
    expect({ ...copied, ...overall(copied), clusters: [] }).toEqual({
      ...defaults,
      ...overall(defaults),
      clusters: [],
    });
  });
});

/** Settings of a cluster without its own settings. */
function overall(config: z.infer<typeof ConfigSchema>) {
  const cluster = { name: 'any' };
  return {
    interval: undefined,
    eventTtl: undefined,
    dataCentreLabel: undefined,
    settings: settingsFor(config, cluster),
    customResources: customResourcesFor(config, cluster),
  };
}
