import { describe, expect, it } from 'vitest';
import { ngrokTls } from '../../../src/systems/ngrok/tls.ts';

describe('ngrok/agent', () => {
  it.each([
    ['connect.ngrok-agent.com', true],
    ['connect.eu.ngrok-agent.com', true],
    ['tunnel.us.ngrok.com', true],
    ['1a2b-203-0-113-9.ngrok-free.app', false],
    ['ngrok.com', false],
    ['dashboard.ngrok.com', false],
    ['connect.ngrok-agent.com.example.org', false],
  ])('is told by the name %s: %s', (sni, is) => {
    expect(ngrokTls.handshake({ sni, alpn: [], certificateNames: [] })).toBe(is);
  });
});
