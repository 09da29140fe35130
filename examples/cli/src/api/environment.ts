import { UsageError } from '../usage-error.js';

/** Settings of the environment, as ExaBGP's have them. */
export interface ApiEnvironment {
  /** `exabgp.api.ack`: answer commands of programs with `done` or `error`. Default true. */
  readonly ack: boolean;
  /** `exabgp.api.version`: of events and grammar, 4 or 6. Default 6. */
  readonly version: 4 | 6;
  /** `exabgp.api.respawn`: start programs again that end. Default true. */
  readonly respawn: boolean;
  /** `exabgp.api.terminate`: end where a program cannot be kept running. Default false. */
  readonly terminate: boolean;
  /** `exabgp.tcp.bind`: addresses to accept connections at, for neighbours that have them as their local address. */
  readonly bind: readonly string[];
  /** `exabgp.tcp.port`: where. Default 179. */
  readonly port: number;
}

const TRUE = ['true', '1', 'yes', 'on', 'enable'];
const FALSE = ['false', '0', 'no', 'off', 'disable'];

/** Reads `exabgp.api.ack` and the like, also written `exabgp_api_ack`. Throws `UsageError` for a value that is none. */
export function apiEnvironment(environment: Readonly<Record<string, string | undefined>>): ApiEnvironment {
  const value = (name: string) => environment[`exabgp.${name}`] ?? environment[`exabgp_${name.replace('.', '_')}`];
  const refuse = (name: string, expected: string): never => {
    throw new UsageError(`exabgp.${name} must be ${expected}, got ${value(name)}`);
  };
  const flag = (name: string, otherwise: boolean): boolean => {
    const text = value(name)?.toLowerCase();
    if (text === undefined) return otherwise;
    if (TRUE.includes(text)) return true;
    return FALSE.includes(text) ? false : refuse(name, 'true or false');
  };
  const version = value('api.version') ?? '6';
  const port = Number(value('tcp.port') ?? '179');
  return {
    ack: flag('api.ack', true),
    version: version === '4' ? 4 : version === '6' ? 6 : refuse('api.version', '4 or 6'),
    respawn: flag('api.respawn', true),
    terminate: flag('api.terminate', false),
    bind: (value('tcp.bind') ?? '').split(/[\s,]+/).filter((address) => address !== ''),
    port: Number.isInteger(port) && port > 0 && port < 65_536 ? port : refuse('tcp.port', 'a port of 1 to 65535'),
  };
}
