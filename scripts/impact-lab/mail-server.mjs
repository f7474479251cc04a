// Takes mail by SMTP (RFC 5321) and throws it away.
import { createServer } from 'node:net';
import { onFinish, options, say } from './program.mjs';

createServer((socket) => {
  let inData = false;
  let text = '';
  socket.on('error', () => {});
  socket.setEncoding('latin1').on('data', (more) => {
    text += more;
    for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n')) {
      const line = text.slice(0, end);
      text = text.slice(end + 2);
      if (inData && line !== '.') continue;
      if (inData) socket.write('250 taken\r\n');
      else if (line === 'QUIT') socket.end('221 bye\r\n');
      else socket.write(line === 'DATA' ? '354 go on\r\n' : '250 ok\r\n');
      inData = line === 'DATA';
    }
  });
  socket.write('220 office\r\n');
}).listen(options.port, options.at, () => say({ ready: true }));
onFinish(() => ({}));
