/** Text that is markup already. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Markup of a template; whatever is put into it is text, unless it is markup itself. */
export function html(parts: TemplateStringsArray, ...values: readonly unknown[]): Markup {
  return new Markup(parts.map((part, i) => (i === 0 ? part : `${put(values[i - 1])}${part}`)).join(''));
}

function put(value: unknown): string {
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(put).join('');
  return String(value ?? '').replace(/[&<>"']|\p{Cc}/gu, (character) => `&#${character.charCodeAt(0)};`);
}

const STYLE = new Markup(`<style>
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1c2330;background:#fff}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid #d8dee8;vertical-align:top}th{color:#566}
code,pre{font:13px/1.5 ui-monospace,monospace}pre{background:#f4f6f9;padding:.7rem;overflow:auto}
.good{color:#0a6b34}.bad{color:#a3231b}nav a{margin-right:1rem}
</style>`);

/** A whole page. */
export function page(title: string, body: Markup): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title><meta name="viewport" content="width=device-width">${STYLE}</head>
<body><h1>${title}</h1><nav><a href="/">status</a><a href="/docs">interface</a><a href="/openapi.json">openapi.json</a><a href="/metrics">metrics</a></nav>
${body}</body></html>
`.text;
}
