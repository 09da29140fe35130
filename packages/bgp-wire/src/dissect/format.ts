import { formatHex } from '../bytes/hex.js';
import type { Span } from './span.js';

/** Octets that a line shows. */
const SHOWN = 8;

/**
 * The tree as indented text, a line a span: offset, octets of a field, name and value; faults in lines of their own.
 *
 * ```text
 *  23  40  flags: well-known transitive
 * ```
 */
export function formatDissection(root: Span, bytes: Uint8Array): string {
  const lines: string[] = [];
  const offsetWidth = String(root.end).length;
  const hexWidth = 2 * SHOWN + 1;
  const add = (span: Span, depth: number): void => {
    const indent = '  '.repeat(depth);
    const value = span.value === undefined || span.value === '' ? '' : `: ${span.value}`;
    const note = span.note === undefined ? '' : ` [${span.note}]`;
    const offset = String(span.start).padStart(offsetWidth);
    lines.push(`${offset}  ${hexOf(span, bytes).padEnd(hexWidth)}  ${indent}${span.name}${value}${note}`);
    for (const { outcome, reason, rfc } of span.faults ?? []) {
      lines.push(`${' '.repeat(offsetWidth)}  ${' '.repeat(hexWidth)}  ${indent}! ${outcome}: ${reason} (${rfc})`);
    }
    for (const child of span.children) add(child, depth + 1);
  };
  add(root, 0);
  return lines.join('\n');
}

function hexOf({ start, end, children }: Span, bytes: Uint8Array): string {
  if (children.length > 0) return '';
  return `${formatHex(bytes, start, Math.min(end, start + SHOWN))}${end - start > SHOWN ? '…' : ''}`;
}
