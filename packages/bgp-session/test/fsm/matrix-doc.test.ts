import { readFileSync, writeFileSync } from 'node:fs';
import { EVENT_NUMBERS } from '@mesh/bgp-session';
import { expect, it } from 'vitest';
import { legend } from './support/codes.js';
import { MATRIX, STATES } from './support/matrix.js';
import { EVENTS } from './support/situation.js';

const PAGE = new URL('../../../../docs/fsm-matrix.md', import.meta.url);

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function render(): string {
  const code = (cell: string) => (cell === '·' ? '·' : `\`${cell}\``);
  const number = (type: keyof typeof EVENT_NUMBERS) => Number(String(EVENT_NUMBERS[type]).replace('X', ''));
  const events = [...EVENTS].sort((a, b) => number(a.type) - number(b.type));
  return [
    '# The FSM, cell by cell',
    '',
    'What `transition` of `@mesh/bgp-session` does for each event in each state: RFC 4271 §8.2.2 with RFC 4724, 6608, 8538',
    'and 9687. The tests assert every cell; this page is written from the same data (`UPDATE_DOCS=1 pnpm unit`).',
    '',
    'The cells are of an active peer with damping and SendNOTIFICATIONwithoutOPEN and without graceful restart. In Connect the',
    'dial is still under way; where an event presumes DelayOpenTimer, it runs. `·` is "ignored"; without an arrow the state',
    'stays. A timer that may not run in the next state is stopped.',
    '',
    row(['#', 'Event', ...STATES]),
    row(['---', '---', ...STATES.map(() => '---')]),
    ...events.map(({ type }) => row([`${EVENT_NUMBERS[type]}`, type, ...MATRIX[type].map(code)])),
    '',
    '## Words',
    '',
    row(['Word', 'Meaning']),
    row(['---', '---']),
    ...legend().map(([word, meaning]) => row([`\`${word}\``, meaning])),
    '',
  ].join('\n');
}

it('docs/fsm-matrix.md shows the tested matrix', () => {
  const page = render();
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(PAGE, page);
  expect(readFileSync(PAGE, 'utf8'), 'run the tests once with UPDATE_DOCS=1').toBe(page);
});
