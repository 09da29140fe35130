import type { AddPathSettings, NexthopSettings } from '../settings/family-settings.js';
import { addPathMode } from './capability.js';
import { endOfStatement, type FileKeyword } from './row.js';
import { family, integer, oneOf, type Value } from './value.js';

/** What a neighbour has for each of some families. */
export interface FamiliesDraft {
  families?: readonly string[];
  nexthops?: readonly NexthopSettings[];
  addpaths?: readonly AddPathSettings[];
}

/** A block with a statement for each family, and none of them twice. */
function familyBlock<K extends keyof FamiliesDraft, T extends NonNullable<FamiliesDraft[K]>[number]>(
  keyword: string,
  member: K,
  statement: Value<T>,
): FileKeyword<FamiliesDraft> {
  return {
    keyword,
    argument: `{ ${statement.argument}; … }`,
    read({ cursor }, draft) {
      const list: T[] = [];
      const seen = new Set<string>();
      cursor.expect('{');
      while (!cursor.accept('}')) {
        if (cursor.accept(';')) continue;
        const token = cursor.peek();
        const one = statement.read(cursor);
        const name = typeof one === 'string' ? one : one.family;
        if (seen.has(name))
          throw cursor.error(token, { problem: `${name} stands twice`, expected: 'every family once' });
        seen.add(name);
        list.push(one);
        endOfStatement(cursor);
      }
      draft[member] = list as readonly T[] as FamiliesDraft[K];
    },
    print(settings, lines) {
      const list = settings[member] as readonly T[] | undefined;
      if (!list) return;
      const print = (): void => {
        for (const one of list) lines.statement(statement.write(one));
      };
      lines.block(keyword, print, { always: true });
    },
  };
}

const familyOrAll: Value<string> = {
  argument: `all | ${family.argument}`,
  read: (cursor) => (cursor.accept('all') ? 'all' : family.read(cursor)),
  write: family.write,
};

const nextHopVersion = oneOf({ ipv4: 'ipv4', ipv6: 'ipv6' });

const nexthop: Value<NexthopSettings> = {
  argument: `${family.argument} ( ${nextHopVersion.argument} )`,
  read: (cursor) => ({ family: family.read(cursor), nexthop: nextHopVersion.read(cursor) }),
  write: (one) => `${family.write(one.family)} ${one.nexthop}`,
};

const limit = integer(0, 0xffff);

const addPath: Value<AddPathSettings> = {
  argument: `${family.argument} [ ${addPathMode.argument} ] [ limit ${limit.argument} ]`,
  read(cursor) {
    const name = family.read(cursor);
    const isBare = cursor.at(';') || cursor.at('limit');
    const mode = isBare ? {} : { mode: addPathMode.read(cursor) };
    return { family: name, ...mode, ...(cursor.accept('limit') ? { pathsLimit: limit.read(cursor) } : {}) };
  },
  write: ({ family: name, mode, pathsLimit }) =>
    [
      family.write(name),
      ...(mode === undefined ? [] : [addPathMode.write(mode)]),
      ...(pathsLimit === undefined ? [] : [`limit ${pathsLimit}`]),
    ].join(' '),
};

/** The blocks `family`, `nexthop` and `add-path` of a neighbour. */
export const familyBlocks: readonly FileKeyword<FamiliesDraft>[] = [
  familyBlock('family', 'families', familyOrAll),
  familyBlock('nexthop', 'nexthops', nexthop),
  familyBlock('add-path', 'addpaths', addPath),
];
