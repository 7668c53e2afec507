/**
 * Splits the JSON of a list into its objects without parsing the whole list. An object parsed alone is garbage before
 * the next one. Five hundred objects at once outlive V8's young generation, and cost twice the memory.
 */

import { RequestError } from './errors.ts';
import { NO_LIST, TOO_LARGE } from './request.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;

/** No Kubernetes object is nested so deeply; what reads objects calls itself for each level. */
const DEEPEST = 200;
/** Objects of one answer. Only metrics come in one answer, whatever was asked for. */
const MOST_OBJECTS = 250_000;

export interface SplitList {
  /** The list as JSON, without its objects: `{"kind":"PodList",…,"items":[]}`. */
  envelope: string;
  /** Begin and end of each object in the bytes: begin, end, begin, end, … */
  bounds: number[];
}

/**
 * @param body JSON of an object whose `items` (or a Table's `rows`) are split off
 * @throws {SyntaxError} The text ends too early or too late; the content of brackets is not checked.
 * @throws {RequestError} The text has no end of objects or of levels, or an item is no object.
 */
export function splitList(body: Uint8Array): SplitList {
  const bounds: number[] = [];
  const cuts: number[] = [];
  let depth = 0;
  let within = false;
  let key: string | undefined;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at];
    if (byte === QUOTE) {
      const begin = at + 1;
      for (at += 1; at < body.length && body[at] !== QUOTE; at += 1) if (body[at] === BACKSLASH) at += 1;
      // Only keys of the list itself matter, and only short keys.
      if (depth === 1 && at - begin <= 5) key = Buffer.from(body.subarray(begin, at)).toString('latin1');
    } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      if (depth === 1 && byte === OPEN_ARRAY && (key === 'items' || key === 'rows')) {
        within = true;
        cuts.push(at + 1);
      }
      if (within && depth === 2) bounds.push(at);
      depth += 1;
      if (depth > DEEPEST) throw new RequestError('the answer is nested too deeply', { code: TOO_LARGE });
      if (bounds.length > 2 * MOST_OBJECTS)
        throw new RequestError(`the answer has more than ${MOST_OBJECTS} objects`, { code: TOO_LARGE });
      key = undefined;
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      depth -= 1;
      if (within && depth === 2) bounds.push(at + 1);
      if (within && depth === 1) {
        within = false;
        cuts.push(at);
      }
      if (depth < 0) throw new SyntaxError('a bracket closes that was not opened');
    } else if (depth === 1 && byte !== COLON && byte !== 0x20) {
      key = undefined;
    }
  }
  if (depth !== 0) throw new SyntaxError('it ends too soon');
  checkGaps(body, bounds, cuts);
  const [from = body.length, to = body.length] = cuts;
  const text = (begin: number, end: number) => Buffer.from(body.subarray(begin, end)).toString('utf8');
  return { envelope: text(0, from) + text(to, body.length), bounds };
}

/** Between objects stand only commas and white space. @throws {RequestError} An item is no object. */
function checkGaps(body: Uint8Array, bounds: readonly number[], [from, to]: readonly number[]): void {
  if (from === undefined || to === undefined) return;
  const edges = [from, ...bounds.filter((at) => at >= from && at <= to), to];
  for (let index = 0; index + 1 < edges.length; index += 2) {
    for (let at = edges[index]!; at < edges[index + 1]!; at += 1) {
      if (body[at]! > 0x20 && body[at] !== COMMA)
        throw new RequestError('an item of the list is no object', { code: NO_LIST });
    }
  }
}
