import type { AddPathMode, CapabilitySettings } from '../settings/capability.js';
import { readText } from '../text/keywords/name.js';
import { word } from './lines.js';
import { type Draft, type FileKeyword, setting } from './row.js';
import { flag, integer, oneOf, type Value } from './value.js';

export const addPathMode: Value<AddPathMode> = oneOf<AddPathMode>({
  disable: 'disabled',
  disabled: 'disabled',
  receive: 'receive',
  send: 'send',
  'send/receive': 'both',
});

/** The keyword alone offers it for the hold time. */
const gracefulRestart: Value<number | false> = {
  argument: '[ <0-4095> | disable ]',
  read(cursor) {
    if (cursor.at(';')) return 0;
    const seconds = integer(0, 4095);
    if (!cursor.accept('disable') && !cursor.accept('disabled')) return seconds.read(cursor);
    return false;
  },
  write: (value) => (value === false ? 'disable' : value === 0 ? '' : String(value)),
};

/** What `software-version enable` says. */
const SOFTWARE = 'mesh';

const softwareVersion: Value<string> = {
  argument: '[ enable | disable | <text> ]',
  read(cursor) {
    if (cursor.at(';') || cursor.accept('enable') || cursor.accept('true')) return SOFTWARE;
    if (cursor.accept('disable') || cursor.accept('false')) return '';
    return readText(cursor, 'enable, disable or a text');
  },
  write: (value) => (value === '' ? 'disable' : WORDS.has(value) ? `"${value}"` : word(value)),
};

const WORDS: ReadonlySet<string> = new Set(['enable', 'true', 'disable', 'false']);

/** Keywords of the block `capability`. */
export const capabilityKeywords: readonly FileKeyword<Draft<CapabilitySettings>>[] = [
  setting('asn4', 'asn4', flag),
  setting('extended-message', 'extendedMessage', flag),
  setting('route-refresh', 'routeRefresh', flag),
  setting('add-path', 'addPath', addPathMode),
  setting('paths-limit', 'pathsLimit', integer(0, 0xffff)),
  setting('nexthop', 'nexthop', flag),
  setting('graceful-restart', 'gracefulRestart', gracefulRestart),
  setting('multi-session', 'multiSession', flag),
  setting('operational', 'operational', flag),
  setting('aigp', 'aigp', flag),
  setting('link-local-nexthop', 'linkLocalNexthop', flag),
  setting('link-local-prefer', 'linkLocalPrefer', flag),
  setting('software-version', 'softwareVersion', softwareVersion),
];
