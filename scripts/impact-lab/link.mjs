// A site's link: two network namespaces, `office` and `internet`, and one cable that is shaped on both ends.
//
//   office 10.20.1.1 ── tbf, 2 Mbit/s each way, a buffer of 300 ms ── internet 198.51.100.1 … 198.51.100.250
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';

export const OFFICE = '10.20.1.1';
export const internetAddress = (at) => `198.51.100.${at + 1}`;
/** Offloads off: a packet is at most one MTU, as on a line. */
const OFF = ['tx', 'rx', 'tso', 'gso', 'gro'].flatMap((feature) => [feature, 'off']);

/** `rate` in bits a second; `addresses` of the far side. The caller closes it, also after a fault. */
export const makeLink = ({ rate, bufferMs, addresses }) => {
  const id = randomBytes(4).toString('hex');
  const names = { office: `pwi${id}o`, internet: `pwi${id}n` };
  const children = new Set();
  const ip = (...words) => execFileSync('ip', words, { stdio: ['ignore', 'pipe', 'pipe'] });
  const inside = (place, words) => ['netns', 'exec', names[place], ...words];
  const close = () => {
    for (const child of children) child.kill('SIGKILL');
    for (const name of Object.values(names))
      try {
        ip('netns', 'del', name);
      } catch {
        // It was never made.
      }
  };
  const open = () => {
    for (const name of Object.values(names)) {
      ip('netns', 'add', name);
      ip('-n', name, 'link', 'set', 'lo', 'up');
    }
    ip(
      ...['-n', names.office, 'link', 'add', 'line', 'type', 'veth'],
      ...['peer', 'name', 'line', 'netns', names.internet],
    );
    ip('-n', names.office, 'addr', 'add', `${OFFICE}/24`, 'dev', 'line');
    for (let at = 0; at < addresses; at++)
      ip('-n', names.internet, 'addr', 'add', `${internetAddress(at)}/24`, 'dev', 'line');
    for (const place of ['office', 'internet']) {
      ip(...inside(place, ['sh', '-c', 'echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6']));
      ip(...inside(place, ['ethtool', '-K', 'line', ...OFF]));
      ip('-n', names[place], 'link', 'set', 'line', 'up');
      const shape = ['rate', `${rate}bit`, 'burst', '3200', 'latency', `${bufferMs}ms`];
      const where = ['-n', names[place], 'qdisc', 'add', 'dev', 'line', 'root'];
      execFileSync('tc', [...where, 'tbf', ...shape]);
    }
    ip('-n', names.office, 'route', 'add', '198.51.100.0/24', 'dev', 'line');
    ip('-n', names.internet, 'route', 'add', '10.20.1.0/24', 'dev', 'line');
  };
  try {
    open();
  } catch (error) {
    close();
    throw error;
  }
  return {
    close,
    /** A Node.js program of this folder in a namespace; it says what it has to say as lines of JSON. */
    start: (place, program, options) => {
      const path = new URL(program, import.meta.url).pathname;
      const words = inside(place, [process.execPath, path, JSON.stringify(options)]);
      const child = spawn('ip', words, { stdio: ['pipe', 'pipe', 'inherit'] });
      children.add(child);
      return talking(child, () => children.delete(child));
    },
    /** Writes every packet of the line, as the office's end sees it, until it is stopped. */
    capture: async (path) => {
      const words = inside('office', ['tcpdump', '-i', 'line', '-U', '-w', path]);
      const child = spawn('ip', words, { stdio: ['ignore', 'ignore', 'pipe'] });
      children.add(child);
      // It says so when it listens.
      await new Promise((resolve, reject) => {
        child.stderr.on('data', (said) => String(said).includes('listening on') && resolve());
        child.once('close', (code) => reject(new Error(`tcpdump ended with ${code}`)));
      });
      return {
        stop: () =>
          new Promise((resolve) => {
            child.once('close', () => {
              children.delete(child);
              resolve();
            });
            child.kill('SIGINT');
          }),
      };
    },
    /** Bytes that the line carried towards the office, link layer included, as the shaper counts them. */
    carried: () => {
      const where = ['-s', '-j', '-n', names.internet, 'qdisc', 'show', 'dev', 'line'];
      const [{ bytes, drops }] = JSON.parse(execFileSync('tc', where, { encoding: 'utf8' }));
      return { at: process.hrtime.bigint(), bytes, drops };
    },
  };
};

const talking = (child, onGone) => {
  let text = '';
  const lines = [];
  const waiting = [];
  const gone = new Promise((resolve) => child.once('close', resolve));
  child.stdout.setEncoding('utf8').on('data', (more) => {
    text += more;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      const said = JSON.parse(text.slice(0, end));
      text = text.slice(end + 1);
      const next = waiting.shift();
      if (next) next.resolve(said);
      else lines.push(said);
    }
  });
  child.once('close', (code) => {
    onGone();
    for (const { reject } of waiting.splice(0)) reject(new Error(`it ended with ${code}`));
  });
  return {
    /** The next thing it says. */
    said: () =>
      lines.length > 0
        ? Promise.resolve(lines.shift())
        : new Promise((resolve, reject) => {
            if (child.exitCode !== null) reject(new Error(`it ended with ${child.exitCode}`));
            else waiting.push({ resolve, reject });
          }),
    /** Closing its input asks a program to say its last words and end. */
    finish: () => child.stdin.end(),
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
};
