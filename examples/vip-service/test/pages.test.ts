import { describe, expect, it } from 'vitest';
import { html, page } from '../src/pages/html.js';

describe('pages', () => {
  it('make text of what they are given, and markup of markup', () => {
    expect(html`<p>${'<script>'}${html`<b>${'"&\''}</b>`}${['<', html`<i>`]}${undefined}</p>`.text).toBe(
      '<p>&#60;script&#62;<b>&#34;&#38;&#39;</b>&#60;<i></p>',
    );
    expect(page('<x>', html`${'\u0000'}`)).not.toContain('\u0000');
  });
});
