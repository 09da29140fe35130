export type { StreamHandler } from './assembler.js';
export { BlockType } from './block-format.js';
export type {
  CaptureCounters,
  CapturedMessage,
  CapturedPacket,
  CaptureEnd,
  CaptureFault,
  CaptureStream,
  CloseCause,
  Endpoint,
  MessageEvent,
  SkippedOctets,
  StreamClosed,
  StreamData,
  StreamEvent,
  StreamGap,
  StreamOpened,
} from './event.js';
export { LinkType } from './link.js';
export { type MessageHandler, MessageReader } from './message-reader.js';
export { type PacketHandler, PacketReader } from './packet-reader.js';
export { type CaptureFormat, PcapWriter, type PcapWriterOptions } from './pcap-writer.js';
export { type CaptureInput, type MessageOptions, readMessages, readPackets, readStreams } from './read.js';
export { decodeSegment, TcpFlag, type TcpSegment, type Unread } from './segment.js';
export { type SessionMessage, SessionWriter, type SessionWriterOptions, writeSession } from './session-writer.js';
export { type StreamOptions, StreamReader } from './stream-reader.js';
