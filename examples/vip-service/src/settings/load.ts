import { MeshError } from '@mesh/bgp-wire';
import { safeRead } from '@mesh/config/storage';
import { parseYaml } from '@mesh/config/yaml';
import type { z } from 'zod';
import { type Settings, type SettingsInput, settingsSchema } from './settings.js';

/** What stands where nobody has said anything. `asn` and `router_id` have no default that could be right: they are examples. */
export function defaultConfig(): SettingsInput {
  return {
    server: { host: '127.0.0.1', port: 9100, read_timeout: 30, write_timeout: 30 },
    bgp: { asn: 65000, router_id: '192.0.2.1', listen_port: 179, local_pref: 100, communities: [], peers: [] },
  };
}

/** The settings with nothing left open. Throws `VIP_CONFIG_INVALID` that names each setting and what it must be. */
export function validate(value: unknown): Settings {
  const result = settingsSchema.safeParse(value ?? {});
  if (result.success) return result.data;
  throw new MeshError('VIP_CONFIG_INVALID', explain(result.error));
}

/** What is wrong with a value, by path: `bgp.peers.0.asn: …`. Values are not quoted: one of them may be a token. */
export function explain({ issues }: z.ZodError): string {
  return issues
    .map(({ path, message }) => `${path.map(String).join('.') || 'value'}: ${message.replace(/^Invalid input: /, '')}`)
    .join('; ');
}

/** Where a setting may come from beside the file, and what it becomes there. */
const ENVIRONMENT: Readonly<
  Record<string, readonly [part: 'server' | 'bgp' | '', setting: string, kind: 'text' | 'number']>
> = {
  VIP_SERVER_HOST: ['server', 'host', 'text'],
  VIP_SERVER_PORT: ['server', 'port', 'number'],
  VIP_READ_TOKEN: ['server', 'read_token', 'text'],
  VIP_WRITE_TOKEN: ['server', 'write_token', 'text'],
  VIP_BGP_ASN: ['bgp', 'asn', 'number'],
  VIP_BGP_ROUTER_ID: ['bgp', 'router_id', 'text'],
  VIP_BGP_LISTEN_PORT: ['bgp', 'listen_port', 'number'],
  VIP_STATE_FILE: ['', 'state_file', 'text'],
};

/** The settings of a text of YAML (of which JSON is a part), with those of the environment in place of its own. */
export function parseConfig(text: string, environment: Readonly<Record<string, string | undefined>> = {}): Settings {
  return validate(withEnvironment(parseYaml(text, { maxLength: 4 * 1024 * 1024 }), environment));
}

/** The settings of a file. Throws as `safeRead`, `parseYaml` and `validate`. */
export async function loadConfig(
  path: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Settings> {
  return parseConfig(await safeRead(path), environment);
}

/** Where the service listens: `127.0.0.1:9100`, `[::1]:9100`. */
export function addr({ server }: Pick<Settings, 'server'>): string {
  return `${server.host.includes(':') ? `[${server.host}]` : server.host}:${server.port}`;
}

function withEnvironment(value: unknown, environment: Readonly<Record<string, string | undefined>>): unknown {
  const settings: Record<string, unknown> = isRecord(value) ? { ...value } : {};
  if (value !== null && !isRecord(value)) return value;
  for (const [name, [part, setting, kind]] of Object.entries(ENVIRONMENT)) {
    const text = environment[name];
    if (text === undefined || text === '') continue;
    const given = kind === 'number' && /^(0|[1-9]\d{0,9})$/.test(text) ? Number(text) : text;
    if (part === '') settings[setting] = given;
    else settings[part] = { ...(isRecord(settings[part]) ? settings[part] : {}), [setting]: given };
  }
  return settings;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
