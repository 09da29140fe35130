import { readFileSync } from 'node:fs';
import path from 'node:path';
import { sample } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AttributeRow,
  attributeFromJson,
  attributeToJson,
  type CapabilityRow,
  capabilityFromJson,
  capabilityToJson,
  createContext,
  type FamilyRow,
  type Nlri,
  nlriFromJson,
  nlriToJson,
  standardAttributes,
  standardCapabilities,
  standardFamilies,
} from '../../packages/bgp-wire/src/index.js';
import { arbitraryOf } from '../../packages/bgp-wire/src/testing/index.js';

/*
 * What every tabled row must have, whoever adds it: a decoder, an encoder, a text, a JSON form that reads back, an
 * arbitrary of `@mesh/bgp-wire/testing`, and a vector written by hand. That they are right is for the package's tests.
 */

const vectors = path.resolve(import.meta.dirname, '../../packages/bgp-wire/test/vectors');

function rowsWithVector(file: string): ReadonlySet<string> {
  const { vectors: list }: { vectors: readonly { row: string }[] } = JSON.parse(
    readFileSync(path.join(vectors, `${file}.json`), 'utf8'),
  );
  return new Set(list.map(({ row }) => row));
}

const SAMPLES = { seed: 1, numRuns: 20 };
const contextOf = ({ name }: { name: string }) => createContext({ asn4: !name.startsWith('AS4_') });

/** What a row lacks; the value goes through JSON as its parser gives it. */
function lacks(
  row: { readonly name: string; decode: unknown; encode: unknown; format(value: never): string },
  hasVector: ReadonlySet<string>,
  draw: () => readonly unknown[],
  throughJson: (value: never) => unknown,
): string[] {
  const missing = hasVector.has(row.name) ? [] : ['a vector'];
  for (const part of ['decode', 'encode', 'format'] as const) if (typeof row[part] !== 'function') missing.push(part);
  let values: readonly unknown[] = [];
  try {
    values = draw();
  } catch {
    missing.push('an arbitrary');
  }
  for (const value of values as readonly never[]) {
    if (typeof row.format(value) !== 'string') missing.push('a text');
    expect(throughJson(value), `${row.name} in JSON`).toEqual(value);
  }
  return missing;
}

const parsed = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const named = <R extends { readonly name: string }>(rows: readonly R[]) => rows.map((row) => [row.name, row] as const);

describe('rows of the codec', () => {
  const attributes = rowsWithVector('attributes');
  it.each(named(standardAttributes.rows))('attribute %s has everything', (_name, row: AttributeRow<unknown>) => {
    const context = contextOf(row);
    const { code, flags } = row;
    const through = (value: unknown) =>
      attributeFromJson(parsed(attributeToJson({ code, flags, value }, context)), context).value;
    expect(lacks(row, attributes, () => sample(arbitraryOf(row, { context }), SAMPLES), through)).toEqual([]);
  });

  const families = rowsWithVector('nlri');
  it.each(named(standardFamilies.rows))('family %s has everything', (_name, row: FamilyRow<Nlri>) => {
    const context = createContext();
    const through = (value: Nlri) => nlriFromJson(parsed(nlriToJson(value)), context);
    expect(lacks(row, families, () => sample(arbitraryOf(row), SAMPLES), through)).toEqual([]);
  });

  const capabilities = rowsWithVector('capabilities');
  it.each(named(standardCapabilities.rows))('capability %s has everything', (_name, row: CapabilityRow<unknown>) => {
    const context = createContext();
    const through = (value: unknown) =>
      capabilityFromJson(parsed(capabilityToJson({ code: row.code, value }, context)), context).value;
    expect(lacks(row, capabilities, () => sample(arbitraryOf(row), SAMPLES), through)).toEqual([]);
  });
});
