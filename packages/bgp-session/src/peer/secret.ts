const REDACTED = '[redacted]';

/** A key that shows nowhere: what prints, logs or serialises it says `[redacted]`. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The key itself. */
  reveal(): string {
    return this.#value;
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
  return typeof key === 'string' && key !== REDACTED ? new Secret(key) : undefined;
}

function isRevealing(value: unknown): value is { reveal(): unknown } {
  return typeof value === 'object' && value !== null && 'reveal' in value && typeof value.reveal === 'function';
}
