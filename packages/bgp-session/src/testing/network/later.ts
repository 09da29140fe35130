/**
 * A promise that calls back in the turn in which it is settled: in virtual time nobody waits for the host's microtasks.
 * It can be awaited like any other.
 */
export class Later<T> implements PromiseLike<T> {
  #outcome: { readonly value: T } | { readonly error: unknown } | undefined;
  #waiting: (() => void)[] = [];

  resolve(value: T): void {
    this.#settle({ value });
  }

  reject(error: unknown): void {
    this.#settle({ error });
  }

  // biome-ignore lint/suspicious/noThenProperty: to be awaited is what it is for
  then<A = T, B = never>(
    onValue?: ((value: T) => A | PromiseLike<A>) | null,
    onError?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): PromiseLike<A | B> {
    const next = new Later<A | B>();
    const follow = (): void => {
      const outcome = this.#outcome!;
      try {
        if ('error' in outcome) next.#become(onError ? onError(outcome.error) : Promise.reject(outcome.error));
        else next.#become(onValue ? onValue(outcome.value) : (outcome.value as unknown as A));
      } catch (error) {
        next.reject(error);
      }
    };
    if (this.#outcome === undefined) this.#waiting.push(follow);
    else follow();
    return next;
  }

  #become(value: T | PromiseLike<T>): void {
    if (typeof value === 'object' && value !== null && 'then' in value) {
      value.then(
        (settled) => this.resolve(settled),
        (error) => this.reject(error),
      );
    } else {
      this.resolve(value as T);
    }
  }

  #settle(outcome: { readonly value: T } | { readonly error: unknown }): void {
    if (this.#outcome !== undefined) return;
    this.#outcome = outcome;
    for (const follow of this.#waiting.splice(0)) follow();
  }
}
