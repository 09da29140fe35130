import type { Settings } from '../settings/settings.js';

/** Seconds without a word before a connection is probed, */
const PING_INTERVAL = 5;
/** how long the answer may take, */
const PING_TIMEOUT = 3;
/** and how long tinc waits at most before it dials again. */
const MAX_TIMEOUT = 5;

/** `ConnectTo = node2` as tinc reads it: any case, the equals sign may be left out. */
const CONNECT_TO = /^[ \t]*ConnectTo(?:[ \t]*=[ \t]*|[ \t]+)(\S*)[ \t]*\r?$/i;

/** `tinc.conf` of a node. Without `connectTo` it only listens. */
export function renderTincConf({ node, tinc }: Settings, connectTo: readonly string[] = []): string {
  return [
    `Name = ${node.name}`,
    'Device = /dev/net/tun',
    `Interface = ${tinc.interface}`,
    `Mode = ${tinc.mode}`,
    `Port = ${tinc.port}`,
    `PingInterval = ${PING_INTERVAL}`,
    `PingTimeout = ${PING_TIMEOUT}`,
    `MaxTimeout = ${MAX_TIMEOUT}`,
    ...connectTo.map((name) => `ConnectTo = ${name}`),
    '',
  ].join('\n');
}

/** Names in the lines `ConnectTo`, in their order. */
export function connectToIn(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => CONNECT_TO.exec(line)?.[1] ?? []);
}

/** The text with these lines `ConnectTo` and no others, where the first of them was, or at the end. The rest is as it was. */
export function withConnectTo(text: string, names: readonly string[]): string {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const first = lines.findIndex((line) => CONNECT_TO.test(line));
  const at = first < 0 ? lines.length : first;
  const others = (from: readonly string[]) => from.filter((line) => !CONNECT_TO.test(line));
  const added = names.map((name) => `ConnectTo = ${name}`);
  return [...others(lines.slice(0, at)), ...added, ...others(lines.slice(at)), ''].join('\n');
}
