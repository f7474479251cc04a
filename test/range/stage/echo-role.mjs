// A tiny role for tests of the machinery: a server that answers what it gets over TCP and UDP, and a client of it.
export const ECHO = {
  id: 'echo/node',
  about: 'answers what it gets',
  async start(host, options) {
    if (options.fail) throw new Error('it was told to fail');
    const listener = await host.listen(options.port, 'napster/server', (socket) => {
      socket.on('data', (bytes) => socket.write(bytes));
      socket.on('error', () => socket.destroy());
    });
    const udp = await host.datagrams(options.port, 'gnutella/udp', (bytes, from) => {
      if (bytes.length < 100) udp.send(from, new Uint8Array(200));
    });
    return {
      actions: {
        async say({ to, bytes }) {
          const socket = await host.connect(to, 'napster/server');
          return await new Promise((resolve, reject) => {
            let got = 0;
            socket.on('data', (block) => {
              got += block.length;
              if (got >= bytes) socket.end(() => resolve(got));
            });
            socket.on('close', () => reject(new Error('the connection ended')));
            socket.write(host.random.bytes(bytes));
          });
        },
        async datagram({ to }) {
          udp.send(to, host.random.bytes(50));
          await host.wait(200);
          return host.counters.datagrams;
        },
        hang: () => new Promise(() => {}),
        async die() {
          process.exit(7);
        },
      },
      async stop() {
        listener.close();
        udp.close();
      },
    };
  },
};

export const ECHO_SCENARIO = {
  id: 'echo',
  systems: ['napster'],
  models: ['M1'],
  about: 'Two inside hosts and one outside say the same things.',
  hosts: [
    { name: 'corp1', side: 'inside' },
    { name: 'corp2', side: 'inside' },
    { name: 'ext1', side: 'outside' },
  ],
  guilty: ['corp1', 'corp2', 'ext1'],
  async play(stage) {
    const [one, two] = await Promise.all(
      ['corp1', 'corp2'].map((name) => stage.start(name, 'echo/node', { port: 8888 })),
    );
    await stage.start('ext1', 'echo/node', { port: 8888 });
    const out = { address: stage.address('ext1'), port: 8888 };
    const near = { address: stage.address('corp2'), port: 8888 };
    const said = await one.do('say', { to: out, bytes: 20_000 });
    if (said !== 20_000) throw new Error(`only ${said} bytes came back`);
    await two.do('say', { to: out, bytes: 500 });
    await one.do('say', { to: near, bytes: 500 });
    await one.do('datagram', { to: out });
  },
};
