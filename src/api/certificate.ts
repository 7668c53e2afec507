/**
 * A certificate for loopback that lives as long as its process: clients send a token only over TLS. Node signs; here is
 * only the DER of X.509. Source: RFC 5280, section 4.1; X.690.
 */
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

export interface Certificate {
  /** PEM. */
  cert: string;
  /** PEM. */
  key: string;
}

const TAG = {
  ...{ boolean: 0x01, integer: 0x02, bits: 0x03, octets: 0x04, oid: 0x06, utf8: 0x0c, time: 0x17 },
  ...{ sequence: 0x30, set: 0x31, version: 0xa0, extensions: 0xa3, dnsName: 0x82, ipAddress: 0x87 },
} as const;

function der(tag: number, ...contents: Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...contents: Uint8Array[]) => der(TAG.sequence, ...contents);
const oid = (hex: string) => der(TAG.oid, Buffer.from(hex, 'hex'));

const ECDSA_WITH_SHA256 = sequence(oid('2a8648ce3d040302'));
const COMMON_NAME = oid('550403');
const SUBJECT_ALT_NAME = oid('551d11');
const EXTENDED_KEY_USAGE = oid('551d25');
const SERVER_AUTH = oid('2b06010505070301');

const name = (text: string) =>
  sequence(der(TAG.set, sequence(COMMON_NAME, der(TAG.utf8, Buffer.from(text)))));

/** `260101000000Z`. Two digits mean years until 2049. */
const utcTime = (time: Date) =>
  der(TAG.time, Buffer.from(`${time.toISOString().slice(2, 19).replaceAll(/[-:T]/g, '')}Z`));

const HOUR_MS = 3_600_000;

/** @param now clocks differ: it is valid from an hour before, for a year */
export function makeCertificate(now: Date): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const subject = name('Gazette on loopback');
  const names = sequence(
    der(TAG.dnsName, Buffer.from('localhost')),
    der(TAG.ipAddress, Buffer.from([127, 0, 0, 1])),
  );
  const extension = (id: Buffer, value: Buffer) => sequence(id, der(TAG.octets, value));
  const body = sequence(
    der(TAG.version, der(TAG.integer, Buffer.from([2]))),
    // Positive, and with a first byte that is not zero.
    der(TAG.integer, Buffer.from([0x01]), randomBytes(15)),
    ECDSA_WITH_SHA256,
    subject,
    sequence(
      utcTime(new Date(now.getTime() - HOUR_MS)),
      utcTime(new Date(now.getTime() + 365 * 24 * HOUR_MS)),
    ),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(
      TAG.extensions,
      sequence(extension(SUBJECT_ALT_NAME, names), extension(EXTENDED_KEY_USAGE, sequence(SERVER_AUTH))),
    ),
  );
  const signature = der(TAG.bits, Buffer.from([0]), sign('sha256', body, privateKey));
  const lines = sequence(body, ECDSA_WITH_SHA256, signature)
    .toString('base64')
    .match(/.{1,64}/g);
  return {
    cert: ['-----BEGIN CERTIFICATE-----', ...(lines ?? []), '-----END CERTIFICATE-----', ''].join('\n'),
    key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
  };
}
