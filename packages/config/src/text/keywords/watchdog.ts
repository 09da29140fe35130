import { printText, readText } from './name.js';
import type { RouteKeyword } from './row.js';

/** The group that switches the route on and off together with others. */
export const watchdog: RouteKeyword = {
  keyword: 'watchdog',
  argument: '<text>',
  parse(cursor, draft) {
    draft.watchdog = readText(cursor, 'the name of a watchdog');
  },
  print: ({ watchdog }) => (watchdog === undefined ? undefined : `watchdog ${printText(watchdog)}`),
};
