import type { PeerTextOptions } from '../dynamic/peer-text-options.js';
import type { Selector } from '../selector/selector.js';
import type { TokenCursor } from '../text/lexer.js';
import type { Command } from './command.js';

/** What a row may know while it reads the rest of its command. */
export interface CommandText {
  readonly cursor: TokenCursor;
  /** The peers that stand before the words of the command; all where none do. */
  readonly selector: Selector;
  readonly options: PeerTextOptions;
}

/** Everything about one command: its words in both grammars, its argument in both directions of help and reading. */
export interface CommandRow {
  /** Its words in the grammar of version 6: `rib show`. */
  readonly words: string;
  /** Its words in the grammar of version 4: `show adj-rib`. */
  readonly v4?: string;
  /** Stands behind `peer <selector>`; where that is optional, alone it speaks to all peers. */
  readonly selector?: 'required' | 'optional';
  /** The argument, as the help shows it; empty where there is none. */
  readonly argument: string;
  readonly description: string;
  /** Reads the argument; the words of the command have been taken. */
  read(text: CommandText): Command;
}
