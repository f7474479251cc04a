// A voice call's packets: 160 bytes (20 ms of G.711, RFC 3551 §4.5.14) 50 times a second, each with its number and the time it left.
import { createSocket } from 'node:dgram';
import { nowUs, onFinish, options, say } from './program.mjs';

const EVERY_US = 20_000;
const socket = createSocket('udp4');
const sent = [];
const began = nowUs();

const send = () => {
  // All that are due: a late timer must not thin out the call.
  while (nowUs() >= began + sent.length * EVERY_US) {
    const packet = Buffer.alloc(160);
    const at = nowUs();
    packet.writeUInt32BE(sent.length, 0);
    packet.writeDoubleBE(at, 4);
    sent.push(at);
    socket.send(packet, options.port, options.to);
  }
  setTimeout(send, Math.max(0, (began + sent.length * EVERY_US - nowUs()) / 1000));
};

send();
say({ ready: true });
onFinish(() => ({ sent }));
