import { parseRouteStatements } from '../../text/statement.js';
import type { Statement } from '../command.js';

/** The attributes of a statement that has nothing else, as text; undefined for one that is more, or none. */
export function sharedAttributes({ text }: Statement): string | undefined {
  const rest = /^attributes?\s+(.*)$/s.exec(text)?.[1];
  if (rest === undefined) return undefined;
  // Read as if to be withdrawn: routes among them need no next hop for that.
  return parseRouteStatements(text, 'withdraw').every(({ type }) => type === 'attributes') ? rest : undefined;
}

/** Routes of text with the attributes they share: before their own, in a block, or behind their own. */
export function withShared(statement: Statement, shared: string): Statement {
  const { text, at } = statement;
  const [opener = ''] = text.split(/\s/, 1);
  if (shared === '' || !ROUTES.has(opener)) return statement;
  return { text: merged(text, opener, shared), at };
}

const ROUTES: ReadonlySet<string> = new Set([
  'route',
  'attributes',
  'attribute',
  'ipv4',
  'ipv6',
  'l2vpn',
  'flow',
  'vpls',
  'sr-policy',
]);

function merged(text: string, opener: string, shared: string): string {
  if (opener.startsWith('attribute')) return `${opener} ${shared}${text.slice(opener.length)}`;
  return text.endsWith('}') ? `${text.slice(0, -1)} ${shared}; }` : `${text} ${shared}`;
}
