import type { Directory, FileStat, FileSystem, OpenFile } from '../../src/storage/index.js';

/** What was done to a disk, in order, as far as a power loss can tell. */
export type DiskOperation =
  | { readonly op: 'enter'; readonly name: string; readonly inode: number }
  | { readonly op: 'rename'; readonly from: string; readonly to: string; readonly inode: number }
  | { readonly op: 'leave'; readonly name: string }
  | { readonly op: 'content'; readonly inode: number; readonly content: string }
  | { readonly op: 'sync'; readonly inode: number }
  | { readonly op: 'sync-directory' }
  /** A note of the test: so many saves were reported as done. */
  | { readonly op: 'reported'; readonly saves: number };

interface Inode {
  readonly number: number;
  kind: FileStat['kind'];
  content: Uint8Array;
  mode: number;
  uid: number;
  gid: number;
  links: number;
  mtimeNs: bigint;
}

const LATIN = new TextDecoder('latin1');

/** A file system of one directory, in memory, that writes down what is done to it. Time is a counter. */
export class MemoryDisk implements FileSystem {
  readonly trace: DiskOperation[] = [];
  /** Who we are. */
  uid = 0;
  gid = 0;
  #entries = new Map<string, Inode>();
  #inodes = 0;
  #tokens = 0;
  nowNs = 0n;

  names(): string[] {
    return [...this.#entries.keys()].sort();
  }

  text(name: string): string | undefined {
    const inode = this.#entries.get(name);
    return inode && LATIN.decode(inode.content);
  }

  inode(name: string): Readonly<Inode> {
    return this.#get(name);
  }

  /** Puts a file there as somebody else would, in place where there is one. */
  put(name: string, content: string, like: Partial<Pick<Inode, 'kind' | 'mode' | 'uid' | 'gid'>> = {}): void {
    const inode = this.#entries.get(name) ?? this.#enter(name);
    Object.assign(inode, like);
    this.#setContent(inode, new TextEncoder().encode(content));
  }

  /** Forces everything to the disk. */
  settle(): void {
    for (const inode of this.#entries.values()) this.trace.push({ op: 'sync', inode: inode.number });
    this.trace.push({ op: 'sync-directory' });
  }

  async openDirectory(): Promise<Directory> {
    return {
      open: async (name) => {
        const inode = this.#get(name);
        if (inode.kind === 'symlink') throw systemError('ELOOP', name);
        return this.#file(inode, false);
      },
      create: async (name) => {
        if (this.#entries.has(name)) throw systemError('EEXIST', name);
        return this.#file(this.#enter(name), true);
      },
      stat: async (name) => statOf(this.#get(name)),
      link: async (from, to) => {
        if (this.#entries.has(to)) throw systemError('EEXIST', to);
        const inode = this.#get(from);
        inode.links++;
        this.#entries.set(to, inode);
        this.trace.push({ op: 'enter', name: to, inode: inode.number });
      },
      rename: async (from, to) => {
        const inode = this.#get(from);
        const replaced = this.#entries.get(to);
        if (replaced) replaced.links--;
        this.#entries.set(to, inode);
        this.#entries.delete(from);
        this.trace.push({ op: 'rename', from, to, inode: inode.number });
      },
      unlink: async (name) => {
        this.#get(name).links--;
        this.#entries.delete(name);
        this.trace.push({ op: 'leave', name });
      },
      list: async () => this.names(),
      sync: async () => void this.trace.push({ op: 'sync-directory' }),
      close: async () => {},
    };
  }

  async makeDirectory(): Promise<void> {}

  userId(): number {
    return this.uid;
  }

  token(): string {
    return (++this.#tokens).toString(16).padStart(16, '0');
  }

  #get(name: string): Inode {
    const inode = this.#entries.get(name);
    if (!inode) throw systemError('ENOENT', name);
    return inode;
  }

  #enter(name: string): Inode {
    const { uid, gid, nowNs: mtimeNs } = this;
    const number = ++this.#inodes;
    const inode: Inode = { number, kind: 'file', content: new Uint8Array(), mode: 0o600, uid, gid, links: 1, mtimeNs };
    this.#entries.set(name, inode);
    this.trace.push({ op: 'enter', name, inode: number });
    return inode;
  }

  #setContent(inode: Inode, content: Uint8Array): void {
    inode.content = content;
    inode.mtimeNs = ++this.nowNs;
    this.trace.push({ op: 'content', inode: inode.number, content: LATIN.decode(content) });
  }

  #file(inode: Inode, isWritable: boolean): OpenFile {
    return {
      stat: async () => statOf(inode),
      read: async (into, position) => {
        const part = inode.content.subarray(position, position + into.length);
        into.set(part);
        return part.length;
      },
      write: async (from, position) => {
        if (!isWritable) throw systemError('EBADF', String(inode.number));
        const content = new Uint8Array(Math.max(inode.content.length, position + from.length));
        content.set(inode.content);
        content.set(from, position);
        this.#setContent(inode, content);
        return from.length;
      },
      chmod: async (mode) => {
        inode.mode = mode;
      },
      chown: async (uid, gid) => {
        if (this.uid !== 0) throw systemError('EPERM', String(inode.number));
        Object.assign(inode, { uid, gid });
      },
      sync: async () => void this.trace.push({ op: 'sync', inode: inode.number }),
      close: async () => {},
    };
  }
}

function statOf({ kind, number, mode, uid, gid, links, content, mtimeNs }: Inode): FileStat {
  return { kind, identity: `1:${number}`, mode, uid, gid, links, size: content.length, mtimeNs };
}

export function systemError(code: string, subject: string): Error {
  return Object.assign(new Error(`${code}: ${subject}`), { code });
}
