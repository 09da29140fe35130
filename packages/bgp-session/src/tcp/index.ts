export { connect } from './connect.js';
export { type Listener, type ListeningSpeaker, type ListenOptions, listen } from './listen.js';
