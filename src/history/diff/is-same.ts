/** Whether two values of the API are equal. An undefined value counts as absent. */
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

/**
 * A comparison spends most of its time here, so fields are compared in place, without a call for each. `in` makes no
 * list, unlike Object.keys. A parsed object inherits nothing that it would find.
 */
function isSameObject(a: Fields, b: Fields): boolean {
  let more = 0;
  for (const key in a) {
    const value = a[key];
    if (value === undefined) continue;
    more += 1;
    const other = b[key];
    if (value === other) continue;
    if (typeof value !== 'object' || typeof other !== 'object' || value === null || other === null)
      return false;
    if (Array.isArray(value)) {
      if (!Array.isArray(other) || !isSameList(value, other)) return false;
    } else if (Array.isArray(other) || !isSameObject(value as Fields, other as Fields)) return false;
    // All inherited properties are functions, except the prototype.
    if (key === '__proto__' && !Object.hasOwn(b, key)) return false;
  }
  let fields = 0;
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- counted without a list of them
  for (const _ in b) fields += 1;
  return fields === more || countFields(b) === more;
}

const countFields = (object: Fields) =>
  Object.values(object).reduce<number>((sum, value) => sum + (value === undefined ? 0 : 1), 0);
