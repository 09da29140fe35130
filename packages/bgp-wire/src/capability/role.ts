import type { CapabilityRow } from './row.js';

/** What the sender is to the receiver (RFC 9234 §4.1). A number for a value that is not assigned. */
export type Role = 'provider' | 'rs' | 'rs-client' | 'customer' | 'peer' | number;

const ROLES: readonly Role[] = ['provider', 'rs', 'rs-client', 'customer', 'peer'];

/**
 * BGP Role, RFC 9234 §4.1.
 *
 * ```text
 * +----------+
 * | role (1) |
 * +----------+
 * ```
 */
export const ROLE: CapabilityRow<Role> = {
  code: 9,
  name: 'ROLE',
  decode: (bytes, start, end) => (end - start === 1 ? (ROLES[bytes[start]!] ?? bytes[start]!) : undefined),
  encode(value, writer) {
    const code = typeof value === 'number' ? value : ROLES.indexOf(value);
    if (!(Number.isInteger(code) && code >= 0 && code <= 255)) {
      throw new RangeError(`a role is ${ROLES.join(', ')} or 0 to 255, got ${value}`);
    }
    writer.u8(code);
  },
  format: String,
};
