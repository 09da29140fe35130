import { parseArgs } from 'node:util';
import { UsageError } from '../usage-error.js';
import { suggestion } from './nearest.js';
import { type Option, type OptionTable, type OptionValues, optionName } from './option.js';

/** One option as it stands on the command line. */
interface Given {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly isInline: boolean;
}

/**
 * The values of a command line, defaults filled in; `help` where `--help` stands among them, whatever else is wrong.
 * Throws `UsageError` for anything the table has no place for.
 */
export function parseOptions<S extends OptionTable>(table: S, argv: readonly string[]): OptionValues<S> | 'help' {
  const { given, positional } = tokenize(table, argv);
  if (given.some(({ name }) => name === 'help')) return 'help';
  const rows = new Map(Object.entries(table).map(([key, row]) => [optionName(key), { key, row }]));
  const named = [...rows].filter(([, { row }]) => !row.isOperand).map(([name]) => name);
  const values = new Map<string, unknown>();
  for (const one of given) {
    const found = rows.get(one.name);
    if (!found || found.row.isOperand)
      throw new UsageError(`unknown option ${one.rawName}${suggestion(one.name, named, '--')}`);
    if (values.has(found.key) && !found.row.repeatable) throw new UsageError(`--${one.name} is given twice`);
    values.set(found.key, parseValue(found.row, one, values.get(found.key)));
  }
  for (const word of positional) {
    const operand = [...rows.values()].find(({ key, row }) => row.isOperand && !values.has(key));
    const value = operand?.row.parse(word, undefined);
    if (operand === undefined || value === undefined) throw new UsageError(`unexpected argument "${word}"`);
    values.set(operand.key, value);
  }
  const filled = Object.entries(table).map(([key, row]) => [key, values.has(key) ? values.get(key) : row.initial]);
  return Object.fromEntries(filled) as OptionValues<S>;
}

function tokenize(table: OptionTable, argv: readonly string[]) {
  const options = Object.fromEntries(
    Object.entries(table).map(([key, { placeholder, short }]) => [
      optionName(key),
      { type: placeholder === undefined ? 'boolean' : 'string', ...(short === undefined ? {} : { short }) } as const,
    ]),
  );
  const { tokens } = parseArgs({
    args: [...argv],
    options: { ...options, help: { type: 'boolean', short: 'h' } },
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const given: Given[] = [];
  const positional: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positional.push(token.value);
    if (token.kind !== 'option') continue;
    given.push({ name: token.name, rawName: token.rawName, value: token.value, isInline: token.inlineValue === true });
  }
  return { given, positional };
}

function parseValue(row: Option<unknown>, { rawName, value, isInline }: Given, previous: unknown): unknown {
  if (row.placeholder === undefined) {
    if (value !== undefined) throw new UsageError(`${rawName} takes no value, got ${value}`);
    return true;
  }
  const isMissing = value === undefined || (!isInline && value.length > 1 && value.startsWith('-'));
  if (isMissing) throw new UsageError(`${rawName} needs a value: ${row.expected}`);
  const parsed = row.parse(value, previous);
  if (parsed === undefined) throw new UsageError(`${rawName} must be ${row.expected}, got ${value}`);
  return parsed;
}
