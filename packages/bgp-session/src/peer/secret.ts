const REDACTED = '[redacted]';

/** A key, of text or of octets, that shows nowhere: what prints, logs or serialises it says `[redacted]`. */
export class Secret {
  readonly #value: string | Uint8Array;

  constructor(value: string | Uint8Array) {
    this.#value = value;
  }

  /** The key itself, as it was given. */
  reveal(): string | Uint8Array {
    return this.#value;
  }

  /** A copy of its octets: of text those in UTF-8. */
  octets(): Uint8Array {
    return typeof this.#value === 'string' ? new TextEncoder().encode(this.#value) : this.#value.slice();
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  static {
    // What `util.inspect` and `console.log` of Node show.
    Object.defineProperty(Secret.prototype, Symbol.for('nodejs.util.inspect.custom'), { value: () => REDACTED });
  }
}

/** The key in a setting that may be either; undefined where it is neither, or what a `Secret` shows of itself. */
export function secretOf(value: unknown): Secret | undefined {
  if (value instanceof Secret) return value;
  // By shape: there may be another copy of this package.
  const key = isRevealing(value) ? value.reveal() : value;
  if (key instanceof Uint8Array) return new Secret(key);
  return typeof key === 'string' && key !== REDACTED ? new Secret(key) : undefined;
}

/** Whether two are the same key, or both none. */
export function isSameKey(a: Secret | undefined, b: Secret | undefined): boolean {
  return String(a?.octets()) === String(b?.octets());
}

function isRevealing(value: unknown): value is { reveal(): unknown } {
  return typeof value === 'object' && value !== null && 'reveal' in value && typeof value.reveal === 'function';
}
