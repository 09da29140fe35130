import { formatColumns } from '@mesh-examples/lib';
import { type OptionTable, optionName } from './option.js';

/** The help of a command, made from its rows: usage, what it does, its options under their headings. */
export function formatHelp(command: {
  readonly name: string;
  readonly summary: string;
  readonly usage: readonly string[];
  readonly description: string;
  readonly examples: readonly string[];
  readonly options: OptionTable;
}): string {
  const sections = new Map<string, string[][]>();
  for (const [key, { section, short, placeholder, help, initialText, isOperand }] of Object.entries(command.options)) {
    if (isOperand) continue;
    const long = `--${optionName(key)}${placeholder === undefined ? '' : ` ${placeholder}`}`;
    const note = initialText === undefined ? '' : ` (default ${initialText})`;
    const rows = sections.get(section) ?? [];
    sections.set(section, [...rows, [`  ${short === undefined ? '   ' : `-${short},`} ${long}`, `${help}${note}`]]);
  }
  const columns = formatColumns([...sections.values()].flat(), '<<');
  const lines = [`mesh ${command.name}: ${command.summary}`, '', 'Usage:'];
  lines.push(...command.usage.map((line) => `  mesh ${command.name} ${line}`), '', command.description);
  let at = 0;
  for (const [section, rows] of sections) {
    lines.push('', `${section}:`, ...columns.slice(at, at + rows.length));
    at += rows.length;
  }
  return [...lines, '', 'Examples:', ...command.examples.map((line) => `  ${line}`), ''].join('\n');
}
