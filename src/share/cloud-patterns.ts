/** Finds what a cloud provider knows: accounts, ARNs, projects, ids of machines and disks. Pure. */
import { findEach, type NameWithin } from './patterns.ts';
import type { Finder } from './name-places.ts';

const END = String.raw`[^\s"'\x60,;)\]}<>\\]`;
const ARN = new RegExp(String.raw`\barn:aws[\w-]*:([\w-]*):[\w-]*:(\d{12}|aws)?:(${END}+)`, 'g');
/** An account before its registry, or after the word. */
const ACCOUNT =
  /(?<!\d)(?:(\d{12})(?=\.dkr\.ecr\.)|(?<=\b[Aa]ccount(?:[ _-]?[Ii][Dd])?["':= #-]{1,5})(\d{12})(?!\d))/g;
/** Source: the ids of Amazon EC2, EBS and EFS; 8 or 17 digits. */
const AWS_ID =
  /(?<![\w-])((?:i|vol|eni|subnet|vpc|sg|snap|ami|lt|fs|fsap|eipalloc|eipassoc|nat|rtb|igw|tgw|acl|vpce)-)[0-9a-f]{8}(?:[0-9a-f]{9})?(?![\w-])/g;
const AZURE = new RegExp(String.raw`\/subscriptions\/([0-9a-f-]{36}(?:\/${END}*)?)`, 'gi');
const PROJECT = /(?<=\bprojects\/)[a-z][a-z0-9-]{4,28}[a-z0-9](?=\/)/g;
const PROJECT_OF_ACCOUNT = /(?<=@)[a-z][a-z0-9-]{4,28}[a-z0-9](?=\.iam\.gserviceaccount\.com)/g;
/** The id of an EKS cluster at its identity provider. */
const OIDC = /(?<=\/id\/)[0-9A-F]{32}(?![0-9A-F])/g;
/** Parts of an ARN that say what the resource is. */
const KIND_OF_RESOURCE =
  /^(?:aws-?.*|assumed-role|instance-profile|target-?group|load-?balancer|log-group|log-stream|service-role|access-?point|fargate-?profile|launch-template|security-group)$/;

const cloud = (original: string, from?: number): NameWithin => ({
  ...{ class: 'cloud', original },
  ...(from !== undefined && { from, to: from + original.length }),
});

/** @param isKept whether a name is one of the cluster's own objects */
export const findCloud = (isKept: (name: string) => boolean): Finder[] => [
  findEach(ARN, 'arn:', (match, service = '', account, rest = '') => {
    // Amazon's own policies: everybody has them.
    if (account === 'aws') return undefined;
    const arn = match.replace(/[.:]+$/, '');
    const whole: NameWithin = {
      ...cloud(arn, 0),
      write: (pseudonym) => `arn:aws:${service}:::${pseudonym}`,
    };
    const parts = rest
      .split(/[/:]/)
      .map((part) => part.replace(/\.+$/, ''))
      .filter((part) => isTelling(part) && !KIND_OF_RESOURCE.test(part) && !isKept(part.toLowerCase()));
    return [
      whole,
      ...(account === undefined ? [] : [cloud(account, match.indexOf(account))]),
      ...parts.map((part) => cloud(part, match.lastIndexOf(part))),
    ];
  }),
  findEach(ACCOUNT, 'ccount', (match) => cloud(match)),
  findEach(ACCOUNT, '.dkr.ecr.', (match) => cloud(match)),
  findEach(AWS_ID, '-', (id, kind = '') =>
    /\d/.test(id) ? { ...cloud(id), write: (pseudonym) => `${kind}${pseudonym}` } : undefined,
  ),
  findEach(AZURE, '/subscriptions/', (match, id = '') => cloud(id, match.length - id.length)),
  findEach(PROJECT, 'projects/', (project) => (isKept(project) ? undefined : cloud(project))),
  findEach(PROJECT_OF_ACCOUNT, '.iam.gserviceaccount.com', (project) => cloud(project)),
  findEach(OIDC, '/id/', (id) => cloud(id)),
];

/** Long enough to be searched in other texts, and no plain word. */
const isTelling = (part: string) => part.length >= 6 && /[\d-]/.test(part);
