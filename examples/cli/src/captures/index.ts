export type { CaptureItem, CaptureItems, Origin } from './item.js';
export { pcapItems } from './pcap.js';
