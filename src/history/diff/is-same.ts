/** Whether two values of the API are equal. What is undefined counts as not there. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && isSameList(a, b);
  return !Array.isArray(b) && isSameObject(a as Fields, b as Fields);
}

type Fields = Record<string, unknown>;

function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index += 1) if (!isSame(a[index], b[index])) return false;
  return true;
}

/** `in` and not Object.keys: it makes no list. A parsed object inherits nothing that it would find. */
function isSameObject(a: Fields, b: Fields): boolean {
  let more = 0;
  for (const key in a) {
    const value = a[key];
    const other = b[key];
    if (value === undefined) continue;
    more += 1;
    if (value === other) continue;
    // What is found of `__proto__` or `constructor` need not be the object's own.
    if (typeof value !== 'object' || !Object.hasOwn(b, key) || !isSame(value, other)) return false;
  }
  return Object.keys(b).length === more || countFields(a) === countFields(b);
}

const countFields = (object: Fields) =>
  Object.values(object).reduce<number>((sum, value) => sum + (value === undefined ? 0 : 1), 0);
