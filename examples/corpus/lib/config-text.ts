/** A statement of a configuration: its words, and what stands in its braces. */
interface Item {
  readonly words: string;
  readonly body?: string;
}

/** The statements of a text or a section, comments left out. */
function itemsOf(text: string): Item[] {
  const items: Item[] = [];
  let at = 0;
  let words = '';
  while (at < text.length) {
    const char = text[at]!;
    if (char === '#') at = endOf(text, '\n', at);
    else if (char === '"' || char === "'") {
      const end = endOf(text, char, at + 1) + 1;
      words += text.slice(at, end);
      at = end;
    } else if (char === ';' || char === '{') {
      const end = char === '{' ? closing(text, at) : at;
      if (words.trim() !== '')
        items.push(char === '{' ? { words: words.trim(), body: text.slice(at + 1, end) } : { words: words.trim() });
      words = '';
      at = end + 1;
    } else {
      words += char;
      at++;
    }
  }
  return items;
}

function endOf(text: string, mark: string, from: number): number {
  const end = text.indexOf(mark, from);
  return end < 0 ? text.length : end;
}

/** Where the brace at `open` closes. */
function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === '#') at = endOf(text, '\n', at);
    else if (text[at] === '{') depth++;
    else if (text[at] === '}' && --depth === 0) return at;
  }
  return text.length;
}

/** What a section puts before each of its statements to make route text of them. */
const SECTIONS: Readonly<Record<string, string>> = {
  static: '',
  l2vpn: '',
  flow: 'flow ',
  'announce l2vpn': '',
  'announce ipv4': 'ipv4 ',
  'announce ipv6': 'ipv6 ',
};

/** The route statements of a configuration, as route text. */
export function routeStatements(text: string): string[] {
  const found: string[] = [];
  const walk = (body: string, path: string) => {
    for (const { words, body: inner } of itemsOf(body)) {
      const prefix = SECTIONS[path];
      if (prefix !== undefined) found.push(`${prefix}${words}${inner === undefined ? '' : ` {${inner}}`}`);
      else if (inner !== undefined) walk(inner, path === 'announce' ? `announce ${words}` : words);
    }
  };
  walk(text, '');
  return found;
}
