import { describe, expect, it } from 'vitest';
import { anydeskTls } from '../../../src/systems/anydesk/tls.ts';

const told = (sni: string | null, ...certificateNames: string[]) =>
  anydeskTls.handshake({ sni, alpn: [], certificateNames });

describe('anydesk/tls', () => {
  it('knows the names of relays and of certificates', () => {
    expect(told('relay-9b6827f2.net.anydesk.com')).toBe(true);
    expect(told('boot.net.anydesk.com')).toBe(true);
    expect(told(null, 'AnyNet Relay')).toBe(true);
    expect(told(null, 'AnyDesk Client')).toBe(true);
  });

  it('does not know the web pages, nor names that only hold them', () => {
    expect(told('anydesk.com', 'anydesk.com', 'www.anydesk.com')).toBe(false);
    expect(told('download.anydesk.com')).toBe(false);
    expect(told('relay.net.anydesk.com.example.org')).toBe(false);
    expect(told(null, 'AnyNet Relay Ltd')).toBe(false);
    expect(told(null)).toBe(false);
  });
});
