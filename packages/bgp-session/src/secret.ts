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
  // By shape: there may be another copy of this package.
  if (typeof value === 'object' && value !== null && 'reveal' in value) return value as Secret;
  return typeof value === 'string' && value !== REDACTED ? new Secret(value) : undefined;
}
