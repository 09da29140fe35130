// The program that ExaBGP runs: what ExaBGP says goes to the suite's socket, what the suite says goes to ExaBGP.
import { connect } from 'node:net';

const socket = connect(process.argv[2]);
process.stdin.pipe(socket);
socket.pipe(process.stdout);
