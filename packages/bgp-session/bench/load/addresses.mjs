/** Where the other side listens. */
export const HOST = '127.0.0.2';

/** The address that session number `i` is dialled from. */
export function addressOf(i) {
  return `127.1.${i >> 8}.${i & 255}`;
}
