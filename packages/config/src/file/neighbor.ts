import { parseFamily } from '../family.js';
import type { ApiSettings } from '../settings/api.js';
import type { CapabilitySettings } from '../settings/capability.js';
import type { NeighborSettings, NeighborTemplate } from '../settings/neighbor.js';
import type { SessionSettings } from '../settings/session.js';
import { familyWords } from '../text/forms/form.js';
import { parseRouteText } from '../text/route.js';
import type { RouteText } from '../text/route-text.js';
import { formatOperational, parseOperational } from '../text/statement.js';
import { api } from './api.js';
import { capabilityKeywords } from './capability.js';
import { type FamiliesDraft, familyBlocks } from './family.js';
import { type OperationalDraft, operational } from './operational.js';
import { type RoutesDraft, routeSections } from './routes.js';
import { block, type Draft, endOfStatement, type FileKeyword, setting, within } from './row.js';
import { sessionKeywords } from './session.js';
import { flag, holdTime, integerOr, text, words } from './value.js';

type ByList = 'routes' | 'families' | 'nexthops' | 'addpaths' | 'api' | 'template' | 'operational';

/** A neighbour or a template while it is read, and as it is printed: what may be one or several is a list. */
export interface NeighborDraft
  extends Draft<Omit<NeighborSettings, 'session' | 'capability' | ByList>>,
    FamiliesDraft,
    RoutesDraft,
    OperationalDraft {
  session?: Draft<SessionSettings>;
  capability?: Draft<CapabilitySettings>;
  api?: Draft<ApiSettings>[];
  template?: string[];
}

/** Names of templates, one statement or several. */
const inherit: FileKeyword<NeighborDraft> = {
  ...setting<NeighborDraft, 'template'>('inherit', 'template', words),
  repeatable: true,
  read({ cursor, templates }, draft) {
    draft.template ??= [];
    const token = cursor.peek();
    for (const name of words.read(cursor)) {
      if (!templates.has(name)) {
        const known = [...templates.keys()].join(', ');
        throw cursor.error(token, {
          problem: `there is no template '${name}'`,
          expected: 'the name of a template that stands before',
          hint: known === '' ? 'write template { neighbor <name> { … } } before it' : `templates are ${known}`,
        });
      }
      draft.template.push(name);
    }
    endOfStatement(cursor);
  },
  print({ template: names = [] }, lines) {
    if (names.length > 0)
      lines.statement(`inherit ${names.length === 1 ? text.write(names[0]!) : words.write([...names])}`);
  },
};

/** Keywords of a template, in the order in which they are printed. */
export const templateKeywords: readonly FileKeyword<NeighborDraft>[] = [
  setting('description', 'description', text),
  ...within<NeighborDraft, 'session'>('session', sessionKeywords),
  setting('host-name', 'hostName', text),
  setting('domain-name', 'domainName', text),
  setting('hold-time', 'holdTime', holdTime),
  setting('rate-limit', 'rateLimit', integerOr(0, 0xffffffff, 0)),
  setting('group-updates', 'groupUpdates', flag),
  setting('auto-flush', 'autoFlush', flag),
  setting('adj-rib-in', 'adjRibIn', flag),
  setting('adj-rib-out', 'adjRibOut', flag),
  setting('manual-eor', 'manualEor', flag),
  ...familyBlocks,
  block<NeighborDraft, 'capability'>('capability', 'capability', capabilityKeywords),
  api,
  operational,
  ...routeSections,
];

/** Keywords of a neighbour. */
export const neighborKeywords: readonly FileKeyword<NeighborDraft>[] = [inherit, ...templateKeywords];

/** Settings in the one form in which they are printed. */
export function draftOf({
  routes,
  families,
  api: given,
  operational: messages,
  ...rest
}: NeighborTemplate & Pick<NeighborSettings, 'template'>): NeighborDraft {
  const { template, ...others } = rest;
  return {
    ...others,
    ...(template === undefined ? {} : { template: [template].flat() }),
    ...(families === undefined ? {} : { families: familyTexts(families) }),
    ...(messages === undefined
      ? {}
      : { operational: [messages].flat().flatMap(parseOperational).map(formatOperational) }),
    ...(given === undefined ? {} : { api: [given].flat() }),
    ...(routes === undefined ? {} : { routes: routesOf(routes) }),
  };
}

function routesOf(routes: NonNullable<NeighborSettings['routes']>): RouteText[] {
  return [routes].flat().flatMap((one) => (typeof one === 'string' ? parseRouteText(one) : [one]));
}

function familyTexts(families: string | readonly string[]): readonly string[] {
  const text = [families].flat().join(' ').trim();
  return text.toLowerCase() === 'all' ? ['all'] : parseFamily(text).map(familyWords);
}
