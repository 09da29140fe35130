/** The address that session number `i` is dialled at: each peer has its own, as in a network. */
export function theirAddress(i) {
  return `127.1.${i >> 8}.${i & 255}`;
}

/** The address that session number `i` is dialled from. */
export function ourAddress(i) {
  return `127.2.${i >> 8}.${i & 255}`;
}

/** Microseconds of a clock that all processes of a host share, modulo 2^32: what a message can carry. */
export function stamp() {
  return Number((process.hrtime.bigint() / 1000n) & 0xffffffffn);
}
