// The other end of the call: when each packet came.
import { createSocket } from 'node:dgram';
import { nowUs, onFinish, options, say } from './program.mjs';

const got = [];
createSocket('udp4')
  .on('message', (packet) => got.push([packet.readUInt32BE(0), nowUs()]))
  .bind(options.port, options.at, () => say({ ready: true }));
onFinish(() => ({ got }));
