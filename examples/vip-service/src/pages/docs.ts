import { z } from 'zod';
import { FAILURES } from '../failure.js';
import { ENDPOINTS } from '../http/endpoints.js';
import { html, page } from './html.js';

/** The interface for people: the same rows and schemas as the OpenAPI description. */
export function docsPage(): string {
  const schemaText = (schema: z.ZodType, io: 'input' | 'output') => {
    const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
    return JSON.stringify(rest, null, 2);
  };
  return page(
    'vip-service: interface',
    html`<p>Every answer is <code>{"success", "data", "error": {"code", "message"}}</code>. Bodies are JSON of at most 1 MiB, with
<code>content-type: application/json</code>. Where there are tokens: <code>authorization: Bearer …</code>.</p>
${ENDPOINTS.map(
  ({
    method,
    path,
    summary,
    access,
    input,
    output,
  }) => html`<h2><code>${method} ${path}</code></h2><p>${summary}. Token: ${access === 'open' ? 'none' : access}.</p>
${input === undefined ? '' : html`<details><summary>takes, in ${input.from === 'either' ? 'body or query' : input.from}</summary><pre>${schemaText(input.schema, 'input')}</pre></details>`}
<details><summary>gives</summary><pre>${schemaText(output, 'output')}</pre></details>`,
)}
<h2>Errors</h2><table><tr><th>code<th>status</tr>${Object.entries(FAILURES).map(([code, status]) => html`<tr><td><code>${code}</code><td>${status}</tr>`)}</table>`,
  );
}
