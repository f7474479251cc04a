// Sends a mail every so often over a connection of its own, and notes how long each took from connecting to "taken".
import { connect } from 'node:net';
import { nowUs, onFinish, options, say } from './program.mjs';

const { to, port, bytes, everyMs } = options;
const LINE = `${'x'.repeat(76)}\r\n`;
const BODY = LINE.repeat(Math.ceil(bytes / LINE.length));
/** One after the other, each after an answer. */
const SAYS = [
  'EHLO out.example\r\n',
  'MAIL FROM:<a@out.example>\r\n',
  'RCPT TO:<b@office.example>\r\n',
  'DATA\r\n',
  `${BODY}.\r\n`,
  'QUIT\r\n',
];
const mails = [];

const send = () => {
  const mail = { from: nowUs(), until: null };
  mails.push(mail);
  let step = 0;
  const socket = connect({ host: to, port, noDelay: true });
  socket.on('error', () => {});
  // Every answer is one short line in one packet.
  socket.on('data', () => {
    const next = SAYS[step++];
    if (next === 'QUIT\r\n') mail.until = nowUs();
    if (next !== undefined) socket.write(next);
  });
};

send();
setInterval(send, everyMs);
say({ ready: true });
onFinish(() => ({ mails }));
