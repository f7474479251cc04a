// covers: P4
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nftables } from '../../src/controls/nftables/nftables.ts';
import { verdictOf } from '../../src/controls/nftables/verdict.ts';
import { parsePolicy } from '../../src/intake/policy.ts';
import { compiling, POLICY_TEXT } from './site.ts';

const compiled = (text: string) => {
  const { intents, context } = compiling(text);
  const { warnings, files } = nftables.compile(intents, context);
  return { warnings, deny: files.find(({ name }) => name === 'default-deny.nft')?.text ?? '' };
};

/** A site with both address families inside; `networks` and `permits` are lines of it. */
const site = (networks: string, ...permits: string[]): string => `
networks: { inside: [10.20.0.0/16, "2001:db8:20::/64"], ${networks} }
permit: [${['{ to: 10.20.0.10, service: [dns] }', ...permits].join(', ')}]
`;

/** Warnings about machines: those that end in a permit. */
const machines = (text: string): string[] =>
  compiled(text).warnings.filter((warning) => warning.includes('this would: '));

const line = (warning: string): string => warning.split('this would: permit: ')[1]!;

describe('warnings of default-deny', () => {
  it('says what the resolver loses and the line that would change it; opens nothing itself', () => {
    const text = site('resolvers: [10.20.0.10]');
    expect(machines(text)).toEqual([
      'no permit lets the resolver 10.20.0.10 (networks.resolvers[0]) out to 53/udp, 53/tcp, so it is refused there; this would: permit: { to: internet, service: [dns], from: 10.20.0.10 }',
    ]);
    const ask = { source: '10.20.0.10', destination: '192.0.2.1', port: 53, at: 0 } as const;
    expect(verdictOf(compiled(text).deny, { ...ask, transport: 'udp' }).verdict).toBe('drop');
    expect(compiled(text).deny).toContain(`# WARNING: ${machines(text)[0]}\n`);
  });

  it.each([
    ['dns from it', '{ to: internet, service: [dns], from: 10.20.0.10 }'],
    ['dns from its network', '{ to: internet, service: [dns], from: 10.20.0.0/24 }'],
    ['dns from everywhere', '{ to: internet, service: [dns] }'],
    ['one forwarder', '{ to: 192.0.2.53, service: [53/udp, 53/tcp], from: 10.20.0.10 }'],
    ['a forwarder over TLS', '{ to: 192.0.2.53, service: [853/tcp], from: 10.20.0.10 }'],
    ['all ports', '{ to: internet, service: [1-65535/udp, 1-65535/tcp] }'],
  ])('says nothing of a resolver that has %s', (_, permit) => {
    expect(machines(site('resolvers: [10.20.0.10]', permit))).toEqual([]);
  });

  it.each([
    ['only UDP', '{ to: internet, service: [53/udp] }', 'out to 53/tcp,'],
    ['another host', '{ to: internet, service: [dns], from: 10.20.0.11 }', '53/udp, 53/tcp'],
    ['part of it', '{ to: internet, service: [dns], from: 10.20.0.8/31 }', '53/udp, 53/tcp'],
    ['the inside', '{ to: inside, service: [dns] }', '53/udp, 53/tcp'],
    ['IPv6', '{ to: "2001:db8:ffff::53", service: [dns] }', '53/udp, 53/tcp'],
    [
      'a way inward, which is refused',
      '{ to: internet, service: [dns], from: 0.0.0.0/0 }',
      '53/udp',
    ],
  ])('warns when the permit is for %s', (_, permit, ports) => {
    const warnings = machines(site('resolvers: [10.20.0.10]', permit));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(ports);
  });

  it('knows the resolver and the proxy by the permits when policy names none', () => {
    const warnings = machines(
      site('servers: [10.20.0.10]', '{ to: 10.20.0.10, service: [proxy] }'),
    );
    expect(warnings.map(line)).toEqual([
      '{ to: internet, service: [dns], from: 10.20.0.10 }',
      '{ to: internet, service: [http, https], from: 10.20.0.10 }',
    ]);
  });

  it('a proxy may have a parent, and needs no QUIC', () => {
    const proxies = 'resolvers: [], proxies: [10.20.0.9]';
    const only = '{ to: internet, service: [443/tcp], from: proxy }';
    expect(machines(site(proxies, only)).map(line)).toEqual([
      '{ to: internet, service: [http], from: 10.20.0.9 }',
    ]);
    const parent = '{ to: 192.0.2.8, service: [3128/tcp], from: proxy }';
    expect(machines(site(proxies, parent))).toEqual([]);
  });

  it('a server needs one way out; a gateway is not forwarded, and what is outside is not ours', () => {
    const servers = 'resolvers: [], servers: [10.20.0.5], gateways: [10.20.0.1]';
    expect(machines(site(servers))[0]).toContain('the server 10.20.0.5 (networks.servers[0])');
    expect(machines(site(servers, '{ to: internet, service: [ntp] }'))).toEqual([]);
    expect(machines(site('resolvers: [10.20.0.1, 192.0.2.53], gateways: [10.20.0.1]'))).toEqual([]);
  });

  it('says which address family is refused altogether', () => {
    const permit = 'permit: [{ to: internet, service: [https] }]';
    const of = (networks: string) => compiled(`${networks}\n${permit}`).warnings.join('\n');
    const v4 = of('networks: { inside: [10.20.0.0/16] }');
    expect(v4).toContain('no IPv6 network is named inside: forwarded IPv6 is refused altogether');
    expect(of('networks: { inside: ["2001:db8:20::/64"] }')).toContain('no IPv4 network');
    expect(of('networks: { inside: [10.20.0.0/16, "2001:db8:20::/64"] }')).not.toContain(
      'altogether',
    );
    expect(of('')).toContain('hosts with public IPv4 or IPv6 addresses are refused altogether');
  });

  it('says that ping is refused, and nothing at all without default-deny', () => {
    expect(compiled(POLICY_TEXT).warnings.at(-1)).toContain('ICMP echo (ping) outward is refused');
    expect(
      compiled('networks: { inside: [10.20.0.0/16], resolvers: [10.20.0.10] }').warnings,
    ).toEqual([]);
  });

  it('the lines it gives are policy, and with them the warnings are gone', () => {
    const host = fc.constantFrom(
      '10.20.0.9',
      '10.20.0.10',
      '10.20.3.0/24',
      '2001:db8:20::',
      '2001:db8:20::53',
    );
    const list = fc.uniqueArray(host, { maxLength: 3 });
    fc.assert(
      fc.property(list, list, list, (resolvers, proxies, servers) => {
        const quoted = (hosts: string[]) => JSON.stringify(hosts);
        const networks = `resolvers: ${quoted(resolvers)}, proxies: ${quoted(proxies)}, servers: ${quoted(servers)}`;
        const lines = machines(site(networks)).map(line);
        expect(() => parsePolicy(site(networks, ...lines), 'site.yaml')).not.toThrow();
        expect(machines(site(networks, ...lines))).toEqual([]);
      }),
    );
  });
});
