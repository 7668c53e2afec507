/**
 * kubectl writes access reviews in protobuf, whatever it reads. Here is as much of that format as these reviews need:
 * messages whose fields are texts and messages. Source: k8s.io/apimachinery/pkg/runtime/generated.proto `Unknown`,
 * k8s.io/api/authorization/v1/generated.proto.
 */

const MAGIC = Buffer.from('k8s\0');

export const isProtobuf = (body: Uint8Array) => MAGIC.equals(body.subarray(0, MAGIC.length));

type Fields = ReadonlyMap<number, Uint8Array>;

/** How a value is written. Source: protobuf.dev/programming-guides/encoding. */
const WIRE = { number: 0, eight: 1, bytes: 2, four: 5 };

/** The fields of a message that have bytes. @throws The message is cut short. */
function readFields(message: Uint8Array): Fields {
  const fields = new Map<number, Uint8Array>();
  let place = 0;
  const readNumber = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = message[place];
      if (byte === undefined || shift > 28) throw new RangeError('a number is cut short');
      place += 1;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  };
  while (place < message.length) {
    const tag = readNumber();
    if ((tag & 7) === WIRE.bytes) {
      const length = readNumber();
      if (place + length > message.length) throw new RangeError('a field is cut short');
      fields.set(tag >>> 3, message.subarray(place, place + length));
      place += length;
    } else if ((tag & 7) === WIRE.number) readNumber();
    else if ((tag & 7) === WIRE.eight) place += 8;
    else if ((tag & 7) === WIRE.four) place += 4;
    else throw new RangeError('a field has an unknown type');
  }
  return fields;
}

const textOf = (fields: Fields, number: number) => Buffer.from(fields.get(number) ?? []).toString('utf8');

/** The JSON of a SelfSubjectAccessReview. @throws It is another message, or cut short. */
export function decodeAccessReview(body: Uint8Array): object {
  const review = readFields(readFields(body.subarray(MAGIC.length)).get(2) ?? body.subarray(0, 0));
  const spec = readFields(review.get(2) ?? body.subarray(0, 0));
  const [resource, other] = [spec.get(1), spec.get(2)].map((bytes) => bytes && readFields(bytes));
  return {
    spec: {
      ...(resource && {
        resourceAttributes: {
          ...{ namespace: textOf(resource, 1), verb: textOf(resource, 2), group: textOf(resource, 3) },
          ...{ resource: textOf(resource, 5), subresource: textOf(resource, 6) },
        },
      }),
      ...(other && { nonResourceAttributes: { path: textOf(other, 1), verb: textOf(other, 2) } }),
    },
  };
}
