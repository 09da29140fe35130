import { MeshError } from '@mesh/bgp-wire';

/** A piece of the source: offsets of UTF-16 code units, `end` behind the last. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What is wrong with a piece of text, and how it would be right. */
export interface Diagnosis {
  /** The sentence to say where `expected …, got …` would not tell it. */
  readonly problem?: string;
  /** What could have stood there, as a phrase: `an address or self`. */
  readonly expected: string;
  /** One line on how to mend it. */
  readonly hint?: string;
}

/** Longest piece of a source line that a message quotes, before and behind the token. */
const CONTEXT = 60;
/** Longest piece of a token that a message quotes. */
const MAX_QUOTED = 80;

/**
 * `MESH_TEXT_SYNTAX` for a token of `source`. The message names line and column, quotes the line and points at the
 * token; `details` has `line` and `column` (from 1), `token`, `expected` and, where there is one, `hint`.
 */
export function syntaxError(source: string, span: Span, { problem, expected, hint }: Diagnosis): MeshError {
  const { line, column, excerpt, caret } = locate(source, span);
  const whole = source.slice(span.start, span.end);
  const token = whole.length > MAX_QUOTED ? `${whole.slice(0, MAX_QUOTED)}…` : whole;
  const what = problem ?? `expected ${expected}, got ${token === '' ? 'the end of the text' : `'${token}'`}`;
  const lines = [`${what}, at line ${line}, column ${column}`, `  ${excerpt}`, `  ${caret}`];
  if (hint !== undefined) lines.push(`  ${hint}`);
  return new MeshError('MESH_TEXT_SYNTAX', lines.join('\n'), {
    details: { line, column, token, expected, ...(hint === undefined ? {} : { hint }) },
  });
}

function locate(source: string, { start, end }: Span) {
  const quoted = Math.min(end, start + MAX_QUOTED);
  const lineStart = source.lastIndexOf('\n', start - 1) + 1;
  const newline = source.indexOf('\n', start);
  const lineEnd = newline < 0 ? source.length : newline;
  let line = 1;
  for (let at = source.indexOf('\n'); at >= 0 && at < lineStart; at = source.indexOf('\n', at + 1)) line++;
  const from = Math.max(lineStart, start - CONTEXT);
  const excerpt = source.slice(from, Math.min(lineEnd, quoted + CONTEXT)).trimEnd();
  const pad = source.slice(from, start).replace(/[^\t]/g, ' ');
  const length = Math.max(1, Math.min(quoted, lineEnd) - start);
  return { line, column: start - lineStart + 1, excerpt, caret: pad + '^'.repeat(length) };
}
