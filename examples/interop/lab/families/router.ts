import type { Family } from '@mesh/bgp-wire';

/** A daemon that speaks many families, between two peers of its own: what one announces it tells the other. */
export interface Router {
  /** What it prints of its table of a family. */
  table(family: Family): Promise<string>;
  /** Runs one of `originates`. */
  originate(route: OwnRoute): Promise<unknown>;
  log(): string;
  stop(): Promise<void>;
}

export interface RouterSettings {
  readonly address: string;
  readonly as: number;
  /** Both dial. */
  readonly peers: readonly { readonly address: string; readonly as: number }[];
}

/** One kind of such a daemon. */
export interface RouterKind {
  readonly name: string;
  start(settings: RouterSettings): Promise<Router>;
  /** Its families, by what it calls them. */
  readonly families: ReadonlyMap<Family, string>;
  /** The families it does not speak: offered all the same, they must not be agreed on, and harm nothing. */
  readonly lacks: readonly Lack[];
  /** Routes, by their text, that it does not take, or does not pass on as they are, with the reason. */
  readonly refuses: readonly { readonly route: RegExp; readonly reason: string }[];
  /** Families whose table its command line cannot show, with the reason. */
  readonly hides: ReadonlyMap<Family, string>;
  /** Routes of its own that it is told to announce, by the arguments of its command line, and their text here. */
  readonly originates: readonly OwnRoute[];
}

/** Families that a daemon does not speak, with the reason. */
export interface Lack {
  readonly families: readonly Family[];
  readonly reason: string;
}

/** A route that a daemon announces itself. */
export interface OwnRoute {
  readonly family: Family;
  readonly command: readonly string[];
  readonly text: string;
}
