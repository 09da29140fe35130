/**
 * Where tables take their memory from, always zeroed: the thread's own, or such as threads can share. A table takes
 * pages and never returns them one by one; it forgets them.
 */
export interface Memory {
  readonly shared: boolean;
  words(count: number): Int32Array;
  octets(count: number): Uint8Array;
}

export const ownMemory: Memory = {
  shared: false,
  words: (count) => new Int32Array(count),
  octets: (count) => new Uint8Array(count),
};

/** Needs `SharedArrayBuffer`: in a browser that is a page isolated from other origins. */
export const sharedMemory: Memory = {
  shared: true,
  words: (count) => new Int32Array(new SharedArrayBuffer(4 * count)),
  octets: (count) => new Uint8Array(new SharedArrayBuffer(count)),
};
