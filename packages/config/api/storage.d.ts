import { Clock } from '@mesh/bgp-session';
import { MeshError } from '@mesh/bgp-wire';

/** What a file is written from. A chunk may be of any size: a line, a thousand routes, everything. */
type Chunks = string | Uint8Array | Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

/** Names one content of one file. Equal versions: nobody has written the file in between. */
interface FileVersion {
    /** Device and inode. */
    readonly identity: string;
    readonly size: number;
    readonly mtimeNs: bigint;
    /** Of the content, hexadecimal. */
    readonly sha256: string;
}

interface FileStat {
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
interface OpenFile {
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
interface Directory {
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
interface FileSystem {
    /** The path's last component is not followed where it is a symbolic link. */
    openDirectory(path: string): Promise<Directory>;
    /** A directory of mode 0700 and those above it that are missing, safe against a power loss. Fine where it exists. */
    makeDirectory(path: string): Promise<void>;
    /** Whose files are ours; undefined where files have no owner. */
    userId(): number | undefined;
    /** Sixteen hexadecimal digits that were never used before. */
    token(): string;
}

/** Names a process for as long as the machine runs: process ids are used again, and start again at every boot. */
interface ProcessIdentity {
    readonly pid: number;
    /** Differs after every boot; empty where the host does not tell. */
    readonly bootId: string;
    /** When the process began, in ticks since the boot; empty where the host does not tell. */
    readonly startedAt: string;
    /** Where its id counts: a container has a namespace of its own. Empty where the host does not tell. */
    readonly namespace: string;
}
/** `unknown` where the process is of another namespace, so that its id says nothing here. */
type ProcessState = 'running' | 'gone' | 'unknown';
/** Who runs on this machine, for the locks that processes leave behind when they are killed. */
interface ProcessTable {
    self(): Promise<ProcessIdentity>;
    stateOf(process: ProcessIdentity): Promise<ProcessState>;
}

/** What every call of this entry takes. */
interface StorageOptions {
    /** A file with more than one name is replaced under this one; the other keeps the old content. Default false. */
    readonly allowHardlink?: boolean;
    /** A file of another user: `warn` says so in the result, `refuse` throws `MESH_STORAGE_OWNER`. Default `warn`. */
    readonly foreignOwner?: 'warn' | 'refuse';
    /** Largest file to read or write, in octets. Default 1 GiB. */
    readonly maxBytes?: number;
    /** How long to wait for a lock that another process holds. Default 5000 ms. */
    readonly lockWaitMs?: number;
    readonly clock?: Clock;
    readonly fileSystem?: FileSystem;
    readonly processes?: ProcessTable;
}

interface SaveOptions extends StorageOptions {
    /** Keep what was there as `<path>.backup`. Default false. */
    readonly backup?: boolean;
    /** The version the file must have; null: it must not exist. Default: not checked. */
    readonly expected?: FileVersion | null;
    /**
     * Whether a content is good: false, or an error thrown, says no. A current file that is not good does not become the
     * backup where that would cost a good one.
     */
    readonly validate?: (text: string) => boolean | Promise<boolean>;
}
interface SaveResult {
    readonly path: string;
    /** Path of the backup that was made; null where there was nothing to back up, or none was asked for. */
    readonly backup: string | null;
    /** What to give as `expected` the next time. */
    readonly version: FileVersion;
    /** What is not as it should be and did not keep the file from being saved. */
    readonly warnings: readonly string[];
}
/** Replaces a file, or makes it, with mode 0600, and its directory. Throws `MESH_STORAGE_*`, see `StorageErrorDetails`. */
declare function replaceFile(path: string, chunks: Chunks, options?: SaveOptions): Promise<SaveResult>;

/** A value of strict JSON. Objects inherit nothing. */
type JsonValue = null | boolean | number | string | JsonValue[] | {
    [key: string]: JsonValue;
};
interface JsonLimits {
    /** Characters of the text. Default 64 Mi. */
    readonly maxLength?: number;
    /** Objects and arrays within each other. Default 32. */
    readonly maxDepth?: number;
    /** Keys of an object. Default 10,000. */
    readonly maxKeys?: number;
    /** Characters of a string or number, as it is written. Default 4096. */
    readonly maxToken?: number;
}
/** `details` of `MESH_STORAGE_JSON`. */
interface JsonErrorDetails {
    /** From 1. */
    readonly line: number;
    readonly column: number;
    /** What stands there, up to 40 characters; empty at the end. */
    readonly token: string;
    readonly expected: string;
}
/**
 * Reads JSON as RFC 8259 has it, in linear time, and refuses what `JSON.parse` lets pass and what a configuration never
 * means: a key twice in an object, the keys `__proto__`, `constructor` and `prototype`, numbers that are no integers or
 * beyond 2^53, half a surrogate pair, and anything too long, too wide or too deep. Throws `MESH_STORAGE_JSON` with the place and
 * what was expected (`JsonErrorDetails`).
 */
declare function parseJson(text: string, limits?: JsonLimits): JsonValue;

interface LoadOptions extends StorageOptions {
    /** Take the backup, whatever the file is. Default false: no start from an old state that nobody asked for. */
    readonly fromBackup?: boolean;
}
interface Loaded<T> {
    readonly value: T;
    readonly source: 'file' | 'backup';
    /** Of the file, to be the `expected` of the next save; null where it does not exist. */
    readonly version: FileVersion | null;
    /** Names of the unfinished files of killed processes that were removed. */
    readonly swept: readonly string[];
}
/**
 * Reads a file for the start of a program, after removing what killed processes left beside it. A file that is missing
 * or that `parse` throws for is an error whose message and `details.backup` name the backup, if that one is good.
 *
 * Throws `MESH_STORAGE_NOT_FOUND`, `MESH_STORAGE_UNPARSEABLE` with the error of `parse` as its cause, and what reading
 * throws.
 */
declare function load<T>(path: string, parse: (text: string) => T | Promise<T>, options?: LoadOptions): Promise<Loaded<T>>;
/** `load` of strict JSON, see `parseJson`; `check` makes of the value what the program wants, or throws. */
declare function loadJson<T>(path: string, check: (value: unknown) => T, options?: LoadOptions & JsonLimits): Promise<Loaded<T>>;

interface NodeFileSystemOptions {
    /** What the host is taken for. Default: what it is. */
    readonly platform?: string;
    readonly clock?: Clock;
}
declare function nodeFileSystem(options?: NodeFileSystemOptions): FileSystem;

/** The processes of this machine. Elsewhere than on Linux only the process id tells them apart. */
declare const nodeProcessTable: ProcessTable;

/** The text of a file. Throws `File not found: P`, `Refusing to read symlink: P`, and `Failed to read P: …`. */
declare function safeRead(path: string, options?: StorageOptions): Promise<string>;
/** Copies a file to `<path>.backup`, which it replaces. Returns that path, or null where there is no file. */
declare function safeBackup(path: string, options?: StorageOptions): Promise<string | null>;
/**
 * Replaces a file or makes it, without a backup. Chunks come from a string, an iterator or an async iterator; between
 * slices of them the event loop has its turn.
 */
declare function safeWrite(path: string, chunks: Chunks, options?: SaveOptions): Promise<void>;
/** Backs a file up, then replaces it. Returns the path of the backup, or null where there was no file. */
declare function safeUpdate(path: string, chunks: Chunks, options?: SaveOptions): Promise<string | null>;

/**
 * How far a call had come, in the order of the protocol. `commit` is the rename of the new file over the old one:
 * whatever fails up to then has left the old file as it was.
 */
type StoragePhase = 'open-directory' | 'lock' | 'read' | 'check-conflict' | 'backup' | 'serialise' | 'write' | 'verify' | 'commit' | 'sync-directory' | 'parse';
/** The codes of this entry. */
type StorageCode = 
/** A path that cannot name a file: empty, `..`, with a NUL. */
'MESH_STORAGE_PATH' | 'MESH_STORAGE_NOT_FOUND' | 'MESH_STORAGE_SYMLINK'
/** A directory, a FIFO, a device. */
 | 'MESH_STORAGE_NOT_REGULAR'
/** The file has another name, that a rename would leave behind with the old content. */
 | 'MESH_STORAGE_HARDLINK' | 'MESH_STORAGE_OWNER' | 'MESH_STORAGE_TOO_LARGE'
/** Another process holds the lock file. */
 | 'MESH_STORAGE_LOCKED'
/** The file is not what was loaded: somebody else has written it. */
 | 'MESH_STORAGE_CHANGED_ON_DISK'
/** What was to be written could not be produced: the iterator threw, or its text has half a surrogate pair. */
 | 'MESH_STORAGE_SOURCE'
/** What was read back is not what was written. */
 | 'MESH_STORAGE_VERIFY'
/** A system call failed; `details.errno` says how. */
 | 'MESH_STORAGE_IO'
/** The new file is there for everybody to see, and a power loss may still undo it. */
 | 'MESH_STORAGE_NOT_DURABLE'
/** The file is there and its content is not what it should be. */
 | 'MESH_STORAGE_UNPARSEABLE' | 'MESH_STORAGE_JSON' | 'MESH_STORAGE_CLOSED';
/** `details` of every error of this entry that is about a file. */
interface StorageErrorDetails {
    readonly path: string;
    readonly phase: StoragePhase;
    /** The new content is visible. False: the old file is as it was. */
    readonly committed: boolean;
    /** The new content survives a power loss. */
    readonly durable: boolean;
    /** `ENOSPC` and the like, where a system call failed. */
    readonly errno?: string;
    /** Of the new content, where it is committed and not durable: what is to be expected from now on. */
    readonly version?: FileVersion;
    /** The backup that could be loaded instead; null where there is none. In errors of `load`. */
    readonly backup?: string | null;
}

/** A state as it was at one moment: changes made while it is written must not show in it. */
interface Snapshot {
    /** Grows with every change. */
    readonly generation: number;
    readonly chunks: Chunks;
}
interface SaverOptions extends SaveOptions {
    /** How long changes gather before they are written. Default 250 ms. */
    readonly debounceMs?: number;
    /** The pause after a save that failed; it doubles each time, up to a minute. Default 1000 ms. */
    readonly retryMs?: number;
    /** Saves that nobody awaits, and that failed. */
    readonly onError?: (error: MeshError) => void;
}
/** How a saver is doing, for the host's health page. */
interface StorageHealth {
    /** `dirty`: there are changes to be written. `failing`: the last save failed, and there is more to write. */
    readonly status: 'saved' | 'dirty' | 'saving' | 'failing';
    /** What the file has for sure; undefined before the first save. */
    readonly savedGeneration: number | undefined;
    /** Saves that failed since the last one that did not. */
    readonly failures: number;
    readonly error?: {
        readonly code: string;
        readonly message: string;
        readonly phase?: StoragePhase;
    };
    /** When the next save begins by itself; undefined: not before somebody asks for it. */
    readonly nextSaveInMs?: number;
}
/**
 * Keeps a file up to a state that changes all the time: one save in flight and at most one more waiting, however often
 * it is asked for. A save that fails leaves file and state as they are, and is tried again.
 */
declare class Saver implements AsyncDisposable {
    #private;
    readonly path: string;
    /** `expected` of the options is the version that was loaded; later ones are known from the saves. */
    constructor(path: string, snapshot: () => Snapshot, options?: SaverOptions);
    /** There is something new to write: it is, `debounceMs` after the first of several changes. */
    changed(): void;
    /**
     * Writes the state now, or after the save in flight; all who ask meanwhile share one save. Rejects with what
     * `replaceFile` throws; the state stays to be written.
     */
    save(): Promise<SaveResult>;
    health(): StorageHealth;
    /** Writes what is left to write, and no more after that. Rejects where it can't be written. */
    close(): Promise<void>;
    [Symbol.asyncDispose](): Promise<void>;
}

export { type Chunks, type Directory, type FileStat, type FileSystem, type FileVersion, type JsonErrorDetails, type JsonLimits, type JsonValue, type LoadOptions, type Loaded, type NodeFileSystemOptions, type OpenFile, type ProcessIdentity, type ProcessState, type ProcessTable, type SaveOptions, type SaveResult, Saver, type SaverOptions, type Snapshot, type StorageCode, type StorageErrorDetails, type StorageHealth, type StorageOptions, type StoragePhase, load, loadJson, nodeFileSystem, nodeProcessTable, parseJson, replaceFile, safeBackup, safeRead, safeUpdate, safeWrite };
