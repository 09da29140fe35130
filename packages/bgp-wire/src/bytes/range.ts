/** Largest unsigned number of 8, 16 and 32 bits. */
export const MAX_U8 = 0xff;
export const MAX_U16 = 0xffff;
export const MAX_U32 = 0xffffffff;

/** The number itself where it is a whole one from 0 to `max`; throws `RangeError` for any other: it has no encoding. */
export function unsigned(name: string, value: number, max: number): number {
  if (Number.isInteger(value) && value >= 0 && value <= max) return value;
  throw new RangeError(`${name} is 0 to ${max}, got ${value}`);
}
