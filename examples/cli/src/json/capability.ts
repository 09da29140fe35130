import {
  ADD_PATH,
  type Capability,
  type CapabilityRow,
  ENHANCED_ROUTE_REFRESH,
  EXTENDED_MESSAGE,
  EXTENDED_NEXT_HOP,
  FOUR_OCTET_AS,
  FQDN,
  formatHex,
  GRACEFUL_RESTART,
  MULTIPROTOCOL,
  ROLE,
  ROUTE_REFRESH,
  SOFTWARE_VERSION,
  standardCapabilities,
} from '@mesh/bgp-wire';
import type { Field, Json } from './field.js';
import { type JsonForm, listOf, plain } from './form.js';
import { FAMILY } from './nlri.js';

const FLAG: JsonForm<true> = { write: () => true, read: (field) => (field.toggle() ? true : field.fail('true')) };

/** One row a capability; what has none is written as hexadecimal octets. */
const FORMS: ReadonlyMap<number, JsonForm<unknown>> = new Map([
  row(MULTIPROTOCOL, FAMILY),
  row(ROUTE_REFRESH, FLAG),
  row(
    EXTENDED_NEXT_HOP,
    listOf({
      write: ({ family, nextHopAfi }) => ({ family: FAMILY.write(family), nextHopAfi }),
      read: (field) => ({
        family: FAMILY.read(field.member('family')),
        nextHopAfi: field.member('nextHopAfi').integer(0xffff),
      }),
    }),
  ),
  row(EXTENDED_MESSAGE, FLAG),
  row(
    ROLE,
    plain((field) =>
      typeof field.value === 'number'
        ? field.integer(255)
        : field.word(['provider', 'rs', 'rs-client', 'customer', 'peer']),
    ),
  ),
  row(GRACEFUL_RESTART, {
    write: ({ restarting, notification, restartTimeSeconds, families }) => ({
      restarting,
      notification,
      restartTimeSeconds,
      families: families.map(({ family, forwardingPreserved }) => ({
        family: FAMILY.write(family),
        forwardingPreserved,
      })),
    }),
    read: (field) => ({
      restarting: field.member('restarting').toggle(),
      notification: field.member('notification').toggle(),
      restartTimeSeconds: field.member('restartTimeSeconds').integer(4095),
      families: field
        .member('families')
        .items()
        .map((one) => ({
          family: FAMILY.read(one.member('family')),
          forwardingPreserved: one.member('forwardingPreserved').toggle(),
        })),
    }),
  }),
  row(
    FOUR_OCTET_AS,
    plain((field) => field.integer()),
  ),
  row(
    ADD_PATH,
    listOf({
      write: ({ family, mode }) => ({ family: FAMILY.write(family), mode }),
      read: (field) => ({
        family: FAMILY.read(field.member('family')),
        mode: field.member('mode').word(['receive', 'send', 'both']),
      }),
    }),
  ),
  row(ENHANCED_ROUTE_REFRESH, FLAG),
  row(FQDN, {
    write: ({ hostName, domainName }) => ({ hostName, domainName }),
    read: (field) => ({ hostName: field.member('hostName').text(), domainName: field.member('domainName').text() }),
  }),
  row(
    SOFTWARE_VERSION,
    plain((field) => field.text()),
  ),
]);

function row<T>({ code }: CapabilityRow<T>, form: JsonForm<T>): readonly [number, JsonForm<unknown>] {
  return [code, form as JsonForm<unknown>];
}

/** `{ "code", "name", "value" }`; the value of what is unknown or makes no sense is `{ "hex" }`. */
export function writeCapability({ code, value }: Capability): Json {
  const form = FORMS.get(code);
  const isOctets = value instanceof Uint8Array || form === undefined;
  return {
    code,
    name: capabilityName(code),
    value: isOctets ? { hex: formatHex(value as Uint8Array) } : form.write(value),
  };
}

/** The name is for people; the code decides. */
export function readCapability(field: Field): Capability {
  const code = field.member('code').integer(255);
  const value = field.member('value');
  const form = FORMS.get(code);
  const isHex = form === undefined || (typeof value.value === 'object' && value.value !== null && 'hex' in value.value);
  return { code, value: isHex ? value.member('hex').hex() : form.read(value) };
}

export function capabilityName(code: number): string {
  return standardCapabilities.get(code)?.name ?? `capability ${code}`;
}
