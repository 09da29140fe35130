/** Gives a function the name that a trace shows. */
export function named<T extends (...parameters: never[]) => unknown>(name: string, fn: T): T {
  return Object.defineProperty(fn, 'name', { value: name, configurable: true });
}
