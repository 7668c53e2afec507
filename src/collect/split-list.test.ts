import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitList } from './split-list.ts';

function split(text: string) {
  const body = Buffer.from(text);
  const { envelope, bounds } = splitList(body);
  const items: unknown[] = [];
  for (let index = 0; index < bounds.length; index += 2) {
    items.push(JSON.parse(body.toString('utf8', bounds[index], bounds[index + 1])));
  }
  return { envelope: JSON.parse(envelope) as unknown, items };
}

describe('splitting a list', () => {
  test('is the same as parsing it', () => {
    const item = fc.dictionary(fc.string(), fc.jsonValue());
    const more = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(
        fc.array(item),
        more,
        fc.boolean(),
        fc.constantFrom('items', 'rows'),
        (items, rest, first, key) => {
          const { items: _, rows: __, ...others } = rest;
          const list = first ? { [key]: items, ...others } : { ...others, [key]: items };
          for (const text of [JSON.stringify(list), JSON.stringify(list, null, 2)]) {
            expect(split(text)).toEqual({
              envelope: JSON.parse(JSON.stringify({ ...others, [key]: [] })),
              items: JSON.parse(JSON.stringify(items)),
            });
          }
        },
      ),
    );
  });

  test('finds the items of the list, not others', () => {
    const text =
      '{"a":{"items":[{"no":1}]},"kind":"items","b":["items",{"no":2}],"items":[{"yes":"}]{["},{"yes":"\\\\\\""}]}';
    expect(split(text).items).toEqual([{ yes: '}]{[' }, { yes: '\\"' }]);
  });

  test('a list of nothing', () => {
    expect(split('{"kind":"PodList","items":null}')).toEqual({
      envelope: { kind: 'PodList', items: null },
      items: [],
    });
    expect(split('{"items":[]}').items).toEqual([]);
  });

  test.each(['null', '5', '"x"', '{},true', 'null,{}', '{} {}x'])(
    'items that are no objects are an error: %s',
    (items) => {
      expect(() => split(`{"kind":"PodList","items":[${items}]}`)).toThrow(
        'an item of the list is no object',
      );
    },
  );

  test('every part of a list that is cut off is an error', () => {
    const text = '{"kind":"PodList","items":[{"a":"ü"},{"b":[1,2]}]}';
    for (let length = 1; length < text.length; length += 1) {
      expect(() => split(text.slice(0, length))).toThrow(SyntaxError);
    }
    expect(() => split(`${text}}`)).toThrow(SyntaxError);
  });
});
