import { createRequire } from 'node:module';
import os from 'node:os';
import { getSystemErrorMap } from 'node:util';

/*
 * The C library by koffi, an optional peer dependency: Node sets neither TCP_MD5SIG nor the TTL of a TCP socket. It is
 * loaded when the first peer asks for one of them, and synchronously, for `Speaker.create` is synchronous and has to
 * refuse a peer that cannot be protected. Linux only: the options and the layout of their structures are Linux's.
 */

/** What is used of koffi. */
export interface Koffi {
  load(path: string | null): { func(prototype: string): (...args: unknown[]) => number };
  errno(): number;
}

/** A call of the C library that failed; with the fields of Node's own system errors. */
export class SystemError extends Error {
  readonly errno: number;
  readonly code: string;
  readonly syscall: string;

  constructor(syscall: string, errno: number, subject = '') {
    const [code, text] = getSystemErrorMap().get(-errno) ?? [`errno ${errno}`, 'unknown error'];
    super(`${syscall} ${code}${subject === '' ? '' : ` ${subject}`}: ${text}`);
    this.errno = -errno;
    this.code = code;
    this.syscall = syscall;
  }
}

/** Calls that throw a `SystemError` where they fail. */
export class Libc {
  readonly #koffi: Koffi;
  readonly #socket: (...args: unknown[]) => number;
  readonly #setsockopt: (...args: unknown[]) => number;
  readonly #bind: (...args: unknown[]) => number;
  readonly #close: (...args: unknown[]) => number;
  readonly #interfaceIndex: (...args: unknown[]) => number;

  constructor(koffi: Koffi) {
    // The library that the process itself is linked with, whatever it is called.
    const self = koffi.load(null);
    this.#koffi = koffi;
    this.#socket = self.func('int socket(int domain, int type, int protocol)');
    this.#setsockopt = self.func('int setsockopt(int fd, int level, int name, const void *value, uint32_t length)');
    this.#bind = self.func('int bind(int fd, const void *address, uint32_t length)');
    this.#close = self.func('int close(int fd)');
    this.#interfaceIndex = self.func('unsigned int if_nametoindex(const char *name)');
  }

  socket(domain: number, type: number): number {
    const fd = this.#socket(domain, type, 0);
    if (fd < 0) throw new SystemError('socket', this.#koffi.errno());
    return fd;
  }

  setsockopt(fd: number, level: number, name: number, value: Uint8Array): void {
    if (this.#setsockopt(fd, level, name, value, value.length) < 0) {
      throw new SystemError('setsockopt', this.#koffi.errno());
    }
  }

  /** `subject` is the address as text, for the error. */
  bind(fd: number, address: Uint8Array, subject: string): void {
    if (this.#bind(fd, address, address.length) < 0) throw new SystemError('bind', this.#koffi.errno(), subject);
  }

  close(fd: number): void {
    this.#close(fd);
  }

  interfaceIndex(name: string): number {
    const index = this.#interfaceIndex(name);
    if (index === 0) throw new SystemError('if_nametoindex', this.#koffi.errno(), name);
    return index;
  }
}

/** A host that has the C library, or the reason why not. */
export interface LibcHost {
  readonly platform: string;
  readonly endianness: string;
  load(): Koffi;
}

const HOST: LibcHost = {
  platform: os.platform(),
  endianness: os.endianness(),
  load: () => createRequire(import.meta.url)('koffi') as Koffi,
};

/** The C library of a host. Throws an `Error` that says what is missing. */
export function loadLibc(host: LibcHost): Libc {
  if (host.platform !== 'linux' || host.endianness !== 'LE') {
    throw new Error(`it is known for little-endian Linux only, this is ${host.platform}`);
  }
  let koffi: Koffi;
  try {
    koffi = host.load();
  } catch (cause) {
    throw new Error('it needs the package koffi, which cannot be loaded: npm install koffi', { cause });
  }
  return new Libc(koffi);
}

let loaded: Libc | undefined;

/** That of this process, loaded once. */
export function libc(): Libc {
  loaded ??= loadLibc(HOST);
  return loaded;
}
