import type { RouteKeyword } from './row.js';

/** The route is known and starts withdrawn. */
export const withdraw: RouteKeyword = {
  keyword: 'withdraw',
  argument: '',
  parse(_cursor, draft) {
    draft.withdrawn = true;
  },
  print: ({ withdrawn }) => (withdrawn ? 'withdraw' : undefined),
};
