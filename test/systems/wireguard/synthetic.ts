// WireGuard messages built after its specification; `reserved` is what WARP writes where WireGuard has zeros.
import { random } from '../conversation.ts';
import { join } from '../streams.ts';

const little = (value: number): Uint8Array =>
  Uint8Array.of(value, value >>> 8, value >>> 16, value >>> 24);

const NONE: Uint8Array = new Uint8Array(3);

export const initiation = (sender: number, reserved = NONE, seed = 1): Uint8Array =>
  join(Uint8Array.of(1), reserved, little(sender), random(124, seed), new Uint8Array(16));
export const response = (sender: number, receiver: number, reserved = NONE): Uint8Array =>
  join(
    Uint8Array.of(2),
    reserved,
    little(sender),
    little(receiver),
    random(64, 2),
    new Uint8Array(16),
  );
export const cookie = (receiver: number): Uint8Array =>
  join(Uint8Array.of(3), NONE, little(receiver), random(56, 3));
export const data = (receiver: number, counter: number, reserved = NONE, type = 4): Uint8Array =>
  join(
    Uint8Array.of(type),
    reserved,
    little(receiver),
    little(counter),
    new Uint8Array(4),
    random(32, counter + 9),
  );
