import { expect, it } from 'vitest';
import { ruleProtocol, speaksOf } from '../../shared/network/ip-protocol.ts';

it.each([
  ['-1', true, true],
  ['all', true, true],
  ['6', true, false],
  ['tcp', true, false],
  ['TCP', true, false],
  ['17', false, true],
  ['udp', false, true],
  ['1', false, false],
  ['icmp', false, false],
  ['icmpv6', false, false],
])('a rule for protocol %s speaks of TCP: %s, of UDP: %s', (text, tcp, udp) => {
  expect(speaksOf(ruleProtocol(text), 'tcp')).toBe(tcp);
  expect(speaksOf(ruleProtocol(text), 'udp')).toBe(udp);
});
