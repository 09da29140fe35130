/** Names one content of one file. Equal versions: nobody has written the file in between. */
export interface FileVersion {
  /** Device and inode. */
  readonly identity: string;
  readonly size: number;
  readonly mtimeNs: bigint;
  /** Of the content, hexadecimal. */
  readonly sha256: string;
}

export function isSameVersion(one: FileVersion, other: FileVersion): boolean {
  return isSameStat(one, other) && one.sha256 === other.sha256;
}

export function isSameStat(
  one: Pick<FileVersion, 'identity' | 'size' | 'mtimeNs'>,
  other: Pick<FileVersion, 'identity' | 'size' | 'mtimeNs'>,
): boolean {
  return one.identity === other.identity && one.size === other.size && one.mtimeNs === other.mtimeNs;
}
