import type { ApiMessages, ApiSettings } from '../settings/api.js';
import { block, type Draft, type FileKeyword, printRows, readBlock, setting } from './row.js';
import { flag, name, words } from './value.js';

/** Flags of the blocks `receive` and `send`. */
export const messageKeywords: readonly FileKeyword<Draft<ApiMessages>>[] = [
  setting('parsed', 'parsed', flag),
  setting('packets', 'packets', flag),
  setting('consolidate', 'consolidate', flag),
  setting('open', 'open', flag),
  setting('update', 'update', flag),
  setting('notification', 'notification', flag),
  setting('keepalive', 'keepalive', flag),
  setting('refresh', 'refresh', flag),
  setting('operational', 'operational', flag),
];

/** Keywords of a block `api`. */
export const apiKeywords: readonly FileKeyword<Draft<ApiSettings>>[] = [
  setting('processes', 'processes', words),
  setting('processes-match', 'processesMatch', words),
  setting('neighbor-changes', 'neighborChanges', flag),
  setting('negotiated', 'negotiated', flag),
  setting('fsm', 'fsm', flag),
  setting('signal', 'signal', flag),
  block('receive', 'receive', messageKeywords),
  block('send', 'send', messageKeywords),
];

/** Most blocks of a neighbour. */
const MAX_BLOCKS = 1024;

/** `api [ name ] { … }`, as often as one likes; the name is for people and not kept. */
export const api: FileKeyword<{ api?: Draft<ApiSettings>[] }> = {
  keyword: 'api',
  argument: '[ <name> ] { … }',
  repeatable: true,
  read(source, draft, at) {
    if (draft.api?.length === MAX_BLOCKS) {
      throw source.cursor.error(at, {
        problem: `over ${MAX_BLOCKS} blocks api`,
        expected: `at most ${MAX_BLOCKS} of a neighbor`,
      });
    }
    if (!source.cursor.at('{')) name.read(source.cursor);
    const one: Draft<ApiSettings> = {};
    readBlock(source, one, apiKeywords);
    draft.api ??= [];
    draft.api.push(one);
  },
  print(settings, lines, options) {
    for (const one of settings.api ?? [])
      lines.block('api', () => printRows(one, apiKeywords, lines, options), { always: true });
  },
};
