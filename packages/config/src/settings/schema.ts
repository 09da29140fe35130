import { isMeshError, parseIPv4 } from '@mesh/bgp-wire';
import { z } from 'zod';
import { canonicalAddress } from './address.js';

/*
 * The pieces the schemas are made of. A message says only what is wrong with the value; whose value it is, `explain`
 * puts before it from the path, so that every message reads `session peer-address missing`.
 */

export type ErrorOf = (issue: { readonly input?: unknown }) => string;

/** `missing` where there is no value, else what it must be. */
export function must(be: string): ErrorOf {
  return ({ input }) => (input === undefined ? 'missing' : `must be ${be}`);
}

export const MISSING: ErrorOf = must('an object');

/** `be`: what the message says, where more than a number may stand there. */
export function integer(low: number, high: number, be = `${low}-${high}`): z.ZodNumber {
  const error = must(be);
  return z.number({ error }).int({ error }).min(low, { error }).max(high, { error });
}

/** 1 to 4294967295: 0 is reserved (RFC 7607). */
export function asn(): z.ZodNumber {
  return integer(1, 0xffffffff);
}

export function flag(): z.ZodBoolean {
  return z.boolean({ error: must('true or false') });
}

export function text(): z.ZodString {
  return z.string({ error: must('text') });
}

export function listOf<T>(one: z.ZodType<T>): z.ZodArray<z.ZodType<T>> {
  return z.array(one, { error: must('a list') });
}

/** An address in canonical form. */
export function peerAddress(): z.ZodType<string> {
  return parsed('an IPv4 or IPv6 address', canonicalAddress);
}

export function routerId(): z.ZodType<string> {
  return parsed('an IPv4 address other than 0.0.0.0', (value) => (parseIPv4(value) ? value : undefined));
}

function parsed(be: string, parse: (value: string) => string | undefined): z.ZodType<string> {
  return z.string({ error: must(be) }).transform((value, context) => {
    const result = parse(value);
    if (result !== undefined) return result;
    context.addIssue(`must be ${be}, got '${value}'`);
    return z.NEVER;
  });
}

/** What a parser of this package makes of a value; its error becomes the message. */
export function by<In, Out>(schema: z.ZodType<In>, parse: (value: In) => Out): z.ZodType<Out> {
  return schema.transform((value, context) => {
    try {
      return parse(value);
    } catch (error) {
      if (!isMeshError(error)) throw error;
      context.addIssue(`: ${error.message}`);
      return z.NEVER;
    }
  });
}

/** `neighbor[0]: session peer-address missing` for an issue of a schema. */
export function explain(issue: z.core.$ZodIssue): string {
  const labels = labelsOf(issue.path);
  const neighbor = /^neighbors(\[\d+\])$/.exec(labels[0] ?? '');
  const where = neighbor ? `neighbor${neighbor[1]}: ` : '';
  const names = [neighbor ? 'neighbor' : 'configuration', ...(neighbor ? labels.slice(1) : labels)];
  const owner = names.at(-1)!;
  if (issue.code === 'unrecognized_keys') {
    return `${where}${owner} has no setting ${issue.keys.map((key) => `'${key}'`).join(', ')}`;
  }
  const subject = names.length === 1 ? owner : `${names.at(-2)} ${owner}`;
  return `${where}${subject}${issue.message.startsWith(':') ? '' : ' '}${issue.message}`;
}

/** `api[0]` and `neighbor-changes` for the path `api`, 0, `neighborChanges`. */
function labelsOf(path: readonly PropertyKey[]): string[] {
  const labels: string[] = [];
  for (const step of path) {
    if (typeof step === 'number' && labels.length > 0) labels.push(`${labels.pop()}[${step}]`);
    else labels.push(kebab(String(step)));
  }
  return labels;
}

/** `peerAddress` as `peer-address`. */
function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
