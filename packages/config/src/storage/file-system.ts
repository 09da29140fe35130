/*
 * What the save protocol needs of a machine, a method a system call, so that a test can let each of them fail, be cut
 * short, or be the last one before the power went. A call that fails rejects with an error whose `code` is the name of
 * its errno (`ENOSPC`), as Node's errors have it; nothing else is known about errors.
 */

export interface FileStat {
  readonly kind: 'file' | 'directory' | 'symlink' | 'other';
  /** Device and inode: they name the file whatever its name is. */
  readonly identity: string;
  /** Permissions with set-user-ID, set-group-ID and sticky bit: 0–0o7777. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Names the file has. */
  readonly links: number;
  readonly size: number;
  readonly mtimeNs: bigint;
}

/** A descriptor. */
export interface OpenFile {
  stat(): Promise<FileStat>;
  /** Octets read, fewer than asked for at times; 0 at the end. */
  read(into: Uint8Array, position: number): Promise<number>;
  /** Octets written, fewer than asked for at times. */
  write(from: Uint8Array, position: number): Promise<number>;
  chmod(mode: number): Promise<void>;
  chown(uid: number, gid: number): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** An open directory: its entries stay reachable whatever becomes of its path. Names are single path components. */
export interface Directory {
  /** To read. A symbolic link is not followed (`ELOOP`), a FIFO does not block. */
  open(name: string): Promise<OpenFile>;
  /** A new file of mode 0600, to read and to write. Anything in its place is `EEXIST`. */
  create(name: string): Promise<OpenFile>;
  /** What has the name, a symbolic link itself. */
  stat(name: string): Promise<FileStat>;
  /** A second name. `EEXIST` where it is taken. */
  link(from: string, to: string): Promise<void>;
  /** Takes the place of what has the name, atomically. */
  rename(from: string, to: string): Promise<void>;
  unlink(name: string): Promise<void>;
  list(): Promise<readonly string[]>;
  /** Returns once all of the above would survive a power loss. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface FileSystem {
  /** The path's last component is not followed where it is a symbolic link. */
  openDirectory(path: string): Promise<Directory>;
  /** A directory of mode 0700 and those above it that are missing, safe against a power loss. Fine where it exists. */
  makeDirectory(path: string): Promise<void>;
  /** Whose files are ours; undefined where files have no owner. */
  userId(): number | undefined;
  /** Sixteen hexadecimal digits that were never used before. */
  token(): string;
}

/** The name of an errno, if the error has one. */
export function errnoOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && /^E[A-Z0-9]+$/.test(error.code)
    ? error.code
    : undefined;
}
