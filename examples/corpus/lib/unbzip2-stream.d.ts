declare module 'unbzip2-stream' {
  /** A duplex stream that takes bzip2 octets and gives what they hold. */
  function unbzip2(): NodeJS.ReadWriteStream;
  export = unbzip2;
}
